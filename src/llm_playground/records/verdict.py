"""What a check says of an answer to an exercise."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record


@dataclass(frozen=True, slots=True)
class Verdict(Record):
    """Whether an answer to an exercise is right, and if not, where it first went wrong.

    `message` says it in words. `right` of `calls` calls came out as they should. Of the first that did not, `tried` is
    the call, `got` what it gave and `expected` what it should have given, as Python writes them; None where there is
    nothing to tell: the answer passed, it is no function, or it gave nothing because it failed.
    """

    exercise: str
    title: str
    passed: bool
    message: str
    right: int
    calls: int
    tried: str | None = None
    got: str | None = None
    expected: str | None = None

    def assert_ok(self) -> None:
        """For graders such as nbgrader and otter, to whom a cell that raises is a wrong answer.

        Raises:
            AssertionError: the answer did not pass.
        """
        if not self.passed:
            raise AssertionError(self.message)


@dataclass(frozen=True, slots=True)
class Solved(Record):
    """One row of a learner's progress: an exercise, how often it was checked, and whether it has passed."""

    exercise: str
    title: str
    section: str
    tries: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Progress(Record):
    """How far a learner has come: every exercise of the course, in its order."""

    rows: tuple[Solved, ...]
