"""Build lm_playground.ipynb from opening.md and the lessons of the course: run every cell, keep what it shows.

    python notebooks/build.py            with outputs, which takes half a minute
    python notebooks/build.py --no-run   the cells alone

Widgets live as long as their kernel, so a saved notebook shows the HTML and text of a record instead.

An exercise has its title and task in a cell of text, and a cell of code follows with its stub.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell

from llm_playground.course import exercises
from llm_playground.course.lesson import Block, Code, Prediction, Task, Text
from llm_playground.course.lessons import lessons
from llm_playground.course.reading import BEFORE, read_blocks

ROOT = Path(__file__).parents[1]
OPENING = ROOT / "notebooks" / "opening.md"
TARGET = ROOT / "lm_playground.ipynb"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
SECONDS = 300
PLACEHOLDER = "your_account/llm-playground"  # in the source; the notebook gets the repository of pyproject.toml


def notebook() -> Any:
    """The notebook without outputs; the same source gives the same file, byte for byte."""
    opening = read_blocks(OPENING.read_text(encoding="utf-8").replace(PLACEHOLDER, repository()))
    made = nbformat.v4.new_notebook(
        cells=[*cells(opening), *(cell for lesson in lessons.values() for cell in cells(lesson.blocks))],
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    return made


def cells(blocks: Iterable[Block]) -> Iterator[Any]:
    """What a notebook has of these blocks: paragraphs that follow each other are one cell."""
    paragraphs: list[str] = []
    for block in blocks:
        if isinstance(block, Code | Task) and paragraphs:
            yield new_markdown_cell("\n\n".join(paragraphs))
            paragraphs = []
        match block:
            case Text(markdown, None | "notebook"):
                paragraphs.append(markdown)
            case Prediction(question):
                paragraphs.append(f"{BEFORE}{question}")
            case Code(source, only=None | "notebook"):
                yield new_code_cell(source)
            case Task(name, why):
                exercise = exercises[name]
                yield new_markdown_cell(f"#### {exercise.title}\n\n{why}\n\n{exercise.task}")
                yield new_code_cell(f'{exercise.stub}\n\n\ncourse.check("{name}", {name})')
    if paragraphs:
        yield new_markdown_cell("\n\n".join(paragraphs))


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
