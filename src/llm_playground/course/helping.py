"""Hints and solutions, for those who ask for them."""

from __future__ import annotations

from llm_playground.course.exercises import exercises
from llm_playground.errors import whole_number


def hint(name: str, number: int = 1) -> str:
    """The first hint to an exercise, or the second, which says more.

    Raises:
        UnknownName: no exercise has this name.
        InvalidValue: there are two hints to each.
    """
    hints = exercises[name].hints
    return hints[whole_number("number", number, 1, len(hints), why=" (which hint)") - 1]


def solution(name: str) -> str:
    """A function that solves the exercise, as source.

    Raises:
        UnknownName: no exercise has this name.
    """
    return exercises[name].solution
