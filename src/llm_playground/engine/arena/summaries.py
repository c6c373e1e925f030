"""What the texts of several lanes have in common, and where they differ."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from llm_playground.decoding.measures import distinct, loop, repeated, self_bleu
from llm_playground.records import Step, Trace
from llm_playground.records.arena import LaneSummary, Marks, Measures, first_difference

MODEL = 0  # the place of the model's own distribution among the stages of a step


def summarize_lanes(lanes: Sequence[Sequence[Trace]], errors: Mapping[int, str]) -> list[LaneSummary]:
    """Marks for each text and measures for each lane; `lanes[i][r]` is the text of repeat r in lane i.

    A lane that could not go on has no texts, and its reason among the `errors`, by its number.
    """
    first = next(filter(None, lanes), ())
    return [
        LaneSummary(tuple(map(marks_of, traces, first)), measure(traces), errors.get(number))
        for number, traces in enumerate(lanes)
    ]


def marks_of(trace: Trace, other: Trace) -> Marks:
    """What to look at in a text, which lies beside another one."""
    entropies = {step.index: known for step in trace.steps if (known := _entropy(step)) is not None}
    return Marks(
        most_uncertain=max(entropies, key=entropies.__getitem__, default=None),
        forks=tuple(step.index for step in trace.steps if step.choice.rank > 1),
        loop=loop(trace.ids),
        parts=first_difference(trace, other),
    )


def measure(traces: Sequence[Trace]) -> Measures:
    """The texts of one lane in numbers; each is defined in `Measures`."""
    texts = [trace.ids for trace in traces]
    steps = [step for trace in traces for step in trace.steps]
    logprob = _mean_logprob(steps)
    entropies = [_entropy(step) for step in steps]
    repeats = [share for ids in texts if (share := repeated(ids)) is not None]
    return Measures(
        mean_logprob=logprob,
        perplexity=None if logprob is None else math.exp(-logprob),
        distinct_1=distinct(texts, 1),
        distinct_2=distinct(texts, 2),
        distinct_3=distinct(texts, 3),
        repeated_4grams=_mean(repeats),
        self_bleu=self_bleu(texts),
        entropy=None if None in entropies else _mean([known for known in entropies if known is not None]),
        tokens=len(steps) / len(texts) if texts else None,
        loops=sum(loop(ids) is not None for ids in texts),
        identical=len(texts) > 1 and all(ids == texts[0] for ids in texts),
    )


def _mean_logprob(steps: Sequence[Step]) -> float | None:
    probabilities = [step.choice.model_probability for step in steps]
    if not all(probabilities):  # one that a float64 takes for 0
        return None
    return _mean([math.log(probability) for probability in probabilities])


def _entropy(step: Step) -> float | None:
    """None where a server told of the likeliest tokens alone."""
    return step.stages[MODEL].entropy


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None
