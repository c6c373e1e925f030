"""Text to token ids and back, with the bundled tokenizer unless another is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from llm_playground.engine.shelf import last_change
from llm_playground.errors import CheckpointError, InvalidValue, UnknownName, meant, shown
from llm_playground.models.catalog import CATALOG
from llm_playground.models.devices import split_dtype
from llm_playground.models.tokenizers import tokenizer_of_model
from llm_playground.tokenization.adapters.tiktoken import RANK_FILES
from llm_playground.tokenization.kinds.table import offered_kinds
from llm_playground.tokenization.lab.comparison import Comparison, compare
from llm_playground.tokenization.named import find_tokenizer
from llm_playground.tokenization.paths import existing_path
from llm_playground.tokenization.protocol import Tokenizer

BUNDLED = "tiny-gpt2"


def encode_text(text: str, *, tokenizer: str | Path | Tokenizer = BUNDLED) -> list[int]:
    """The token ids of `text`.

    Args:
        tokenizer: a tokenizer, or its name: that of a model (catalog key, hub id or folder), "tiktoken:" with an
            encoding, or a kind, such as "byte", "word" or "bpe" (see `load_tokenizer`).

    Raises:
        InvalidValue: `text` is not a text, or `tokenizer` neither a tokenizer nor a name.
        PlaygroundError: as `load_tokenizer`.
    """
    return load_tokenizer(tokenizer).encode(text)


def decode_tokens(ids: Sequence[int], *, tokenizer: str | Path | Tokenizer = BUNDLED) -> str:
    """The text of token ids: `decode_tokens(encode_text(text)) == text`.

    Raises:
        InvalidValue: not a list of ids, or an id outside the vocabulary.
        PlaygroundError: as `load_tokenizer`.
    """
    return load_tokenizer(tokenizer).decode(ids)


def compare_tokenizers(
    text: str, tokenizers: str | Sequence[str | Path] | Mapping[str, Tokenizer], *, allow_special: bool = False
) -> Comparison:
    """`text` in several tokenizers: its tokens in each, what each makes of it, and where they cut it differently.

    Args:
        tokenizers: names as for `load_tokenizer`, or one name; or tokenizers by names of your own.
        allow_special: whether special tokens written in the text count as such.

    Raises:
        InvalidValue: `text` is not a text, or `tokenizers` is not a list of tokenizers.
        PlaygroundError: as `load_tokenizer`.
    """
    return compare(text, _by_name(tokenizers), allow_special=allow_special)


def load_tokenizer(tokenizer: str | Path | Tokenizer) -> Tokenizer:
    """The tokenizer of that name, or the one given; a model's without loading its weights.

    Args:
        tokenizer: a catalog key, a hub id or a checkpoint folder (the tokenizer of that model); a tokenizer file or
            folder; "tiktoken:" with an encoding, such as "tiktoken:cl100k_base"; "byte"; or "word", "character", "bpe",
            "wordpiece", "unigram" or "sentencepiece", trained here on the stories that ship with the package.

    Raises:
        InvalidValue: neither a tokenizer nor a name.
        UnknownName: nothing has that name.
        ModelUnavailable: it is not on this machine and cannot be fetched now.
        CheckpointError: the file or folder holds no tokenizer.
    """
    if isinstance(tokenizer, Tokenizer):
        return tokenizer
    if not isinstance(tokenizer, str | Path) or not str(tokenizer).strip():
        raise InvalidValue(
            f"The tokenizer is {shown(tokenizer)}; give a tokenizer or its name: a kind "
            f"({', '.join(offered_kinds())}), a model, tiktoken: with an encoding, a file or a folder."
        )
    if isinstance(tokenizer, str):
        tokenizer, _ = split_dtype(tokenizer)  # a model in other numbers reads a text the same way
    path = existing_path(str(tokenizer))
    if path is None and (isinstance(tokenizer, Path) or tokenizer.startswith((".", "/", "~"))):
        raise CheckpointError(f"There is no file or folder {shown(str(tokenizer))} to read a tokenizer from.")
    return _find(str(tokenizer), last_change(path) if path else 0.0)


@lru_cache(maxsize=16)
def _find(name: str, _changed: float) -> Tokenizer:
    if name not in CATALOG and (tokenizer := find_tokenizer(name)):
        return tokenizer
    try:
        return tokenizer_of_model(name)
    except UnknownName as error:
        raise _unknown(name) from error


def _unknown(name: str) -> UnknownName:
    known = (*offered_kinds(), *CATALOG, *(f"tiktoken:{encoding}" for encoding in RANK_FILES))
    several = [part.strip() for part in name.split(",")]
    if len(several) > 1 and set(several) <= set(known):
        return UnknownName(
            f"{shown(name)} are several tokenizers; name each by itself: {', '.join(map(repr, several))}."
        )
    guess = f" Did you mean {found!r}?" if (found := meant(name, known)) else ""
    return UnknownName(
        f"There is no tokenizer {shown(name)}: no kind ({', '.join(offered_kinds())}), no tiktoken: encoding, "
        f"no model, and no file or folder of that name.{guess}"
    )


def _by_name(tokenizers: str | Sequence[str | Path] | Mapping[str, Tokenizer]) -> dict[str, Tokenizer]:
    if isinstance(tokenizers, str | Path):
        tokenizers = [tokenizers]
    if not isinstance(tokenizers, Sequence | Mapping) or not tokenizers:
        raise InvalidValue(
            f"The tokenizers are {shown(tokenizers)}; give a list of names, or tokenizers by names of your own."
        )
    if isinstance(tokenizers, Mapping):
        return {str(name): load_tokenizer(each) for name, each in tokenizers.items()}
    if nameless := [each for each in tokenizers if isinstance(each, Tokenizer)]:
        raise InvalidValue(
            f"The list holds a {type(nameless[0]).__name__}, which has no name to show it by; give tokenizers by names "
            'of your own: {"mine": tokenizer, "byte": "byte"}.'
        )
    names = [str(name) for name in tokenizers]
    if len(set(names)) < len(names):
        raise InvalidValue(f"The tokenizers are {shown(names)}; name each once.")
    return {str(name): load_tokenizer(name) for name in tokenizers}
