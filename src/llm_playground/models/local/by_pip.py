"""Models that pip installed: of the catalog's packages, those that are there, each called by its key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from llm_playground.models.catalog import CATALOG
from llm_playground.models.local.lying import Lying
from llm_playground.models.packaged import installed_file


def folders() -> list[Path]:
    """Where their files lie; none where no such package is installed."""
    return list(dict.fromkeys(lying.path.parent for lying in _installed()))


def lying_in(folder: Path) -> Iterator[Lying]:
    yield from (lying for lying in _installed() if lying.path.parent == folder)


def _installed() -> Iterator[Lying]:
    for entry in CATALOG.values():
        if entry.distribution is not None and (file := installed_file(entry)):
            yield Lying(entry.key, file)
