"""What learners hand in, and what a class has solved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from llm_playground.records import Record


@dataclass(frozen=True, slots=True)
class Answer(Record):
    """An exercise as its learner left it. `answer` is the source of the function; None where it could not be kept."""

    tries: int
    passed: bool
    answer: str | None


@dataclass(frozen=True, slots=True)
class HandedIn(Record):
    """The answers of one learner, by exercise; `version` is that of the package they were checked with."""

    learner: str
    version: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class OfLearner(Record):
    """A learner's row in the report on a class.

    `solved` are the exercises that passed. `refuted` are those whose answers were run again and did not pass, or could
    not be: their source was not kept. Both are in the order of the course; None where nothing was run again.
    """

    learner: str
    file: str
    solved: tuple[str, ...]
    refuted: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ClassReport(Record):
    """What the learners of a class have solved, by name. `unreadable` are the files that hold no answers, and why."""

    exercises: tuple[str, ...]
    learners: tuple[OfLearner, ...]
    unreadable: Mapping[str, str]
