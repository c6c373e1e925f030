"""Text to token ids and back, with the bundled tokenizer unless another is given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from llm_playground.errors import CheckpointError
from llm_playground.models.loading import find_folder, read_tokenizer
from llm_playground.playground.loaded import last_change
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
    """The tokenizer itself, or that of the model with this name, without loading the model's weights.

    Raises:
        CheckpointError: the model has no tokenizer files.
    """
    if not isinstance(tokenizer, str | Path):
        return tokenizer
    folder, _ = find_folder(tokenizer)
    return _read(folder, last_change(folder))


@lru_cache(maxsize=8)
def _read(folder: Path, _changed: float) -> Tokenizer:
    found = read_tokenizer(folder)
    if found is None:
        raise CheckpointError(f"{folder} has no tokenizer files.")
    return found
