"""Text to token ids and back, with the bundled tokenizer unless another is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from llm_playground.engine.loaded import last_change
from llm_playground.models.catalog import CATALOG
from llm_playground.models.references import existing_folder
from llm_playground.models.tokenizers import tokenizer_of_model
from llm_playground.tokenization.lab.comparison import Comparison, compare
from llm_playground.tokenization.named import find_tokenizer
from llm_playground.tokenization.protocol import Tokenizer

BUNDLED = "tiny-gpt2"


def encode_text(text: str, *, tokenizer: str | Path | Tokenizer = BUNDLED) -> list[int]:
    """The token ids of `text`.

    Args:
        tokenizer: a tokenizer, or its name: that of a model (catalog key, hub id or folder), "tiktoken:" with an
            encoding, or a kind, such as "byte", "word" or "bpe" (see `tokenization.named.find_tokenizer`).
    """
    return load_tokenizer(tokenizer).encode(text)


def decode_tokens(ids: Sequence[int], *, tokenizer: str | Path | Tokenizer = BUNDLED) -> str:
    """The text of token ids: `decode_tokens(encode_text(text)) == text`.

    Raises:
        InvalidValue: an id outside the vocabulary.
    """
    return load_tokenizer(tokenizer).decode(ids)


def compare_tokenizers(
    text: str, tokenizers: str | Sequence[str | Path] | Mapping[str, Tokenizer], *, allow_special: bool = False
) -> Comparison:
    """`text` in several tokenizers: its tokens in each, what each makes of it, and where they cut it differently.

    Args:
        tokenizers: names as for `load_tokenizer`, or one name; or tokenizers by names of your own.
        allow_special: whether special tokens written in the text count as such.
    """
    if isinstance(tokenizers, Mapping):
        return compare(text, tokenizers, allow_special=allow_special)
    names = [tokenizers] if isinstance(tokenizers, str) else tokenizers
    found = {str(name): load_tokenizer(name) for name in names}
    return compare(text, found, allow_special=allow_special)


def load_tokenizer(tokenizer: str | Path | Tokenizer) -> Tokenizer:
    """The tokenizer of that name, or the one given; a model's without loading its weights.

    Raises: as `tokenization.named.find_tokenizer`.
    """
    if not isinstance(tokenizer, str | Path):
        return tokenizer
    folder = existing_folder(str(tokenizer))
    return _find(str(tokenizer), last_change(folder) if folder else 0.0)


@lru_cache(maxsize=16)
def _find(name: str, _changed: float) -> Tokenizer:
    return tokenizer_of_model(name) if name in CATALOG else find_tokenizer(name, tokenizer_of_model)
