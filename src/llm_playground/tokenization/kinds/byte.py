"""The smallest tokenizer: a token is a byte, its id is its value. Nothing is ever unknown, and texts are long."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

from llm_playground.errors import true_or_false
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
        """None: all 256 ids are bytes."""
        return {}

    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        """The bytes of `text`. There are no special tokens, so both options change nothing."""
        true_or_false("add_special_tokens", add_special_tokens)
        true_or_false("allow_special", allow_special)
        return list(well_formed(text).encode())

    def decode(self, ids: Sequence[int]) -> str:
        """The bytes as UTF-8; what is not UTF-8 becomes U+FFFD."""
        return b"".join(map(self.piece, each_id(ids))).decode(errors="replace")

    def piece(self, id: int) -> bytes:
        """The byte whose value is the id."""
        return bytes([checked_id(id, 256)])

    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        """As the protocol says; the bytes of one character share its span."""
        text = well_formed(text)
        ids = tuple(self.encode(text, allow_special=allow_special))
        pieces = tuple(bytes([id]) for id in ids)
        return Encoding(text, ids, pieces, spans_of_pieces(pieces))

    def save(self, folder: str | Path) -> None:
        """Write the name of the kind into `folder`: there is nothing else to know."""
        save_tokenizer(self, folder)

    def to_dict(self) -> dict[str, Any]:
        """Nothing: all byte tokenizers are the same."""
        return {}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The byte tokenizer."""
        return cls()
