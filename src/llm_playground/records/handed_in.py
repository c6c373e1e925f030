"""What learners hand in, and what a class has solved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from llm_playground.records import Record
from llm_playground.records.quiz import ClassQuiz, QuizScore


@dataclass(frozen=True, slots=True)
class Answer(Record):
    """An exercise as its learner left it. `answer` is the source of the function; None where it could not be kept."""

    tries: int
    passed: bool
    answer: str | None


@dataclass(frozen=True, slots=True)
class HandedIn(Record):
    """The answers of one learner, by exercise; `version` is that of the package they were checked with. `quiz` is what
    was chosen in the quiz, by form and objective: "right", or the mistake that leads to it."""

    learner: str
    version: str
    answers: Mapping[str, Answer]
    quiz: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfLearner(Record):
    """A learner's row in the report on a class.

    `solved` are the exercises that passed. `refuted` are those whose answers were run again and did not pass, or could
    not be: their source was not kept. Both are in the order of the course; None where nothing was run again. `quiz` is
    the score of each form of the quiz that was begun, and `gain` the normalized gain, None unless both are complete.
    """

    learner: str
    file: str
    solved: tuple[str, ...]
    refuted: tuple[str, ...] | None
    quiz: Mapping[str, QuizScore]
    gain: float | None


@dataclass(frozen=True, slots=True)
class ClassReport(Record):
    """What the learners of a class have solved, by name. `unreadable` are the files that hold no answers, and why.

    `quiz` is how the class did in each form of the quiz that somebody began. `gain` is the normalized gain of the
    class, from the means of those who completed both forms; None where there is nobody, or nothing could be gained.
    """

    exercises: tuple[str, ...]
    learners: tuple[OfLearner, ...]
    unreadable: Mapping[str, str]
    quiz: tuple[ClassQuiz, ...]
    gain: float | None
