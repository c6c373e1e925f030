"""The files of a checkpoint folder: which are there and what its JSON says. Needs no PyTorch, so it answers at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from llm_playground.errors import CheckpointError


def read_config_json(folder: Path) -> dict[str, Any]:
    """The dictionary in `config.json`."""
    path = folder / "config.json"
    if not path.is_file():
        raise CheckpointError(f"{folder} is not a checkpoint folder: it has no config.json.")
    return read_json(path)


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CheckpointError(f"{path} is not valid JSON ({error}).") from error
    if not isinstance(value, dict):
        raise CheckpointError(f"{path} does not hold a JSON object.")
    return value


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files of a checkpoint folder: the single one, or the shards that its index names."""
    single, index = folder / "model.safetensors", folder / "model.safetensors.index.json"
    if single.is_file():
        return [single]
    if index.is_file():
        try:
            shards = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CheckpointError(f"{index} is damaged ({error!r}): delete it and get it again.") from error
        missing = [name for name in shards if not (folder / name).is_file()]
        if missing:
            raise CheckpointError(
                f"{folder} lacks {len(missing)} of its {len(shards)} weight files: {', '.join(missing)}."
            )
        return [folder / name for name in shards]
    if pickles := sorted(path.name for path in folder.glob("*.bin")):
        raise CheckpointError(
            f"{folder} has its weights only as {pickles[0]}, a pickle file, which can run any program while it is "
            "read. Only safetensors are read: use a revision that has model.safetensors, or convert the file once with "
            "transformers' save_pretrained."
        )
    raise CheckpointError(f"{folder} has no model.safetensors and no model.safetensors.index.json.")
