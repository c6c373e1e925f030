"""Lanes that were planned, run to their end: which can begin, what happens in them, and the record of it all."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import replace

from llm_playground.engine.arena.lanes import ArenaRequest, PlannedLane
from llm_playground.engine.arena.lockstep import lockstep
from llm_playground.engine.arena.summaries import summarize_lanes
from llm_playground.engine.events import LaneFailed, OfText
from llm_playground.engine.generation import Run, run_of
from llm_playground.errors import PlaygroundError
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Ending, RunEvent, Trace
from llm_playground.records.arena import Arena, Lane

Loaded = LanguageModel | PlaygroundError  # a model, or why there is none
Begun = list[Run] | PlaygroundError  # the runs of a lane, one for each text that has to be made, or why it has none


def begin_lanes(planned: Sequence[PlannedLane], models: Sequence[Loaded], request: ArenaRequest) -> list[Begun]:
    """The runs of each lane; `models[i]` is that of lane i.

    Raises:
        PlaygroundError: not one of the lanes can begin; it is that of the first.
    """
    begun = [_begin(lane, model, request) for lane, model in zip(planned, models, strict=True)]
    errors = [each for each in begun if isinstance(each, PlaygroundError)]
    if len(errors) == len(begun):
        raise errors[0]
    return begun


def _begin(lane: PlannedLane, model: Loaded, request: ArenaRequest) -> Begun:
    if isinstance(model, PlaygroundError):
        return model
    try:
        first = run_of(model, request.prompt, lane.plan, template=lane.template)
    except PlaygroundError as error:
        return error
    return [replace(first, seed=seed) for seed in lane.seeds(request.repeats)]


def run_lanes(
    planned: Sequence[PlannedLane], begun: Sequence[Begun], request: ArenaRequest
) -> Generator[OfText | LaneFailed, None, Arena]:
    """Run the lanes to their end, event by event; what the generator returns is the record. Closing it cancels all."""
    runs: list[list[Run]] = [[] if isinstance(each, PlaygroundError) else each for each in begun]
    told: list[list[list[RunEvent]]] = [[[] for _ in lane] for lane in runs]
    errors: dict[int, str] = {}
    started, seconds = time.perf_counter(), [0.0] * len(runs)
    for number, each in enumerate(begun):
        if isinstance(each, PlaygroundError):
            errors[number] = str(each)
            yield LaneFailed(number, str(each), each.code)
    for event in lockstep(runs, request.top):
        match event:
            case LaneFailed(lane, message):
                errors[lane] = message
                seconds[lane] = time.perf_counter() - started
            case OfText(lane, repeat, of_run):
                told[lane][repeat].append(of_run)
                if isinstance(of_run, Ending):
                    seconds[lane] = time.perf_counter() - started
        yield event
    traces = [
        [] if number in errors else _all_texts([Trace.of(events) for events in lane], request.repeats)
        for number, lane in enumerate(told)
    ]
    lanes = (
        Lane(summary.marks, summary.measures, summary.error, lane.name, tuple(texts))
        for lane, texts, summary in zip(planned, traces, summarize_lanes(traces, errors), strict=True)
    )
    return Arena(tuple(lanes), tuple(seconds))


def _all_texts(made: Sequence[Trace], repeats: int) -> list[Trace]:
    """All texts of a lane: those that were made, or the only one as often as it would have been made."""
    return list(made) if len(made) == repeats else list(made) * repeats
