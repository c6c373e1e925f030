"""A tokenizer in a folder: one JSON file that names its kind and holds all that this kind needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self

from llm_playground.errors import CheckpointError, ModelUnavailable, reason, shown
from llm_playground.tokenization.files import read_utf8
from llm_playground.tokenization.kinds.table import KINDS
from llm_playground.tokenization.paths import folder_to_write
from llm_playground.tokenization.protocol import Tokenizer

FILE = "playground_tokenizer.json"
SCHEMA = 1


class Saved(Tokenizer, Protocol):
    """A tokenizer that is kept as a dictionary of JSON values."""

    kind: ClassVar[str]

    def to_dict(self) -> dict[str, Any]:
        """All that makes this tokenizer what it is."""
        ...

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The tokenizer of which `to_dict` made this; an error of any kind where it did not."""
        ...


def save_tokenizer(tokenizer: Saved, folder: str | Path) -> None:
    """Write the file of this tokenizer into `folder`, which is made if it is not there.

    Raises: as `folder_to_write`.
    """
    data = {"schema": SCHEMA, "kind": tokenizer.kind, **tokenizer.to_dict()}
    (folder_to_write(folder) / FILE).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> Tokenizer:
    """The tokenizer that `save(folder)` wrote, or the one in the `tokenizer.json` of a Hugging Face folder.

    Raises:
        CheckpointError: there is no such file, or it is damaged or of a kind that is not known.
    """
    path = folder / FILE
    if not path.is_file():
        return _hugging_face(folder)
    data = _read(path)
    schema, name = data.get("schema"), data.get("kind")
    if schema != SCHEMA or not isinstance(name, str) or name not in KINDS:
        raise CheckpointError(
            f"{path} says schema {shown(schema)}, kind {shown(name)}; this version reads schema {SCHEMA} of the kinds "
            f"{', '.join(KINDS)}."
        )
    try:
        kind: type[Saved] = KINDS[name].load_class()
        return kind.from_dict(data)
    except ModelUnavailable:
        raise
    except Exception as error:
        raise CheckpointError(f"{path} is incomplete or damaged ({shown(error)}). Save the tokenizer again.") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(read_utf8(path))
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} cannot be read as JSON ({reason(error)}).") from error
    if not isinstance(data, dict):
        raise CheckpointError(f"{path} holds no tokenizer: a JSON object was expected, not {type(data).__name__}.")
    return data


def _hugging_face(folder: Path) -> Tokenizer:
    from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer

    if not (folder / "tokenizer.json").is_file():
        raise CheckpointError(f"The folder {folder} holds no tokenizer: neither {FILE} nor tokenizer.json is there.")
    return HuggingFaceTokenizer.from_file(folder / "tokenizer.json")
