"""A run that comes from a file: of the right types, and with numbers that can be true."""

from __future__ import annotations

import math
from collections.abc import Iterator

from llm_playground.errors import InvalidValue, shown
from llm_playground.records import Step, Trace

MARGIN = 1e-6  # by which probabilities may miss


def parse_trace(text: str) -> Trace:
    """The run that `to_json` wrote as `text`.

    Raises:
        InvalidValue: no trace, one of another schema, or a damaged one.
    """
    return check_trace(Trace.from_json(text))


def check_trace(trace: Trace) -> Trace:
    """The run itself, if its numbers are ones that a run can have.

    Raises:
        InvalidValue: a step without a distribution, or what is no probability, rank or entropy.
    """
    for at, step in enumerate(trace.steps):
        for place, value, legal in _wrong(step, at):
            raise InvalidValue(
                f"This trace is damaged: trace.steps[{at}].{place} is {shown(value)}; it must be {legal}.",
                field="trace",
            )
    return trace


def _wrong(step: Step, at: int) -> Iterator[tuple[str, object, str]]:
    choice = step.choice
    if step.index != at:
        yield "index", step.index, str(at)
    if not step.stages:
        yield "stages", (), "a list of at least one stage"
    yield from _no_share("choice.probability", choice.probability)
    yield from _no_share("choice.model_probability", choice.model_probability)
    if choice.u is not None:
        yield from _no_share("choice.u", choice.u)
    if choice.rank < 1:
        yield "choice.rank", choice.rank, "at least 1"
    for index, stage in enumerate(step.stages):
        place = f"stages[{index}]"
        for candidate in stage.candidates:
            yield from _no_share(f"{place}.candidates.probability", candidate.probability)
        yield from _no_share(f"{place}.others_mass", stage.others_mass)
        total = math.fsum(candidate.probability for candidate in stage.candidates) + stage.others_mass
        if abs(total - 1) > MARGIN:
            yield f"{place}.candidates", total, "probabilities that come to 1 with others_mass"
        if len({candidate.id for candidate in stage.candidates}) < len(stage.candidates):
            yield f"{place}.candidates", "the same token twice", "different tokens"
        if stage.others_count is not None and stage.others_count < 0:
            yield f"{place}.others_count", stage.others_count, "at least 0"
        if stage.entropy is not None and not 0 <= stage.entropy < math.inf:
            yield f"{place}.entropy", stage.entropy, "a number of at least 0"


def _no_share(place: str, value: float) -> Iterator[tuple[str, object, str]]:
    if not 0 <= value <= 1 + MARGIN:
        yield place, value, "from 0 to 1"
