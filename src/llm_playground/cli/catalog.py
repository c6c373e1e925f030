"""The models with a short name, as a table."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from llm_playground.engine.shelf import SHELF
from llm_playground.models.catalog import CATALOG
from llm_playground.models.memory import free_bytes
from llm_playground.models.references import read_name
from llm_playground.plain.static_parts import byte_size


def print_catalog() -> None:
    """The catalog as a table."""
    names = ("key", "what it is", "kind", "weights", "size", "at hand", "licence")
    columns = [Column(name, no_wrap=True) for name in names]  # a key cut off cannot be typed
    table = Table(*columns, box=None, pad_edge=False, collapse_padding=True)  # 80 columns are enough
    recommendations: list[str] = []
    free, too_large = free_bytes(), []
    for entry in CATALOG.values():
        known = SHELF.state(entry.key, read_name(entry.key))
        state = known.state.replace("remote", "by pip" if entry.distribution else "on the hub")
        if known.recommended:
            recommendations.append(f"{entry.key} recommends {known.recommended}")
        if known.memory and known.memory > free:
            too_large.append(f"{entry.key} ({byte_size(known.memory)})")
        size = _bundled_bytes(entry.bundled_folder) if entry.bundled_folder else entry.download_megabytes * 10**6
        cells = (f"{_short(entry.parameters / 1e6)} M", _size(size), state, entry.licence)
        table.add_row(entry.key, entry.note, entry.kind, *cells)
    Console(highlight=False, soft_wrap=True).print(table)
    if recommendations:
        print("\n".join(recommendations))
    said = f"too much for it, in float32: {', '.join(too_large)}." if too_large else "each of these fits."
    print(f"About {byte_size(free)} of memory are free now; {said}")
    print("Any other causal language model: give its hub id (organisation/name), folder or GGUF file.")
    print("What lies on this machine already: llm-playground models --local")


def _bundled_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def _size(number: int) -> str:
    return f"{_short(number / 1e9)} GB" if number >= 10**9 else f"{_short(number / 1e6)} MB"


def _short(number: float) -> str:
    return f"{number:.{1 if number < 10 else 0}f}"
