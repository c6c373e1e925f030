"""`compare`: several strategies, models or seeds on one prompt, all of a model in one batched pass a step."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace

from llm_playground.engine.arena.lanes import (
    LENGTH,
    ArenaRequest,
    LaneRequest,
    Model,
    PlannedLane,
    plan_lanes,
    read_lanes,
)
from llm_playground.engine.arena.lockstep import lockstep
from llm_playground.engine.arena.summaries import summarize_lanes
from llm_playground.engine.generation import Run, run_of
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import PlaygroundError
from llm_playground.models.catalog import DEFAULT_MODEL
from llm_playground.models.prompting import PromptInput
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_arena import arena_text
from llm_playground.records import Ending, RunEvent, Trace
from llm_playground.records.arena import Arena, Lane


class ComparedLanes(Arena):
    """An arena that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return arena_text(self)


def compare(
    prompt: PromptInput,
    lanes: Sequence[str | Mapping[str, object] | LaneRequest],
    model: Model = DEFAULT_MODEL,
    *,
    max_new_tokens: int = LENGTH,
    repeats: int = 1,
    seed: int | None = None,
    top: int = 10,
) -> ComparedLanes:
    """One prompt in several lanes, side by side: strategies, models, seeds.

        lp.compare("Once upon a time", ["greedy", {"strategy": "top_p", "top_p": 0.9}], repeats=4, seed=7)

    All texts of one model grow in step, a batched pass for each token of all of them. Every text is the one that
    `trace` makes alone: `lanes[i].traces[r]` is that of the lane's strategy with the seed `seed + r`. So all lanes draw
    their token number i with the same random number `u`, unless a lane names a seed of its own.

    Args:
        prompt: as for `generate`; each model reads it in its own way.
        lanes: a strategy by name, or a dictionary: "strategy", its parameters, and where they differ from the others'
            "model", "seed", "order" and a "name".
        model: of all lanes that name none.
        max_new_tokens: the most tokens of each text, 0 or more.
        repeats: how many texts each lane makes, 1 or more. Those of a lane that draws nothing are all the same.
        seed: of the first text of each lane that draws, from 0 to 2**53 - 1; None takes a fresh one. After the largest
            comes 0.
        top: how many of the most likely tokens each stage of a step lists.

    Returns:
        The record of all lanes: `.lanes[i].traces`, and `.lanes[i].measures`, each defined in its docstring.

    Raises:
        PlaygroundError: a wrong name or value, a prompt longer than a model's context, or a model that cannot be
            loaded; the message says what to do.
    """
    request = ArenaRequest(prompt, read_lanes(lanes), model, max_new_tokens, repeats, seed, top)
    planned = plan_lanes(request)
    runs: list[list[Run]] = []
    for number, lane in enumerate(planned):
        try:
            runs.append(runs_of(lane, SHELF.get(lane.model), prompt, repeats))
        except PlaygroundError as error:
            raise error.within(f"lanes.{number}") if error.field == "model" else error from None
    return arena_of([lane.name for lane in planned], runs, repeats, top)


def runs_of(lane: PlannedLane, model: LanguageModel, prompt: PromptInput, repeats: int) -> list[Run]:
    """The runs of a lane, one for each text that has to be made.

    Raises:
        PlaygroundError: as `make_prompt`.
    """
    first = run_of(model, prompt, lane.plan)
    return [replace(first, seed=seed) for seed in lane.seeds(repeats)]


def arena_of(names: Sequence[str], runs: Sequence[Sequence[Run]], repeats: int, top: int) -> ComparedLanes:
    """Run all lanes to their end and keep everything. Raises: as `Run.events`."""
    started, seconds = time.perf_counter(), [0.0] * len(runs)
    events: list[list[list[RunEvent]]] = [[[] for _ in lane] for lane in runs]
    for lane, repeat, event in arena_events(runs, top):
        events[lane][repeat].append(event)
        if isinstance(event, Ending):
            seconds[lane] = time.perf_counter() - started
    traces = [texts_of([Trace.of(run) for run in lane], repeats) for lane in events]
    summaries = summarize_lanes(traces)
    lanes = (
        Lane(summary.marks, summary.measures, name, tuple(texts))
        for name, texts, summary in zip(names, traces, summaries, strict=True)
    )
    return ComparedLanes(tuple(lanes), tuple(seconds))


def arena_events(runs: Sequence[Sequence[Run]], top: int) -> Generator[tuple[int, int, RunEvent], None, None]:
    """What happens in all lanes: the number of the lane, that of its text, and the event. Closing it cancels all.

    Raises: as `Run.events`.
    """
    places = [(lane, repeat) for lane, texts in enumerate(runs) for repeat in range(len(texts))]
    events = lockstep([runs[lane][repeat] for lane, repeat in places], top)
    return ((*places[number], event) for number, event in events)


def texts_of(made: Sequence[Trace], repeats: int) -> list[Trace]:
    """All texts of a lane: those that were made, or the only one as often as it would have been made."""
    return list(made) if len(made) == repeats else list(made) * repeats
