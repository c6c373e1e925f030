"""The quiz of the course: its questions as a learner sees them, and what was right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from llm_playground.records import Record


@dataclass(frozen=True, slots=True)
class TaughtIn(Record):
    """Where the course teaches something: a lesson by its name, and in it a step from 1, which has this title and
    stands in the section `number` of the notebook."""

    lesson: str
    step: int
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Objective(Record):
    """What question `number` of either form asks, from 1; `name` is what answers are kept by."""

    number: int
    name: str
    title: str
    taught_in: TaughtIn


@dataclass(frozen=True, slots=True)
class ListOfObjectives(Record):
    objectives: tuple[Objective, ...]


@dataclass(frozen=True, slots=True)
class QuizItem(Record):
    """A question of the quiz, by its number from 1, about `objective`, which `title` says in words.

    `given` and `right` are numbers of `choices`, from 0, `whys` says of each choice why it is right or wrong, and
    `kept` is what is kept of the answer: "right", or the mistake that leads to it. Until the question is answered they
    are None, None, empty and None: the record does not know more than the learner.
    """

    number: int
    objective: str
    title: str
    text: str
    choices: tuple[str, ...]
    taught_in: TaughtIn
    given: int | None = None
    right: int | None = None
    whys: tuple[str, ...] = ()
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class QuizScore(Record):
    """How a learner did in the quiz `form`, "pre" or "post": by objective whether the answer was right, for those of
    the `items` questions that are answered."""

    form: str
    items: int
    objectives: Mapping[str, bool]

    @property
    def right(self) -> int:
        return sum(self.objectives.values())

    @property
    def is_complete(self) -> bool:
        return len(self.objectives) == self.items


@dataclass(frozen=True, slots=True)
class QuizSheet(Record):
    """A quiz as far as it is answered, with the score of either form that was begun, and what was gained.

    `gain` is the normalized gain (post - pre) / (all - pre): the share of what was not known before that is known
    now. It is None until both are complete, and for somebody who knew all before.
    """

    form: str
    items: tuple[QuizItem, ...]
    scores: Mapping[str, QuizScore]
    gain: float | None


@dataclass(frozen=True, slots=True)
class ClassQuiz(Record):
    """How a class did in one form of the quiz: by objective how many answered rightly, of the `learners` who answered
    all questions; `mean` is the share of right answers among theirs, None where there is nobody."""

    form: str
    learners: int
    objectives: Mapping[str, int]
    mean: float | None


def normalized_gain(before: float, after: float) -> float | None:
    """What was gained of what could be, of two shares of right answers; None where nothing could be gained.

    (Hake, "Interactive-engagement versus traditional methods", 1998.)
    """
    return None if before >= 1 else (after - before) / (1 - before)


def gain_of(scores: Mapping[str, QuizScore]) -> float | None:
    """The normalized gain of a learner; None unless both forms are complete."""
    pre, post = scores.get("pre"), scores.get("post")
    if pre is None or post is None or not (pre.is_complete and post.is_complete):
        return None
    return normalized_gain(pre.right / pre.items, post.right / post.items)
