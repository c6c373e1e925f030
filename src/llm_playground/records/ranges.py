"""Numbers of a trace that none can have: a probability above 1, a rank below 1, an id below 0."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llm_playground.records import Choice, Stage, Step, Trace

MARGIN = 1e-6  # by which probabilities may miss


def out_of_range(trace: Trace) -> Iterator[str]:
    """A sentence, without its period, for each number that is outside the range of its kind."""
    for id in trace.prompt.ids:
        yield from _no_id("trace.start.prompt.ids", id)
    for at, step in enumerate(trace.steps):
        yield from _of_step(f"trace.steps[{at}]", step)


def _of_step(place: str, step: Step) -> Iterator[str]:
    yield from _of_choice(f"{place}.choice", step.choice)
    for index, stage in enumerate(step.stages):
        yield from _of_stage(f"{place}.stages[{index}]", stage)


def _of_choice(place: str, choice: Choice) -> Iterator[str]:
    yield from _no_id(f"{place}.id", choice.id)
    yield from _no_share(f"{place}.probability", choice.probability)
    yield from _no_share(f"{place}.model_probability", choice.model_probability)
    if choice.u is not None and not 0 <= choice.u < 1:
        yield f"{place}.u is {choice.u!r}; it must be at least 0 and below 1"
    if choice.rank < 1:
        yield f"{place}.rank is {choice.rank!r}; it must be at least 1"


def _of_stage(place: str, stage: Stage) -> Iterator[str]:
    for number, candidate in enumerate(stage.candidates):
        yield from _no_id(f"{place}.candidates[{number}].id", candidate.id)
        yield from _no_share(f"{place}.candidates[{number}].probability", candidate.probability)
    yield from _no_share(f"{place}.others_mass", stage.others_mass)
    if stage.others_count is not None and stage.others_count < 0:
        yield f"{place}.others_count is {stage.others_count!r}; it must be at least 0"
    if stage.entropy is not None and not 0 <= stage.entropy < math.inf:
        yield f"{place}.entropy is {stage.entropy!r}; it must be a number of at least 0"


def _no_id(place: str, id: int) -> Iterator[str]:
    if id < 0:
        yield f"{place} is {id!r}; an id is at least 0"


def _no_share(place: str, value: float) -> Iterator[str]:
    if not 0 <= value <= 1 + MARGIN:
        yield f"{place} is {value!r}; it must be from 0 to 1"
