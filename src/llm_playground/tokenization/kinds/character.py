"""A token is a Unicode character, as long as it was seen in training; every other character is [UNK]."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

from llm_playground.errors import InvalidValue, true_or_false, whole_number
from llm_playground.records import Encoding, Record
from llm_playground.tokenization.ids import LARGEST_VOCABULARY, checked_id, each_id, pieces_of
from llm_playground.tokenization.saving import save_tokenizer
from llm_playground.tokenization.special import encode_around_special, explain_around_special
from llm_playground.tokenization.text import each_text, well_formed

UNKNOWN = "[UNK]"


@dataclass(frozen=True, slots=True)
class CodePoint(Record):
    """What Unicode calls one character: "é" is U+00E9, LATIN SMALL LETTER E WITH ACUTE.

    What a reader takes for one character may be several of these: most flags, faces with a skin colour, letters with
    their accent typed apart. `name` is empty where Unicode has none (control characters).
    """

    character: str
    code: str
    name: str
    utf8: bytes


def code_points(text: str) -> tuple[CodePoint, ...]:
    """The characters of `text` one by one; half a surrogate pair is shown as U+FFFD."""
    return tuple(CodePoint(c, f"U+{ord(c):04X}", unicodedata.name(c, ""), c.encode()) for c in well_formed(text))


class CharacterTokenizer:
    """[UNK] is 0; the characters follow, the most frequent first.

    Raises:
        InvalidValue: one of `characters` is not one character, or is there twice.
    """

    kind: ClassVar[str] = "character"
    is_lossless: ClassVar[bool] = False
    unknown_id: ClassVar[int] = 0

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        self._ids = {character: id for id, character in enumerate(self.characters, 1)}
        if len(self._ids) < len(self.characters) or any(len(character) != 1 for character in self.characters):
            raise InvalidValue("The vocabulary must be single characters, each once.")

    @classmethod
    def train(cls, texts: str | Iterable[str], vocab_size: int | None = None) -> Self:
        """Every character of `texts`; with `vocab_size`, the most frequent that fit beside [UNK].

        Raises:
            InvalidValue: `vocab_size` is below 1, or `texts` are not texts.
        """
        if vocab_size is not None:
            vocab_size = whole_number("vocab_size", vocab_size, 1, LARGEST_VOCABULARY, f": {UNKNOWN} alone needs 1")
        counts: Counter[str] = Counter()
        for text in each_text(texts):
            counts.update(text)
        by_frequency = sorted(counts, key=lambda character: (-counts[character], character))
        return cls(by_frequency if vocab_size is None else by_frequency[: vocab_size - 1])

    @property
    def vocab_size(self) -> int:
        """The characters and [UNK]."""
        return 1 + len(self.characters)

    @property
    def special_tokens(self) -> dict[str, int]:
        """[UNK] alone."""
        return {UNKNOWN: self.unknown_id}

    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        """One id a character; nothing is put around a text, so `add_special_tokens` adds nothing."""
        true_or_false("add_special_tokens", add_special_tokens)
        specials = self.special_tokens if true_or_false("allow_special", allow_special) else {}
        return encode_around_special(well_formed(text), specials, self._encode)

    def _encode(self, text: str) -> list[int]:
        return [self._ids.get(character, self.unknown_id) for character in text]

    def decode(self, ids: Sequence[int]) -> str:
        """The characters joined; an unknown one is written [UNK]."""
        return b"".join(map(self.piece, each_id(ids))).decode()

    def piece(self, id: int) -> bytes:
        """The character in UTF-8, up to four bytes."""
        id = checked_id(id, self.vocab_size)
        return (self.characters[id - 1] if id else UNKNOWN).encode()

    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        """As the protocol says; each span is one character long."""
        specials = self.special_tokens if true_or_false("allow_special", allow_special) else {}
        return explain_around_special(well_formed(text), specials, self._explain, self.piece)

    def _explain(self, text: str) -> Encoding:
        ids = tuple(self._encode(text))
        return Encoding(text, ids, pieces_of(ids, self.piece), tuple((i, i + 1) for i in range(len(text))))

    def save(self, folder: str | Path) -> None:
        """Write the characters into `folder`, in the JSON file of `saving.py`."""
        save_tokenizer(self, folder)

    def to_dict(self) -> dict[str, Any]:
        """All characters as one text, in the order of their ids."""
        return {"characters": "".join(self.characters)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The tokenizer that `to_dict` wrote."""
        return cls(data["characters"])
