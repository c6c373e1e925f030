"""What a lesson is made of: steps, and in each the blocks that a notebook and the page both show, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Face = Literal["notebook", "page"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, a list, a table or a formula, in Markdown. With `only`, one of the two faces leaves it out."""

    markdown: str
    only: Face | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A cell of code. `number` counts the cells of the lesson, from 0: what it gave is kept under it."""

    source: str
    number: int
    only: Face | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question to be answered before what follows is seen.

    The page offers the `choices`, of which number `right` is what the run shows. In a notebook the question is open.
    """

    question: str
    choices: tuple[str, ...]
    right: int


@dataclass(frozen=True, slots=True)
class View:
    """A room of the page with the settings that the text speaks of: "#/generate?prompt=…"."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Task:
    """An exercise of the course by its name, and why it comes here."""

    name: str
    why: str


Block: TypeAlias = Text | Code | Prediction | View | Task


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a lesson that the page shows at once.

    `name` is its title as it stands in what a reader's browser keeps; `number` is that of the section in the notebook,
    which several steps may share.
    """

    name: str
    number: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A section of the course. `aims` say what a reader can do after it."""

    name: str
    number: str
    title: str
    aims: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks of all steps."""
        return tuple(block for step in self.steps for block in step.blocks)
