"""The smallest tokenizer: a token is a byte, its id is its value. Nothing is ever unknown, and texts are long."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

from llm_playground.records import Encoding
from llm_playground.tokenization.ids import checked_id, each_id
from llm_playground.tokenization.saving import save_tokenizer
from llm_playground.tokenization.spans import spans_of_pieces
from llm_playground.tokenization.text import well_formed


class ByteTokenizer:
    """UTF-8: one token for an ASCII character, two to four for any other."""

    kind: ClassVar[str] = "byte"
    is_lossless: ClassVar[bool] = True
    vocab_size: ClassVar[int] = 256
    unknown_id: ClassVar[None] = None

    @property
    def special_tokens(self) -> dict[str, int]:
        return {}

    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        return list(well_formed(text).encode())

    def decode(self, ids: Sequence[int]) -> str:
        return b"".join(map(self.piece, each_id(ids))).decode(errors="replace")

    def piece(self, id: int) -> bytes:
        return bytes([checked_id(id, 256)])

    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        text = well_formed(text)
        ids = tuple(text.encode())
        pieces = tuple(bytes([id]) for id in ids)
        return Encoding(text, ids, pieces, spans_of_pieces(pieces))

    def save(self, folder: Path) -> None:
        save_tokenizer(self, folder)

    def to_dict(self) -> dict[str, Any]:
        return {}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        return cls()
