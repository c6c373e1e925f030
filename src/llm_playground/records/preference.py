"""Preference training as it happens: the loss on pairs of answers, how far the model moves, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from llm_playground.records import Record


@dataclass(frozen=True, slots=True)
class PreferencePair(Record):
    """A request, the answer that is preferred, and the one that is not."""

    request: str
    chosen: str
    rejected: str


@dataclass(frozen=True, slots=True)
class PreferenceStart(Record):
    """What is about to be trained, and how it is measured: on `held_out_pairs` pairs whose requests are never trained
    on, after each number of steps in `looks`."""

    model: str
    preference: str
    beta: float
    prompts: tuple[str, ...]
    steps: int
    learning_rate: float
    seed: int
    pairs_per_step: int
    held_out_pairs: int
    looks: tuple[int, ...]
    example: PreferencePair


@dataclass(frozen=True, slots=True)
class PreferencePoint(Record):
    """The model after `step` steps: its greedy answer to each prompt, and means over the held-out pairs.

    `chosen` and `rejected` say by how much more probable than to the reference, the model before the first step, the
    two answers are: log p - log p_ref in nats, summed over the answer. `margin` is their difference, `loss` the mean of
    -log sigmoid(beta * margin), and `accuracy` the share of pairs with a margin above 0. `kl` is KL(model || reference)
    in nats a token, over the whole vocabulary, at the places of the chosen answers.
    """

    step: int
    answers: tuple[str, ...]
    loss: float
    margin: float
    accuracy: float
    kl: float
    chosen: float
    rejected: float


@dataclass(frozen=True, slots=True)
class PreferenceTraining(Record):
    """A preference training from its `start`; the first of the `points` is the model before the first step.

    `before` and `after` are measured of greedy answers to `measured_answers` held-out requests: the share that is
    "right", or how many "words" they have, by `measure`.
    """

    start: PreferenceStart
    points: tuple[PreferencePoint, ...]
    measure: Literal["right", "words"]
    measured_answers: int
    before: float
    after: float
