"""The lessons over HTTP: what the notebook holds and shows, in steps, with formulas that need no script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llm_playground.course.exercises import exercises
from llm_playground.course.lesson import Code, Task
from llm_playground.course.lessons import lessons
from tests.web.conftest import Served
from tests.web.test_api import problem

NOTEBOOK = Path(__file__).parents[2] / "lm_playground.ipynb"


def elements(node: Any) -> Iterator[list[Any]]:
    """All elements of a tree."""
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, list):
        if len(node) > 1 and isinstance(node[0], str) and isinstance(node[1], dict):
            yield node
        for each in node:
            yield from elements(each)


def test_the_list_names_lessons_steps_and_aims_in_their_order(served: Served) -> None:
    listed = served.client.get("/api/lessons").json()["lessons"]
    assert [each["name"] for each in listed] == list(lessons)
    for each, lesson in zip(listed, lessons.values(), strict=True):
        assert [step["title"] for step in each["steps"]] == [step.title for step in lesson.steps]
        assert len(each["aims"]) == len(lesson.aims) >= 2
        assert each["exercises"] == [block.name for block in lesson.blocks if isinstance(block, Task)]


@pytest.mark.parametrize("name", lessons)
def test_a_lesson_comes_whole_and_what_its_code_gives_is_what_the_notebook_shows(name: str, served: Served) -> None:
    answer = served.client.get(f"/api/lessons/{name}").json()
    blocks = [block for step in answer["steps"] for block in step["blocks"]]
    code = [block for block in blocks if block["kind"] == "code"]
    cells = {
        "".join(cell["source"]): cell["outputs"]
        for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    }
    wanted = [block for block in lessons[name].blocks if isinstance(block, Code) and block.only != "notebook"]
    assert [block["source"] for block in code] == [block.source for block in wanted]
    for block in code:
        printed = "".join("".join(each.get("text", ())) for each in cells[block["source"]])
        shown = "\n".join(node[2] for node in block["outputs"] if node[0] == "pre")
        assert bool(block["outputs"]) == bool(cells[block["source"]])
        assert printed.rstrip("\n") in shown
    for block in blocks:
        if block["kind"] == "exercise":
            assert block["stub"] == exercises[block["name"]].stub
            assert len(block["hints"]) == 2
            assert block["examples"]
    # Formulas are MathML, and of LaTeX nothing is left over; nothing sets a style, which the page refuses.
    for tag, attributes, *held in elements(answer):
        assert "style" not in attributes
        if tag.startswith("m") and tag not in ("mspace", "mark"):
            assert held
            assert not any("\\" in each for each in held if isinstance(each, str))


def test_a_lesson_that_does_not_exist_is_refused_in_a_sentence(served: Served) -> None:
    status, message, field = problem(served.client.get("/api/lessons/tokenisation"))
    assert (status, field) == (404, "lesson")
    assert "Did you mean tokenization?" in message
