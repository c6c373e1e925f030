"""Text to token ids and back, with the bundled tokenizer unless another is given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from llm_playground.models.loading import find_folder
from llm_playground.tokenization.hugging_face import HuggingFaceTokenizer
from llm_playground.tokenization.protocol import Tokenizer

BUNDLED = "tiny-gpt2"


def encode_text(text: str, *, tokenizer: str | Path | Tokenizer = BUNDLED) -> list[int]:
    """The token ids of `text`.

    Args:
        tokenizer: a tokenizer, or the name of the model whose tokenizer it is (catalog key, hub id or folder).
    """
    return tokenizer_of(tokenizer).encode(text)


def decode_tokens(ids: Sequence[int], *, tokenizer: str | Path | Tokenizer = BUNDLED) -> str:
    """The text of token ids: `decode_tokens(encode_text(text)) == text`.

    Raises:
        InvalidValue: an id outside the vocabulary.
    """
    return tokenizer_of(tokenizer).decode(ids)


def tokenizer_of(tokenizer: str | Path | Tokenizer) -> Tokenizer:
    """The tokenizer itself, or that of the model with this name. The model's weights are not loaded."""
    if not isinstance(tokenizer, str | Path):
        return tokenizer
    return _read(find_folder(tokenizer)[0] / "tokenizer.json")


@cache
def _read(path: Path) -> HuggingFaceTokenizer:
    return HuggingFaceTokenizer.from_file(path)
