"""What every tokenizer can do, wherever it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from llm_playground.records import Encoding


@runtime_checkable
class Tokenizer(Protocol):
    """Text to token ids and back. The laws that all keep are tests: tests/tokenization/test_laws.py."""

    @property
    def vocab_size(self) -> int:
        """How many ids there are; they run from 0 to `vocab_size` - 1."""
        ...

    @property
    def special_tokens(self) -> dict[str, int]:
        """Tokens that stand for no text of their own, such as the end of a document."""
        ...

    @property
    def unknown_id(self) -> int | None:
        """The token that stands for any text the vocabulary cannot write; None where there is no such text."""
        ...

    @property
    def is_lossless(self) -> bool:
        """Whether `decode(encode(text)) == text` for every text, as byte-level tokenizers promise."""
        ...

    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        """The ids of `text`.

        Special tokens written in the text are ordinary text unless `allow_special`: what a user types must not steer
        the model. `add_special_tokens` adds what the tokenizer was made to put around a text (Llama's first token).
        """
        ...

    def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids`; bytes that are not UTF-8 become U+FFFD. Special tokens are written out."""
        ...

    def piece(self, id: int) -> bytes:
        """The bytes that one token adds in the middle of a text. They need not be whole characters."""
        ...

    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        """`encode`, with the bytes of each token and the characters that it covers.

        The spans tile the text: what the tokenizer drops, such as the space between two words, belongs to a token
        beside it (see `spans.tiling`).
        """
        ...

    def __hash__(self) -> int:
        """A tokenizer does not change, so that what was found out about it can be kept."""
        ...

    def save(self, folder: str | Path) -> None:
        """Write all of this tokenizer into `folder`; `saving.load(folder)` gives one that behaves the same."""
        ...
