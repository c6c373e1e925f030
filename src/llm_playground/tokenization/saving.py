"""A tokenizer in a folder: one JSON file that names its kind and holds all that this kind needs."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self, cast

from llm_playground.errors import CheckpointError
from llm_playground.tokenization.protocol import Tokenizer

FILE = "playground_tokenizer.json"
SCHEMA = 1

# Where the class of each kind is. Imported only when one is loaded.
KINDS = {
    "byte": "llm_playground.tokenization.kinds.byte:ByteTokenizer",
    "character": "llm_playground.tokenization.kinds.character:CharacterTokenizer",
    "word": "llm_playground.tokenization.kinds.word:WordTokenizer",
    "bpe": "llm_playground.tokenization.bpe.tokenizer:BPETokenizer",
    "wordpiece": "llm_playground.tokenization.kinds.wordpiece:WordPieceTokenizer",
    "unigram": "llm_playground.tokenization.kinds.unigram:UnigramTokenizer",
    "tiktoken": "llm_playground.tokenization.adapters.tiktoken:TiktokenTokenizer",
    "sentencepiece": "llm_playground.tokenization.adapters.sentencepiece:SentencePieceTokenizer",
}


class Saved(Tokenizer, Protocol):
    """A tokenizer that is kept as a dictionary of JSON values."""

    kind: ClassVar[str]

    def to_dict(self) -> dict[str, Any]: ...

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self: ...


def save_tokenizer(tokenizer: Saved, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data = {"schema": SCHEMA, "kind": tokenizer.kind, **tokenizer.to_dict()}
    (folder / FILE).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> Tokenizer:
    """The tokenizer that `save(folder)` wrote; or that of a Hugging Face folder, which holds a `tokenizer.json`.

    Raises:
        CheckpointError: there is no such file, or it is damaged or of a kind that is not known.
    """
    path = folder / FILE
    if not path.is_file():
        return _hugging_face(folder)
    data = _read(path)
    if data.get("schema") != SCHEMA or data.get("kind") not in KINDS:
        raise CheckpointError(
            f"{path} says schema {data.get('schema')!r}, kind {data.get('kind')!r}; this version reads schema {SCHEMA} "
            f"of the kinds {', '.join(KINDS)}."
        )
    try:
        return _class_of(data["kind"]).from_dict(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CheckpointError(f"{path} is incomplete or damaged ({error!r}). Save the tokenizer again.") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise CheckpointError(f"{path} cannot be read as JSON ({error}).") from error
    if not isinstance(data, dict):
        raise CheckpointError(f"{path} holds no tokenizer: a JSON object was expected, not {type(data).__name__}.")
    return data


def _class_of(kind: str) -> type[Saved]:
    module, name = KINDS[kind].split(":")
    return cast(type[Saved], getattr(importlib.import_module(module), name))


def _hugging_face(folder: Path) -> Tokenizer:
    from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer

    if not (folder / "tokenizer.json").is_file():
        raise CheckpointError(f"The folder {folder} holds no tokenizer: neither {FILE} nor tokenizer.json is there.")
    return HuggingFaceTokenizer.from_file(folder / "tokenizer.json")
