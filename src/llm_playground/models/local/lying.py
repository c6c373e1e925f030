"""A model as a place holds it, before its files are opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".gguf"
PROJECTOR = "mmproj"  # the beginning of a file that turns pictures into vectors for the model beside it
PART = re.compile(r"-(\d{5})-of-\d{5}$")  # how the parts of a GGUF file are numbered


@dataclass(frozen=True, slots=True)
class Lying:
    """What is loaded by `name`: a checkpoint folder, or a GGUF file. `problem` says why it is not whole, where that is
    plain without opening it; then `bytes` are there of it."""

    name: str
    path: Path
    problem: str = ""
    bytes: int = 0


def gguf_files(folder: Path) -> Iterator[Path]:
    """The GGUF files of a folder that may be models; of one in parts the first."""
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        part = PART.search(file.stem)
        if not file.name.startswith(PROJECTOR) and (part is None or int(part[1]) == 1):
            yield file
