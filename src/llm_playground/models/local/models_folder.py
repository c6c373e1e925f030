"""A folder with models in it: GGUF files and checkpoint folders, some folders deep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from llm_playground.models.local.lying import Lying, gguf_files

DEEPEST = 4  # publisher, repository, and a folder for a format or two


def lying_in(folder: Path, deepest: int = DEEPEST) -> Iterator[Lying]:
    """The models in `folder`, called by their paths."""
    for file in gguf_files(folder):
        yield Lying(str(file), file)
    if (folder / "config.json").is_file() or (folder / "adapter_config.json").is_file():
        yield Lying(str(folder), folder)
        return
    for inner in sorted(folder.iterdir()):
        if deepest and inner.is_dir() and not inner.name.startswith("."):
            yield from lying_in(inner, deepest - 1)
