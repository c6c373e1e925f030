"""A token is a whole word. What was not seen in training, or too rarely, is [UNK]: why there are other tokenizers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import regex

from llm_playground.errors import InvalidValue, true_or_false, whole_number
from llm_playground.records import Encoding, Record
from llm_playground.tokenization.ids import LARGEST_VOCABULARY, checked_id, each_id, pieces_of
from llm_playground.tokenization.saving import save_tokenizer
from llm_playground.tokenization.special import encode_around_special, explain_around_special
from llm_playground.tokenization.text import each_text, well_formed

PADDING, UNKNOWN = "[PAD]", "[UNK]"
SPECIAL_TOKENS = {PADDING: 0, UNKNOWN: 1}
_WHY = f": {PADDING} and {UNKNOWN} alone need {len(SPECIAL_TOKENS)}"

# Letters, digits and the marks that belong to them, with apostrophes inside ("don't"); or one sign, but no space.
WORD = regex.compile(r"[\p{L}\p{M}\p{N}_]+(?:['’][\p{L}\p{M}\p{N}_]+)*|[^\s\p{L}\p{M}\p{N}_]")


@dataclass(frozen=True, slots=True)
class OutOfVocabulary(Record):
    """What a vocabulary cannot say of a text: `words`, with how often each occurs, the most frequent first.

    `rate` is their share of the `total` words of the text (0 of an empty one).
    """

    words: tuple[tuple[str, int], ...]
    total: int
    rate: float


class WordTokenizer:
    """[PAD] is 0, [UNK] is 1; the words follow, the most frequent first. Punctuation marks are words.

    White space is not kept: `decode` puts one space between two words.

    Args:
        words: the vocabulary, in lower case if `lower_case`.
        lower_case: whether "The" and "the" are one word.

    Raises:
        InvalidValue: a word is there twice.
    """

    kind: ClassVar[str] = "word"
    is_lossless: ClassVar[bool] = False
    unknown_id: ClassVar[int] = SPECIAL_TOKENS[UNKNOWN]

    def __init__(self, words: Sequence[str], *, lower_case: bool = False) -> None:
        self.words = tuple(words)
        self.lower_case = lower_case
        self._ids = {word: id for id, word in enumerate(self.words, len(SPECIAL_TOKENS))}
        if len(self._ids) < len(self.words):
            raise InvalidValue("A word is in the vocabulary twice.")

    @classmethod
    def train(
        cls,
        texts: str | Iterable[str],
        vocab_size: int | None = None,
        *,
        lower_case: bool = False,
        min_frequency: int = 1,
    ) -> Self:
        """Words that occur at least `min_frequency` times; with `vocab_size`, the most frequent that fit beside [PAD]
        and [UNK]. Of words equally frequent, the first in the alphabet.

        Raises:
            InvalidValue: `vocab_size` is below 2, `min_frequency` below 1, or `texts` are not texts.
        """
        if vocab_size is not None:
            vocab_size = whole_number("vocab_size", vocab_size, len(SPECIAL_TOKENS), LARGEST_VOCABULARY, _WHY)
        min_frequency = whole_number("min_frequency", min_frequency, 1)
        empty = cls((), lower_case=lower_case)
        counts = Counter(word for text in each_text(texts) for word, _ in empty._cut(text))
        frequent = (word for word, count in counts.items() if count >= min_frequency)
        by_frequency = sorted(frequent, key=lambda word: (-counts[word], word))
        room = None if vocab_size is None else vocab_size - len(SPECIAL_TOKENS)
        return cls(by_frequency[:room], lower_case=lower_case)

    @property
    def vocab_size(self) -> int:
        """The words, [PAD] and [UNK]."""
        return len(SPECIAL_TOKENS) + len(self.words)

    @property
    def special_tokens(self) -> dict[str, int]:
        """[PAD], which fills short texts up to the length of a batch, and [UNK]."""
        return dict(SPECIAL_TOKENS)

    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        """One id a word; nothing is put around a text, so `add_special_tokens` adds nothing."""
        true_or_false("add_special_tokens", add_special_tokens)
        specials = SPECIAL_TOKENS if true_or_false("allow_special", allow_special) else {}
        return encode_around_special(well_formed(text), specials, self._encode)

    def _encode(self, text: str) -> list[int]:
        return [self._ids.get(word, self.unknown_id) for word, _ in self._cut(text)]

    def _cut(self, text: str) -> Iterator[tuple[str, tuple[int, int]]]:
        """Each word as the vocabulary writes it, and where it stands."""
        for found in WORD.finditer(text):
            # Only now, since a text in lower case may be longer: "İ" becomes two characters.
            yield (found[0].lower() if self.lower_case else found[0]), found.span()

    def out_of_vocabulary(self, text: str) -> OutOfVocabulary:
        """The words of `text` that become [UNK]."""
        words = [word for word, _ in self._cut(well_formed(text))]
        unknown = Counter(word for word in words if word not in self._ids)
        return OutOfVocabulary(tuple(unknown.most_common()), len(words), unknown.total() / max(1, len(words)))

    def decode(self, ids: Sequence[int]) -> str:
        """The words with one space between each two, whatever stood there."""
        return b"".join(map(self.piece, each_id(ids))).decode().removeprefix(" ")

    def piece(self, id: int) -> bytes:
        """The word after a space, which is what it adds to a text."""
        id = checked_id(id, self.vocab_size)
        token = (PADDING, UNKNOWN)[id] if id < len(SPECIAL_TOKENS) else self.words[id - len(SPECIAL_TOKENS)]
        return f" {token}".encode()

    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        """As the protocol says; the white space before a word belongs to the word."""
        specials = SPECIAL_TOKENS if true_or_false("allow_special", allow_special) else {}
        return explain_around_special(well_formed(text), specials, self._explain, self.piece)

    def _explain(self, text: str) -> Encoding:
        """The white space before a word is part of its span, as the space in its piece says."""
        cut = list(self._cut(text))
        ids = tuple(self._ids.get(word, self.unknown_id) for word, _ in cut)
        return Encoding(text, ids, pieces_of(ids, self.piece), tuple(span for _, span in cut))

    def save(self, folder: str | Path) -> None:
        """Write the words into `folder`, in the JSON file of `saving.py`."""
        save_tokenizer(self, folder)

    def to_dict(self) -> dict[str, Any]:
        """The words in the order of their ids, without [PAD] and [UNK]."""
        return {"words": self.words, "lower_case": self.lower_case}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The tokenizer that `to_dict` wrote."""
        return cls(data["words"], lower_case=data["lower_case"])
