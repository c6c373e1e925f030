"""A run that comes from a file: of the right types, and with numbers that can be true."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain

from llm_playground.errors import InvalidValue, shown
from llm_playground.records import SAVE_ANEW, Step, Trace
from llm_playground.records.ranges import MARGIN, out_of_range


def parse_trace(text: str) -> Trace:
    """The run that `to_json` wrote as `text`.

    Raises:
        InvalidValue: no trace, one of another schema, or a damaged one.
    """
    return check_trace(Trace.from_json(text))


def check_trace(trace: Trace) -> Trace:
    """The run itself, if its numbers are ones that a run can have.

    Raises:
        InvalidValue: a step without a distribution, what is no probability, rank or entropy, or numbers that do not go
            together.
    """
    contradictions = chain.from_iterable(_contradictions(step, at) for at, step in enumerate(trace.steps))
    for wrong in chain(out_of_range(trace), contradictions):
        raise InvalidValue(f"This trace is damaged: {wrong}. {SAVE_ANEW}", field="trace")
    return trace


def _contradictions(step: Step, at: int) -> Iterator[str]:
    """A sentence, without its period, for each thing that does not go together with the rest of a step."""
    place = f"trace.steps[{at}]"
    if step.index != at:
        yield f"{place}.index is {step.index}; it must be {at}"
    if not step.stages:
        yield f"{place}.stages is empty; every step has at least one stage"
    for index, stage in enumerate(step.stages):
        total = math.fsum(candidate.probability for candidate in stage.candidates) + stage.others_mass
        if abs(total - 1) > MARGIN:
            yield (
                f"the candidates of {place}.stages[{index}] come to {total:.6g} with others_mass; they must be "
                "probabilities that come to 1"
            )
        pieces = {candidate.id: candidate.piece for candidate in stage.candidates}
        if len(pieces) < len(stage.candidates):
            yield f"{place}.stages[{index}] lists a token twice; its candidates must be different tokens"
        known = pieces.get(step.choice.id, step.choice.piece)
        if known != step.choice.piece:
            written = shown(known.decode(errors="replace"))
            yield f"{place}.choice has another text than its id {step.choice.id}, which is {written} in its stages"
