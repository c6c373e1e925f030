"""Build lm_playground.ipynb from opening.md and the lessons of the course: run every cell, keep what it shows.

The page shows what the code of a lesson gives without running it, so that is kept beside the lessons too.

    python notebooks/build.py            with outputs, which takes a minute or two
    python notebooks/build.py --no-run   the cells alone

Widgets live as long as their kernel, so a saved notebook shows the HTML and text of a record instead.

An exercise has its title and task in a cell of text, and a cell of code follows with its stub.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import gettempdir, gettempprefix
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
OUTPUTS = Path(str(files("llm_playground.course.lessons"))) / "outputs.json"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
SECONDS = 800  # of a cell, on a machine that is busy; beyond them it does not end
OUTPUT_SECONDS = 300  # until what a cell shows has come, once it has run
# A folder that a cell made for a moment has another name each time.
MOMENTARY = re.compile(rf"{re.escape(gettempdir())}/{gettempprefix()}\w+")
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


def outputs(made: Any) -> dict[str, dict[int, list[dict[str, str]]]]:
    """What the code of each lesson gave, by the number of the code: texts, and Markdown where a cell shows a table."""
    at = len(list(cells(read_blocks(OPENING.read_text(encoding="utf-8")))))
    found: dict[str, dict[int, list[dict[str, str]]]] = {}
    for name, lesson in lessons.items():
        of_lesson = list(cells(lesson.blocks))
        ran = [cell for cell in made.cells[at : at + len(of_lesson)] if cell.cell_type == "code"]
        at += len(of_lesson)
        blocks = [
            each for each in lesson.blocks if isinstance(each, Task) or (isinstance(each, Code) and each.only != "page")
        ]
        found[name] = {
            block.number: list(map(output, cell.outputs))
            for block, cell in zip(blocks, ran, strict=True)
            if isinstance(block, Code) and cell.outputs
        }
    return found


def output(given: Any) -> dict[str, str]:
    """What a cell gave, without what only a notebook can show."""
    data = {"text/plain": given.text} if given.output_type == "stream" else given.data
    return {"markdown": data["text/markdown"]} if "text/markdown" in data else {"text": data["text/plain"]}


def repository() -> str:
    """Where this project (or a fork of it) lies, by pyproject.toml: "owner/name"."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["urls"]["Repository"].removeprefix("https://github.com/").rstrip("/")


def run(made: Any) -> Any:
    """Run all cells in a new kernel.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
        nbclient.exceptions.CellTimeoutError: a cell does not end, or what it showed does not come.
    """
    where = {"metadata": {"path": str(ROOT)}}
    # Outputs come on a channel of their own. Where they are late, a client goes on without them unless told not to.
    late: Any = {"iopub_timeout": OUTPUT_SECONDS, "raise_on_iopub_timeout": True}
    kept: Any = {"record_timing": False, "coalesce_streams": True}
    NotebookClient(made, timeout=SECONDS, resources=where, **late, **kept).execute()
    made.metadata.pop("widgets", None)
    made.metadata["language_info"] = {"name": "python"}  # without the version of whoever built it
    for cell in made.cells:
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return made


if __name__ == "__main__":
    built = notebook()
    if "--no-run" not in sys.argv:
        built = nbformat.reads(MOMENTARY.sub("a-folder", nbformat.writes(run(built))), as_version=4)
        OUTPUTS.write_text(json.dumps(outputs(built), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    nbformat.write(built, TARGET)
    print(f"{TARGET.name}: {len(built.cells)} cells, {TARGET.stat().st_size / 1000:,.0f} kB")
