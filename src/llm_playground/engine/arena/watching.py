"""An arena as a session runs it: within limits, with models by name, event by event."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING

from llm_playground.engine.arena.lanes import ArenaRequest, PlannedLane, plan_lanes
from llm_playground.engine.events import ArenaEnd, ArenaStart, Event, OfText
from llm_playground.engine.request import Limits, check_at_most, check_prompt
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, Problems, whole_number
from llm_playground.records import Ending, RunEvent, Trace

if TYPE_CHECKING:
    from llm_playground.models.seam import LanguageModel


def check_arena(request: ArenaRequest, limits: Limits) -> tuple[PlannedLane, ...]:
    """The lanes of a request; refuse what could not run, or would take too long.

    Raises:
        PlaygroundError: with the wrong value as its `field`; an `InvalidRequest` if several are wrong.
    """
    if len(request.lanes) > limits.arena_lanes:
        sentence = f"{len(request.lanes):,} lanes were asked for; here there may be at most {limits.arena_lanes}."
        raise InvalidValue(sentence, field="lanes")
    problems = Problems()
    planned: tuple[PlannedLane, ...] = ()
    with problems:
        check_prompt(request.prompt, limits)
    with problems:
        whole_number("top", request.top, 1, limits.top)
    with problems:
        planned = plan_lanes(request)
    problems.report()
    check_at_most("max_new_tokens", request.max_new_tokens, limits.max_new_tokens)
    check_at_most("repeats", request.repeats, limits.arena_repeats)
    for number, lane in enumerate(planned):
        check_at_most(f"lanes.{number}.parameters.num_beams", _beams(lane), limits.num_beams)
    rows = sum(len(lane.seeds(request.repeats)) * _beams(lane) for lane in planned)
    if rows > limits.arena_rows:
        raise InvalidValue(
            f"These lanes ask for {rows} sequences at once (one a text, and every beam of a beam search); here it may "
            f"be at most {limits.arena_rows}. Take fewer lanes, texts or beams.",
            field="lanes",
        )
    return planned


def watch_arena(request: ArenaRequest, planned: tuple[PlannedLane, ...]) -> Generator[Event, None, None]:
    """An arena that was checked, event by event; closing the generator ends all its runs.

    Raises:
        PlaygroundError: what only a model can tell, such as a prompt longer than its context.
    """
    models: dict[str, LanguageModel] = {}
    for lane in planned:
        name = str(lane.model)
        if name not in models:
            models[name] = yield from SHELF.coming(name)
    # Imported now: they bring what computes.
    from llm_playground.engine.arena.comparing import arena_events, runs_of, texts_of
    from llm_playground.engine.arena.summaries import summarize_lanes

    runs = [runs_of(lane, models[str(lane.model)], request.prompt, request.repeats) for lane in planned]
    yield ArenaStart(tuple(lane.name for lane in planned), tuple(map(len, runs)), request.repeats)
    told: list[list[list[RunEvent]]] = [[[] for _ in lane] for lane in runs]
    started, seconds = time.perf_counter(), [0.0] * len(runs)
    for lane_number, repeat, event in arena_events(runs, request.top):
        told[lane_number][repeat].append(event)
        if isinstance(event, Ending):
            seconds[lane_number] = time.perf_counter() - started
        yield OfText(lane_number, repeat, event)
    traces = [texts_of([Trace.of(events) for events in lane], request.repeats) for lane in told]
    yield ArenaEnd(tuple(summarize_lanes(traces)), tuple(seconds))


def _beams(lane: PlannedLane) -> int:
    """How many sequences each of its texts asks for at once."""
    beams = lane.plan.strategy.parameters.get("num_beams", 1)
    assert isinstance(beams, int)
    return beams
