"""What an exercise is made of. Each is a file: a task, a function that solves it, and functions that are nearly right.

From the function come the name, the stub that the learner fills in (signature and docstring) and the solution that is
shown on request; so what is taught, what is checked and what is shown cannot differ.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an answer. `note` says what is special about it, for the learner whose answer fails there."""

    arguments: tuple[Any, ...]
    note: str = ""


def call(*arguments: Any, note: str = "") -> Call:
    """The call `answer(*arguments)`."""
    return Call(arguments, note)


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise of the course.

    `task` is what is asked for, with the formula; `spec` the same under its title. `shown` are the calls that are tried
    first and stand in the task as examples; `drawn` makes more from a random generator that always begins alike. The
    functions of `wrong` make a common mistake each; their docstrings are what a learner is told who made it.
    """

    solution_function: Function
    wrong: tuple[Function, ...]
    hints: tuple[str, str]
    shown: tuple[Call, ...]
    drawn: Callable[[np.random.Generator], Iterable[Call]]
    section: str = ""
    title: str = ""
    task: str = ""

    @property
    def name(self) -> str:
        return self.solution_function.__name__

    @property
    def spec(self) -> str:
        """What is asked for, under its title."""
        return f"{self.title}\n\n{self.task}"

    @property
    def stub(self) -> str:
        """The function to fill in, as source: signature, docstring, and no more."""
        source = _source(self.solution_function)
        (function,) = ast.parse(source).body
        assert isinstance(function, ast.FunctionDef)
        head = source.splitlines()[: function.body[0].end_lineno]
        return with_imports("\n".join([*head, "    raise NotImplementedError  # your code here"]))

    @property
    def solution(self) -> str:
        """A function that solves it, as source."""
        return with_imports(_source(self.solution_function).rstrip())

    def calls(self) -> list[Call]:
        """All calls that an answer is tried with, the shown ones first: the same each time."""
        return [*self.shown, *self.drawn(np.random.default_rng(0))]


def _source(function: Function) -> str:
    return textwrap.dedent(inspect.getsource(function))


def with_imports(source: str) -> str:
    """The source under the imports that it needs, so that it runs in a cell of its own.

    Raises: SyntaxError: it is no Python.
    """
    needed = {
        "Counter": "from collections import Counter",
        "math": "import math",
        "np": "import numpy as np",
        "pairwise": "from itertools import pairwise",
        "re": "import re",
        "torch": "import torch",
    }
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    imports = [line for name, line in sorted(needed.items()) if name in names]
    return "\n".join([*imports, "", "", source]) if imports else source
