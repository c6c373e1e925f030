"""From a name to a tokenizer."""

from __future__ import annotations

import json
from pathlib import Path

from llm_playground.errors import CheckpointError, UnknownName
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from llm_playground.tokenization.adapters.sentencepiece import SentencePieceTokenizer
from llm_playground.tokenization.adapters.tiktoken import RANK_FILES, TiktokenTokenizer
from llm_playground.tokenization.bpe.formats import read_gpt2
from llm_playground.tokenization.kinds.table import offered_kinds
from llm_playground.tokenization.kinds.wordpiece import WordPieceTokenizer
from llm_playground.tokenization.lab.stories import tokenizer_of_kind
from llm_playground.tokenization.paths import existing_path
from llm_playground.tokenization.protocol import Tokenizer
from llm_playground.tokenization.saving import FILE, load


def find_tokenizer(name: str) -> Tokenizer | None:
    """The tokenizer of that name: one of `kinds.table.offered_kinds()`, "tiktoken:" with an encoding, a file, a folder.
    A kind that must be trained has been trained on the stories of `lab.stories`.

    None where a model's tokenizer is meant: by its folder, or by a name that is not known here.

    Raises:
        UnknownName: there is no such encoding of tiktoken.
        ModelUnavailable: it is not on this machine and cannot be fetched now.
        CheckpointError: the file or folder holds no tokenizer.
    """
    if name in offered_kinds():
        return tokenizer_of_kind(name)
    if name.startswith("tiktoken:"):
        return TiktokenTokenizer.load(name.removeprefix("tiktoken:"))
    path = existing_path(name)
    if path and path.suffix != ".gguf":  # such a file is a model
        return _from_folder(path) if path.is_dir() else _from_file(path)
    if name in RANK_FILES and name != "gpt2":  # "gpt2" is a model too
        raise UnknownName(f"There is no tokenizer {name!r}. Did you mean 'tiktoken:{name}'?")
    return None


def _from_folder(folder: Path) -> Tokenizer | None:
    def holds(*names: str) -> bool:
        return all((folder / name).is_file() for name in names)

    if holds(FILE):
        return load(folder)
    if holds("config.json") or holds("tokenizer.json"):  # as the model reads it, whose other files may list tokens too
        return None
    if holds("vocab.json", "merges.txt"):
        return read_gpt2(folder)
    if holds("tokenizer.model"):
        return SentencePieceTokenizer.from_file(folder / "tokenizer.model")
    if holds("vocab.txt"):
        return WordPieceTokenizer.from_file(folder / "vocab.txt", lower_case=_is_uncased(folder))
    raise CheckpointError(
        f"The folder {folder} holds no tokenizer: none of {FILE}, tokenizer.json, tokenizer.model, vocab.txt, or "
        "vocab.json with merges.txt is there."
    )


def _from_file(path: Path) -> Tokenizer:
    if path.name == FILE:
        return load(path.parent)
    if path.suffix == ".json":
        return HuggingFaceTokenizer.from_file(path)
    if path.suffix == ".model":
        return SentencePieceTokenizer.from_file(path)
    if path.name == "vocab.txt":
        return WordPieceTokenizer.from_file(path, lower_case=_is_uncased(path.parent))
    if path.suffix == ".tiktoken":
        raise CheckpointError(
            f"{path} has tiktoken's ranks, but not the pattern that goes with them: give it to "
            "llm_playground.tokenization.bpe.formats.read_tiktoken(path, pattern=...)."
        )
    raise CheckpointError(f"{path} is not a tokenizer file: give a tokenizer.json, a .model, a vocab.txt, or a folder.")


def _is_uncased(folder: Path) -> bool:
    """Does the vocabulary of this folder expect lower-cased text? As BERT's own code: yes, unless it says no."""
    try:
        config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return True
    return bool(config.get("do_lower_case", True)) if isinstance(config, dict) else True
