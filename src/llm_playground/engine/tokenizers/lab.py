"""What a person can ask about tokenizers: one text in several, a word, a token, languages, chunks; and training one."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from llm_playground.engine.events import Merging, Trained
from llm_playground.engine.request import Limits, check_at_most, check_length
from llm_playground.engine.tokenizers.shelf import Tokenizers
from llm_playground.errors import InvalidValue, Problems, shown, unknown
from llm_playground.tokenization.bpe.formats import to_tokenizer_json
from llm_playground.tokenization.bpe.records import Round
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer, n_merges
from llm_playground.tokenization.bpe.training import TIE_RULES, count_words, train_rounds
from llm_playground.tokenization.lab.bpe_history import LEADERS, SHOWN_CHARACTERS, with_history
from llm_playground.tokenization.lab.comparison import Comparison, beginning, compare
from llm_playground.tokenization.lab.records import Chunks, Languages, Word, in_chunks, languages, word_of
from llm_playground.tokenization.lab.stories import stories
from llm_playground.tokenization.lab.vocabulary import TokenCard, VocabularySearch, search, token_card
from llm_playground.tokenization.patterns import PATTERNS

NEWS_EVERY = 0.1  # seconds between two words on how far a training is


@dataclass(frozen=True, slots=True)
class TokenizerRequest:
    """A BPE tokenizer as somebody wants it trained; the arguments of `BPETokenizer.train`. No text: the stories."""

    text: str | None
    vocab_size: int = 512
    pattern: str = "gpt2"
    tie_rule: str = "lowest_ids"


def tokenizer_options() -> dict[str, list[str]]:
    """What a person can choose for a training."""
    return {"patterns": list(PATTERNS), "tie_rules": list(TIE_RULES)}


class TokenizerLab:
    """Answers about tokenizers, within the limits of a session.

    Every method raises:
        UnknownName, ModelUnavailable, CheckpointError: as `Tokenizers.find`.
        InvalidValue: what is asked for is too long, too much, or makes no sense.
    """

    def __init__(self, tokenizers: Tokenizers, limits: Limits) -> None:
        self.tokenizers, self._limits = tokenizers, limits

    def compare(
        self, text: str, names: Sequence[str], *, allow_special: bool = False, characters: int | None = None
    ) -> Comparison:
        """A text in several tokenizers, with the tokens of about its first `characters` characters only."""
        self._check_text(text)
        self._check_names(names)
        found = {name: self.tokenizers.find(name) for name in names}
        comparison = compare(text, found, allow_special=allow_special)
        return comparison if characters is None else beginning(comparison, max(1, characters))

    def chunks(self, text: str, name: str, size: int, *, allow_special: bool = False) -> Chunks:
        """A text in chunks of `size` tokens."""
        self._check_text(text)
        return in_chunks(text, self.tokenizers.find(name), name, size, allow_special=allow_special)

    def languages(self, names: Sequence[str]) -> Languages:
        """The same small story in many languages."""
        self._check_names(names)
        return languages({name: self.tokenizers.find(name) for name in names})

    def word(self, word: str, name: str) -> Word:
        """How byte-level BPE encodes a word, merge by merge."""
        check_length("word", len(word), self._limits.word_characters)
        return word_of(self.tokenizers.find(name), name, word)

    def token(self, id: int, name: str) -> TokenCard:
        """All that is known of a token."""
        return token_card(self.tokenizers.find(name), name, id)

    def search(self, query: str, name: str) -> VocabularySearch:
        """The tokens that hold a text, or "#" and an id."""
        check_length("query", len(query), self._limits.word_characters)
        return search(self.tokenizers.find(name), query)

    def tokenizer_json(self, name: str) -> str:
        """A tokenizer that was trained here, as the file that `tokenizers` and `transformers` read."""
        tokenizer = self.tokenizers.find(name)
        if not isinstance(tokenizer, BPETokenizer):
            sentence = f"{name} was not trained here: only BPE tokenizers of this package can be saved so."
            raise InvalidValue(sentence, field="tokenizer")
        return to_tokenizer_json(tokenizer)

    def check_training(self, request: TokenizerRequest) -> None:
        """Refuse a training that could not run, and tell all that is wrong at once."""
        problems = Problems()
        with problems:
            self._check_text(request.text or "")
            if request.text == "":
                raise InvalidValue("There is no text to train on: write or paste some.", field="text")
        with problems:
            n_merges(request.vocab_size)
            check_at_most("vocab_size", request.vocab_size, self._limits.vocab_size)
        with problems:
            if request.pattern not in PATTERNS:  # a stranger's expression could run for ever
                raise unknown("pattern", request.pattern, PATTERNS, field="pattern")
        with problems:
            train_rounds({}, 0, request.tie_rule)
        problems.report()

    def train(self, request: TokenizerRequest) -> Generator[Merging | Trained, None, None]:
        """Train BPE: how far it is, ten times a second, then the tokenizer with its history. Closing cancels."""
        started = told = time.perf_counter()
        asked = n_merges(request.vocab_size)
        text = "\n".join(stories()) if request.text is None else request.text
        yield Merging(0, asked)
        words = count_words([text], request.pattern)
        rounds: list[Round] = []
        for each in train_rounds(words, asked, request.tie_rule, leaders=LEADERS):
            rounds.append(each)
            if time.perf_counter() - told > NEWS_EVERY:
                told = time.perf_counter()
                yield Merging(len(rounds), asked)
        trained = with_history(rounds, words, text[:SHOWN_CHARACTERS], asked=asked, pattern=request.pattern)
        seconds = time.perf_counter() - started
        name = self.tokenizers.keep(trained.tokenizer)
        yield Trained(name, trained.tokenizer.vocab_size, len(text), seconds, trained.history)

    def _check_text(self, text: str) -> None:
        check_length("text", len(text), self._limits.text_characters)

    def _check_names(self, names: Sequence[str]) -> None:
        if not names or len(set(names)) < len(names):
            sentence = f"The tokenizers are {shown(list(names))}; name one or several, each once."
            raise InvalidValue(sentence, field="tokenizers")
        check_at_most("tokenizers", len(names), self._limits.tokenizers)
