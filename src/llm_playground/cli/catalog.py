"""The models with a short name, as a table."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from llm_playground.engine.shelf import SHELF
from llm_playground.models.catalog import CATALOG
from llm_playground.models.references import read_name


def print_catalog() -> None:
    """The catalog as a table."""
    names = ("key", "what it is", "kind", "parameters", "size", "at hand", "licence")
    columns = [Column(name, no_wrap=True) for name in names]  # a key cut off cannot be typed
    table = Table(*columns, box=None, pad_edge=False, collapse_padding=True)  # 80 columns are enough
    recommendations: list[str] = []
    for entry in CATALOG.values():
        known = SHELF.state(entry.key, read_name(entry.key))
        state = known.state.replace("remote", "by pip" if entry.distribution else "on the hub")
        if known.recommended:
            recommendations.append(f"{entry.key} recommends {known.recommended}")
        megabytes = _bundled_megabytes(entry.bundled_folder) if entry.bundled_folder else str(entry.download_megabytes)
        millions = f"{entry.parameters / 1e6:.1f} M"
        table.add_row(entry.key, entry.note, entry.kind, millions, f"{megabytes} MB", state, entry.licence)
    Console(highlight=False, soft_wrap=True).print(table)
    if recommendations:
        print("\n".join(recommendations))
    print("Any other causal language model: give its hub id (organisation/name), folder or GGUF file.")


def _bundled_megabytes(folder: Path) -> str:
    return f"{sum(path.stat().st_size for path in folder.iterdir()) / 1e6:.1f}"
