"""The files of a checkpoint folder: which are there and what its JSON says. Needs no PyTorch, so it answers at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from llm_playground.errors import CheckpointError, shown

MOST_BYTES = 10_000_000  # of a JSON file that describes a model; such files have a few thousand
MOST_INDEX_BYTES = 100_000_000  # an index names every tensor of the largest models


def read_config_json(folder: Path) -> dict[str, Any]:
    """The dictionary in `config.json`."""
    path = folder / "config.json"
    if not path.is_file():
        raise CheckpointError(f"{folder} is not a checkpoint folder: it has no config.json.")
    return read_json(path)


def read_json(path: Path, most_bytes: int = MOST_BYTES) -> dict[str, Any]:
    """The object in a JSON file.

    Raises:
        CheckpointError: the file cannot be read, is larger than such files are, or does not hold a JSON object.
    """
    try:
        if path.stat().st_size > most_bytes:
            raise CheckpointError(f"{path} has {path.stat().st_size:,} bytes; at most {most_bytes:,} are read.")
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CheckpointError(f"{path} is not valid JSON ({error}).") from error
    except RecursionError as error:
        raise CheckpointError(f"{path} is not JSON of a model: its lists stand too deep in each other.") from error
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read ({error.strerror}).") from error
    if not isinstance(value, dict):
        raise CheckpointError(f"{path} does not hold a JSON object.")
    return value


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files of a checkpoint folder: the single one, or the shards that its index names."""
    single, index = folder / "model.safetensors", folder / "model.safetensors.index.json"
    if single.is_file():
        return [single]
    if index.is_file():
        return _shards(folder, index)
    if pickles := sorted(path.name for path in folder.glob("*.bin")):
        raise CheckpointError(
            f"{folder} has its weights only as {pickles[0]}, a pickle file, which can run any program while it is "
            "read. Only safetensors are read: use a revision that has model.safetensors, or convert the file once with "
            "transformers' save_pretrained."
        )
    raise CheckpointError(f"{folder} has no model.safetensors and no model.safetensors.index.json.")


def _shards(folder: Path, index: Path) -> list[Path]:
    entries = read_json(index, MOST_INDEX_BYTES).get("weight_map")
    names = list(entries.values()) if isinstance(entries, dict) else []
    wrong = [name for name in names if not isinstance(name, str) or Path(name).name != name]
    if wrong or not names:
        reason = f"it names {shown(wrong[0])}" if wrong else "it names no file"
        raise CheckpointError(f"{index} is damaged ({reason}): delete it and get it again.")
    shards = sorted(set(names))
    missing = [name for name in shards if not (folder / name).is_file()]
    if missing:
        listed = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
        raise CheckpointError(f"{folder} lacks {len(missing)} of its {len(shards)} weight files: {listed}.")
    return [folder / name for name in shards]
