"""An arena as a session runs it: within limits, with models by name, event by event."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from llm_playground.engine.arena.lanes import ArenaRequest, PlannedLane, of_lane, place_of, plan_lanes
from llm_playground.engine.arena.sweeping import SweepRequest, of_sweep
from llm_playground.engine.events import ArenaEnd, ArenaStart, Event
from llm_playground.engine.request import Limits, check_at_most, check_count, check_prompt, check_stop, check_texts
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, PlaygroundError, Problems, whole_number
from llm_playground.records.arena import LaneSummary

if TYPE_CHECKING:
    from llm_playground.engine.arena.running import Loaded


def check_arena(request: ArenaRequest, limits: Limits) -> tuple[PlannedLane, ...]:
    """The lanes of a request; refuse what could not run, or would take too long.

    Raises:
        PlaygroundError: with the wrong value as its `field`; an `InvalidRequest` if several are wrong.
    """
    check_count("lanes", len(request.lanes), limits.arena_lanes)
    planned = _check(request, limits)
    for number, lane in enumerate(planned):
        with of_lane(number):
            _check_beams(lane, limits)
    _check_rows(planned, request, limits, "These lanes ask", "lanes")
    return planned


def check_sweep(request: SweepRequest, limits: Limits) -> tuple[ArenaRequest, tuple[PlannedLane, ...]]:
    """The arena that a sweep is, and its lanes. Raises: as `check_arena`."""
    check_count("values", len(request.values), limits.sweep_values)
    arena = request.arena()
    planned = _check(arena, limits)
    for lane in planned:
        with of_sweep(request.parameter):
            _check_beams(lane, limits)
    _check_rows(planned, arena, limits, "This sweep asks", "values")
    return arena, planned


def _check(request: ArenaRequest, limits: Limits) -> tuple[PlannedLane, ...]:
    problems = Problems()
    planned: tuple[PlannedLane, ...] = ()
    with problems:
        check_prompt(request.prompt, limits)
    with problems:
        check_stop(request.stop, limits)
    with problems:
        whole_number("top", request.top, 1, limits.top)
    for number, each in enumerate(request.lanes):
        with problems, of_lane(number):
            check_texts(each.parameters, limits)
    with problems:
        planned = plan_lanes(request)
    problems.report(place_of)
    check_at_most("max_new_tokens", request.max_new_tokens, limits.max_new_tokens)
    check_at_most("repeats", request.repeats, limits.arena_repeats)
    return planned


def _check_beams(lane: PlannedLane, limits: Limits) -> None:
    check_at_most("parameters.num_beams", _beams(lane), limits.num_beams)


def _check_rows(
    planned: tuple[PlannedLane, ...], request: ArenaRequest, limits: Limits, asked: str, several: str
) -> None:
    """Refuse more sequences at once than may be; `several` is of what there are fewer to be taken, and the field."""
    rows = sum(len(lane.seeds(request.repeats)) * _beams(lane) for lane in planned)
    if rows > limits.arena_rows:
        raise InvalidValue(
            f"{asked} for {rows} sequences at once (one a text, and every beam of a beam search); here it may "
            f"be at most {limits.arena_rows}. Take fewer {several}, texts or beams.",
            field=several,
        )


def watch_arena(request: ArenaRequest, planned: tuple[PlannedLane, ...]) -> Generator[Event, None, None]:
    """An arena that was checked, event by event; closing the generator ends all its runs.

    Raises:
        PlaygroundError: not one of the lanes can begin, which only their models can tell.
    """
    models: dict[str, Loaded] = {}
    for lane in planned:
        name = str(lane.model)
        if name not in models:
            try:
                models[name] = yield from SHELF.coming(name)
            except PlaygroundError as error:
                models[name] = error
    # Imported now: it brings what computes.
    from llm_playground.engine.arena.running import begin_lanes, run_lanes

    begun = begin_lanes(planned, [models[str(lane.model)] for lane in planned], request)
    texts = tuple(0 if isinstance(each, PlaygroundError) else len(each) for each in begun)
    yield ArenaStart(tuple(lane.name for lane in planned), texts, request.repeats)
    arena = yield from run_lanes(planned, begun, request)
    yield ArenaEnd(tuple(LaneSummary(each.marks, each.measures, each.error) for each in arena.lanes), arena.seconds)


def _beams(lane: PlannedLane) -> int:
    """How many sequences each of its texts asks for at once."""
    beams = lane.plan.strategy.parameters.get("num_beams", 1)
    assert isinstance(beams, int)
    return beams
