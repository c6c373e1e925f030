"""Texts that set a warper as the tokens of a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from llm_playground.errors import InvalidValue, shown
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Spelled, Spelling
from llm_playground.tokenization.ids import pieces_of
from llm_playground.tokenization.protocol import Tokenizer
from llm_playground.tokenization.text import well_formed

ANCHORS = ("\n", ".")


def exact_ids(tokenizer: Tokenizer, text: str) -> tuple[int, ...] | None:
    """The tokens that write exactly this text in the middle of another; None where the tokenizer cannot."""
    # Sentencepiece begins a text with a space that is not there. In the middle of one, after the anchor, it does not.
    for anchor in ("", *ANCHORS):
        before, ids = tokenizer.encode(anchor) if anchor else [], tokenizer.encode(anchor + text)
        rest = tuple(ids[len(before) :])
        if ids[: len(before)] == before and b"".join(pieces_of(rest, tokenizer.piece)) == text.encode():
            return rest
    return None


class Speller:
    """The tokens of a model by their texts (a `decoding.vocabulary.Vocabulary`), which remembers what it was asked.

    Args:
        tokenizer: None, if the model has none; then only ids can be named.
    """

    def __init__(self, model: str, vocab_size: int, tokenizer: Tokenizer | None, piece: Callable[[int], bytes]) -> None:
        self._model, self._vocab_size, self._tokenizer = model, vocab_size, tokenizer
        self.piece = piece
        self._told: dict[tuple[str, bool], Spelled] = {}

    @classmethod
    def of(cls, model: LanguageModel) -> Speller:
        """That of a loaded model."""
        return cls(model.name, model.vocab_size, model.info.tokenizer, model.piece)

    @property
    def told(self) -> tuple[Spelled, ...]:
        """All that was asked."""
        return tuple(self._told.values())

    def token(self, named: str) -> int:
        if named.isascii() and named.isdigit():
            ids: tuple[int, ...] = (self._known(int(named)),)
        else:
            special = self._reader.special_tokens.get(named)
            ids = self._written(named) if special is None else (special,)
            if len(ids) != 1:
                raise InvalidValue(self._not_one(named, ids))
        self._tell(named, (ids,), word=False)
        return ids[0]

    def sequences(self, word: str | tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
        if not isinstance(word, str):
            ways, name = (tuple(map(self._known, word)),), str(list(word))
        else:
            spaced = () if word[0].isspace() else (self._written(f" {word}"),)
            ways, name = tuple(dict.fromkeys((self._written(word), *spaced))), word
        self._tell(name, ways, word=True)
        return ways

    def _tell(self, text: str, ways: tuple[tuple[int, ...], ...], *, word: bool) -> None:
        pieces = tuple(tuple(map(self.piece, ids)) for ids in ways)
        self._told[text, word] = Spelled(text, ways, pieces)

    @property
    def _reader(self) -> Tokenizer:
        if self._tokenizer is None:
            raise InvalidValue(f"{self._model} has no tokenizer files, so it cannot read text: give token ids instead.")
        return self._tokenizer

    def _written(self, text: str) -> tuple[int, ...]:
        ids = exact_ids(self._reader, well_formed(text))
        if ids is None:
            raise InvalidValue(f"The tokenizer of {self._model} cannot write {shown(text)} exactly; give token ids.")
        return tuple(map(self._known, ids))

    def _known(self, id: int) -> int:
        if id >= self._vocab_size:
            last = self._vocab_size - 1
            raise InvalidValue(f"There is no token {shown(id)}; the ids of {self._model} go from 0 to {last}.")
        return id

    def _not_one(self, text: str, ids: tuple[int, ...]) -> str:
        more = " …" if len(ids) > 6 else ""
        sentence = f"A bias is for one token, and {self._model} writes {shown(text)} with {len(ids)}"
        try:
            pieces = ", ".join(shown(piece.decode()) for piece in pieces_of(ids[:6], self.piece))
            sentence += f": {pieces}{more}. Name one of these, or a token by its id."
        except UnicodeDecodeError:  # parts of a character, which no text names
            sentence += f" (ids {', '.join(map(str, ids[:6]))}{more}). Name one of these by its id, such as {ids[0]}."
        spaced = exact_ids(self._reader, f" {text}")
        if spaced and len(spaced) == 1:
            sentence += f" With the space that begins a word it is one: {shown(f' {text}')}."
        return sentence


def spell(model: str, texts: Iterable[str | tuple[int, ...]], *, as_words: bool) -> Spelling:
    """What the tokenizer of a model makes of texts: of `as_words` both ways to write each, else the one token.

    Raises:
        PlaygroundError: as `load_tokenizer`.
    """
    from llm_playground.engine.text import load_tokenizer  # which brings tokenizers of all kinds, and no run needs them

    tokenizer = load_tokenizer(model)
    speller = Speller(model, tokenizer.vocab_size, tokenizer, tokenizer.piece)
    problems: dict[str, str] = {}
    for text in texts:
        try:
            if as_words:
                speller.sequences(text)
            else:
                speller.token(str(text))
        except InvalidValue as error:
            problems[text if isinstance(text, str) else str(list(text))] = str(error)
    return Spelling(model, speller.told, problems)
