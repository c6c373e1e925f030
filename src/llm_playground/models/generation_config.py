"""`generation_config.json`: what the makers of a checkpoint say about generating with it. Read without PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llm_playground.errors import CheckpointError
from llm_playground.transformer.files import read_json

FILE = "generation_config.json"
MOST_ENTRIES = 500  # transformers knows about seventy


def read_generation_config(folder: Path) -> dict[str, Any]:
    """The entries of the file; none where a checkpoint brings none.

    Raises:
        CheckpointError: the file cannot be read, is no JSON object, or has more entries than such files have.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    entries = read_json(path)
    if len(entries) > MOST_ENTRIES:
        raise CheckpointError(f"{path} has {len(entries):,} entries; at most {MOST_ENTRIES} are read.")
    return entries
