"""A lesson as a page shows it: text as trees of elements, code with what it gave, exercises with their hints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

from llm_playground.course import markup
from llm_playground.course.exercise import Exercise
from llm_playground.course.exercises import exercises
from llm_playground.course.in_python import as_call, as_value
from llm_playground.course.lesson import Block, Code, Lesson, Prediction, Step, Task, Text, View
from llm_playground.course.lessons import lessons
from llm_playground.course.markup import Node
from llm_playground.records import Record

Nodes: TypeAlias = list[Node]


@dataclass(frozen=True, slots=True)
class ShownText(Record):
    body: Nodes
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class ShownCode(Record):
    """`outputs` are what it gave when the notebook was built."""

    source: str
    outputs: Nodes
    kind: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class ShownPrediction(Record):
    question: Nodes
    choices: list[Nodes]
    right: int
    kind: Literal["prediction"] = "prediction"


@dataclass(frozen=True, slots=True)
class ShownView(Record):
    title: str
    address: str
    kind: Literal["view"] = "view"


@dataclass(frozen=True, slots=True)
class Example(Record):
    """A call of an exercise, what it gives, and what is special about it."""

    call: str
    gives: str
    note: str


@dataclass(frozen=True, slots=True)
class ShownTask(Record):
    """An exercise. `check` is the line of Python that tries an answer."""

    name: str
    why: Nodes
    task: Nodes
    stub: str
    check: str
    examples: tuple[Example, ...]
    hints: tuple[Nodes, ...]
    solution: str
    kind: Literal["exercise"] = "exercise"


Shown: TypeAlias = ShownText | ShownCode | ShownPrediction | ShownView | ShownTask


@dataclass(frozen=True, slots=True)
class ShownStep(Record):
    name: str
    number: str
    title: str
    blocks: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class ShownLesson(Record):
    """A lesson of the room Learn."""

    name: str
    number: str
    title: str
    steps: tuple[ShownStep, ...]


@dataclass(frozen=True, slots=True)
class ListedStep(Record):
    name: str
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class ListedLesson(Record):
    """A lesson as a list names it, with the names of the exercises that it asks for."""

    name: str
    number: str
    title: str
    aims: tuple[Nodes, ...]
    steps: tuple[ListedStep, ...]
    exercises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOfLessons(Record):
    lessons: tuple[ListedLesson, ...]


def list_of_lessons() -> ListOfLessons:
    """All lessons in their order, with the names of their steps."""
    return ListOfLessons(tuple(map(_listed, lessons.values())))


@cache
def shown_lesson(name: str) -> ShownLesson:
    """One lesson, whole.

    Raises:
        UnknownName: no lesson has this name.
    """
    lesson = lessons[name]
    given = _outputs().get(name, {})
    steps = (
        ShownStep(step.name, step.number, step.title, tuple(_shown(block, given) for block in _of_page(step)))
        for step in lesson.steps
    )
    return ShownLesson(lesson.name, lesson.number, lesson.title, tuple(steps))


def _listed(lesson: Lesson) -> ListedLesson:
    steps = tuple(ListedStep(step.name, step.number, step.title) for step in lesson.steps)
    tasks = tuple(block.name for block in lesson.blocks if isinstance(block, Task))
    aims = tuple(map(markup.inline, lesson.aims))
    return ListedLesson(lesson.name, lesson.number, lesson.title, aims, steps, tasks)


def _of_page(step: Step) -> Iterator[Block]:
    return (block for block in step.blocks if getattr(block, "only", None) != "notebook")


def _shown(block: Block, given: dict[str, list[dict[str, str]]]) -> Shown:
    match block:
        case Text(markdown):
            return ShownText(markup.blocks(markdown))
        case Code(source, number):
            return ShownCode(source, [node for each in given.get(str(number), ()) for node in _output(**each)])
        case Prediction(question, choices, right):
            return ShownPrediction(markup.inline(question), list(map(markup.inline, choices)), right)
        case View(title, address):
            return ShownView(title, address)
        case Task(name, why):
            return _task(exercises[name], why)


def _output(text: str | None = None, markdown: str = "") -> Nodes:
    return markup.blocks(markdown) if text is None else [["pre", {}, text.rstrip("\n")]]


def _task(exercise: Exercise, why: str) -> ShownTask:
    return ShownTask(
        exercise.name,
        markup.blocks(why),
        markup.blocks(exercise.task),
        exercise.stub,
        f'course.check("{exercise.name}", {exercise.name})',
        tuple(_examples(exercise)),
        tuple(map(markup.blocks, exercise.hints)),
        exercise.solution,
    )


def _examples(exercise: Exercise) -> Iterator[Example]:
    for each in exercise.shown:
        written = as_call(exercise.name, each.arguments)
        gives = exercise.solution_function(*deepcopy(each.arguments))
        yield Example(written, as_value(gives), each.note)


@cache
def _outputs() -> dict[str, dict[str, list[dict[str, Any]]]]:
    kept = files("llm_playground.course.lessons").joinpath("outputs.json").read_text(encoding="utf-8")
    read: dict[str, dict[str, list[dict[str, Any]]]] = json.loads(kept)
    return read
