"""The next-token game: a learner, a model and the truth, each with a distribution over what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record


@dataclass(frozen=True, slots=True)
class Question(Record):
    """What comes after `before`? `options` are the bytes of a few tokens; all others together are one more option."""

    before: str
    options: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Losses(Record):
    """Minus the logarithm (nats) of the probability that each gave to what came; of several rounds the mean.

    `even` is that of somebody who thinks all options equally likely.
    """

    learner: float
    model: float
    truth: float
    even: float


@dataclass(frozen=True, slots=True)
class PlayedRound(Record):
    """A question that was answered: option `came` of it did, the token `piece`.

    `learner`, `model` and `truth` are the probabilities of the options, all other tokens last; each sums to 1.
    """

    question: Question
    guess: int
    came: int
    piece: bytes
    learner: tuple[float, ...]
    model: tuple[float, ...]
    truth: tuple[float, ...]
    losses: Losses


@dataclass(frozen=True, slots=True)
class Play(Record):
    """A game so far: the rounds that were played, of `rounds`, and the question that is open (None: it is over)."""

    model: str
    seed: int
    rounds: int
    played: tuple[PlayedRound, ...]
    question: Question | None
    mean: Losses | None
