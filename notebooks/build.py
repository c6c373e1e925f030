"""Build lm_playground.ipynb from lm_playground.py: run every cell, keep what it shows.

    python notebooks/build.py            with outputs, which takes half a minute
    python notebooks/build.py --no-run   the cells alone

Widgets live as long as their kernel, so a saved notebook shows the HTML and text of a record instead.

An exercise of the course stands in the source as a cell of text with the heading `#### exercise: name`. In the notebook
it has its title and task there, and a cell of code follows with its stub. `<other exercises of section>` becomes the
names of those that the notebook does not ask for.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

from llm_playground.course import exercises
from llm_playground.course.exercises import IN_ORDER

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "notebooks" / "lm_playground.py"
TARGET = ROOT / "lm_playground.ipynb"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
SECONDS = 300
PLACEHOLDER = "your_account/llm-playground"  # in the source; the notebook gets the repository of pyproject.toml
EXERCISE = re.compile(r"^#### exercise: (\w+)$", re.MULTILINE)
OTHERS = re.compile(r"<other exercises of (\w+)>")


def notebook() -> Any:
    """The notebook without outputs; the same source gives the same file, byte for byte."""
    made = jupytext.reads(SOURCE.read_text(encoding="utf-8").replace(PLACEHOLDER, repository()), fmt="py:percent")
    made.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    asked = {name for cell in made.cells for name in EXERCISE.findall(cell.source)}
    made.cells = [each for cell in made.cells for each in with_exercise(cell, asked)]
    for number, cell in enumerate(made.cells):
        cell.id, cell.metadata = f"cell-{number}", {}
    return made


def with_exercise(cell: Any, asked: set[str]) -> Iterator[Any]:
    """The cell with the exercise written out that it names, if it does, and after it the cell of the stub."""
    found = EXERCISE.search(cell.source)
    cell.source = OTHERS.sub(lambda each: others(each[1], asked), cell.source)
    if found is None:
        yield cell
        return
    name, exercise = found[1], exercises[found[1]]
    why = cell.source.replace(found[0], "").strip()
    cell.source = f"#### {exercise.title}\n\n{why}\n\n{exercise.task}"
    yield cell
    yield nbformat.v4.new_code_cell(f'{exercise.stub}\n\n\ncourse.check("{name}", {name})')


def others(section: str, asked: set[str]) -> str:
    """The exercises of a section that the notebook does not ask for: "`a`, `b` and `c`"."""
    *first, last = (f"`{name}`" for name in IN_ORDER[section] if name not in asked)
    return f"{', '.join(first)} and {last}"


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
