"""Build lm_playground.ipynb from lm_playground.py: run every cell, keep what it shows.

    python notebooks/build.py            with outputs, which takes half a minute
    python notebooks/build.py --no-run   the cells alone

Widgets live as long as their kernel, so a saved notebook shows the HTML and text of a record instead.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "notebooks" / "lm_playground.py"
TARGET = ROOT / "lm_playground.ipynb"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
SECONDS = 300
PLACEHOLDER = "your_account/llm-playground"  # in the source; the notebook gets the repository of pyproject.toml


def notebook() -> Any:
    """The notebook without outputs; the same source gives the same file, byte for byte."""
    made = jupytext.reads(SOURCE.read_text(encoding="utf-8").replace(PLACEHOLDER, repository()), fmt="py:percent")
    made.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(made.cells):
        cell.id, cell.metadata = f"cell-{number}", {}
    return made


def repository() -> str:
    """Where this project (or a fork of it) lies, by pyproject.toml: "owner/name"."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["urls"]["Repository"].removeprefix("https://github.com/").rstrip("/")


def run(made: Any) -> Any:
    """Run all cells in a new kernel.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
    """
    where = {"metadata": {"path": str(ROOT)}}
    NotebookClient(made, timeout=SECONDS, record_timing=False, coalesce_streams=True, resources=where).execute()
    made.metadata.pop("widgets", None)
    made.metadata["language_info"] = {"name": "python"}  # without the version of whoever built it
    for cell in made.cells:
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return made


if __name__ == "__main__":
    built = notebook()
    if "--no-run" not in sys.argv:
        run(built)
    nbformat.write(built, TARGET)
    print(f"{TARGET.name}: {len(built.cells)} cells, {TARGET.stat().st_size / 1000:,.0f} kB")
