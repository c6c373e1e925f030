"""The views of tokenizers as widgets. A tokenizer is given by its name, as to `load_tokenizer`, or as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import traitlets

from llm_playground.engine.request import Limits, check_length
from llm_playground.engine.text import BUNDLED, load_tokenizer
from llm_playground.tokenization.lab.bpe_history import MergeHistory, TrainedBPE, first_merges
from llm_playground.tokenization.lab.comparison import Comparison as ComparisonRecord
from llm_playground.tokenization.lab.comparison import beginning
from llm_playground.tokenization.lab.records import Languages as LanguagesRecord
from llm_playground.tokenization.lab.records import Word, in_chunks, languages, word_of
from llm_playground.tokenization.lab.vocabulary import search, token_card
from llm_playground.tokenization.protocol import Tokenizer
from llm_playground.tokenization.text import well_formed
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced

AnyTokenizer = str | Path | Tokenizer

# The most that goes to the page, which says where it is not all.
MOST_CHARACTERS = 20_000
MOST_MERGES = 10_000


def name_of(tokenizer: AnyTokenizer) -> str:
    """What a tokenizer is called: as it was asked for, or by its class."""
    return str(tokenizer) if isinstance(tokenizer, str | Path) else type(tokenizer).__name__


class Comparison(View):
    """A text in several tokenizers, and where they disagree; of a long text its beginning."""

    _esm = module_text("comparison")
    _css = style("comparison")
    comparison = synced(traitlets.Dict())

    def __init__(self, comparison: ComparisonRecord) -> None:
        super().__init__(comparison=data_of(beginning(comparison, MOST_CHARACTERS)))


class Merges(View):
    """A training run of BPE to go through, merge by merge; of a very long one the first merges."""

    _esm = module_text("merges")
    _css = style("merges")
    history = synced(traitlets.Dict())
    position = synced(traitlets.Int(None, allow_none=True))

    def __init__(self, history: MergeHistory | TrainedBPE) -> None:
        if isinstance(history, TrainedBPE):
            history = history.history
        super().__init__(history=data_of(first_merges(history, MOST_MERGES)))


class WordSteps(View):
    """One word on its way through byte-level BPE, merge by merge."""

    _esm = module_text("word")
    _css = style("word")
    steps = synced(traitlets.List())
    at = synced(traitlets.Int(None, allow_none=True))

    def __init__(self, word: str | Word, tokenizer: AnyTokenizer = BUNDLED) -> None:
        """
        Raises:
            InvalidValue: the tokenizer is no byte-level BPE, or the word is very long.
        """
        if isinstance(word, str):
            check_length("word", len(word), Limits().word_characters)
            word = word_of(load_tokenizer(tokenizer), name_of(tokenizer), word)
        super().__init__(steps=data_of(word)["steps"])


class Vocabulary(View):
    """The vocabulary of a tokenizer to look through. What is searched for, or chosen, is looked up when it is."""

    _esm = module_text("token")
    _css = style("token")
    card = synced(traitlets.Dict(default_value=None, allow_none=True))
    search = synced(traitlets.Dict(default_value=None, allow_none=True))
    query = synced(traitlets.Unicode(""))
    wanted = synced(traitlets.Int(None, allow_none=True))

    def __init__(self, tokenizer: AnyTokenizer = BUNDLED, name: str | None = None, id: int | None = None) -> None:
        """
        Args:
            name: what the tokenizer is called on the page.
            id: the token to begin with.

        Raises:
            InvalidValue: no such id.
        """
        super().__init__()
        self.name, self.tokenizer = name or name_of(tokenizer), load_tokenizer(tokenizer)
        self.observe(self._show, "wanted")
        self.observe(self._find, "query")
        self.wanted = id

    def _show(self, _: object) -> None:
        if self.wanted is not None:
            self.card = data_of(token_card(self.tokenizer, self.name, self.wanted))

    def _find(self, _: object) -> None:
        self.search = data_of(search(self.tokenizer, self.query)) if self.query else None


class Languages(View):
    """The same small story in many languages, and how many tokens it costs."""

    _esm = module_text("languages")
    _css = style("languages")
    samples = synced(traitlets.List())
    costs = synced(traitlets.List())
    measure = synced(traitlets.Unicode("tokens"))

    def __init__(self, tokenizers: Sequence[str | Path] | Mapping[str, Tokenizer] | LanguagesRecord) -> None:
        """
        Args:
            tokenizers: names as for `load_tokenizer`; or tokenizers by names of your own.
        """
        if not isinstance(tokenizers, LanguagesRecord):
            given = tokenizers if isinstance(tokenizers, Mapping) else {str(name): name for name in tokenizers}
            tokenizers = languages({name: load_tokenizer(each) for name, each in given.items()})
        super().__init__(**data_of(tokenizers))


class Chunks(View):
    """A long text in chunks of a given number of tokens, and what they would cost."""

    _esm = module_text("chunks")
    _css = style("chunks")
    text = synced(traitlets.Unicode())
    tokenizer = synced(traitlets.Unicode())
    size = synced(traitlets.Int())
    total = synced(traitlets.Int())
    chunks = synced(traitlets.List())
    price = synced(traitlets.Float(None, allow_none=True))

    def __init__(self, text: str, tokenizer: AnyTokenizer = BUNDLED, size: int = 512) -> None:
        """
        Raises:
            InvalidValue: `size` is below 1.
        """
        text = well_formed(text)
        found = in_chunks(text, load_tokenizer(tokenizer), name_of(tokenizer), size)
        super().__init__(text=text, **data_of(found))
