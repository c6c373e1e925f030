"""`compare`: several strategies, models or seeds on one prompt, all of a model in one batched pass a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from llm_playground.decoding.seam import check_top
from llm_playground.engine.arena.lanes import (
    LENGTH,
    ArenaRequest,
    LaneRequest,
    Model,
    check_models,
    place_of,
    plan_lanes,
    read_lanes,
)
from llm_playground.engine.arena.running import Loaded, begin_lanes, run_lanes
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import PlaygroundError, Problems
from llm_playground.models.catalog import DEFAULT_MODEL
from llm_playground.models.prompting import PromptInput, read_prompt
from llm_playground.plain.static_arena import arena_text
from llm_playground.records.arena import Arena


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
    stop: str | Sequence[str] | None = None,
    top: int = 10,
) -> ComparedLanes:
    """One prompt in several lanes, side by side: strategies, models, seeds.

        lp.compare("Once upon a time", ["greedy", {"strategy": "top_p", "top_p": 0.9}], repeats=4, seed=7)
        lp.compare("My name is Tom.", [{"model": "tiny-qwen"}, {"model": "tiny-qwen-chat"},
                                       {"model": "tiny-qwen", "template": "twin"}])

    All texts of one model grow in step, a batched pass for each token of all of them. Every text is the one that
    `trace` makes alone: `lanes[i].traces[r]` is that of the lane's strategy with the seed `seed + r`. So all lanes draw
    their token number i with the same random number `u`, unless a lane names a seed of its own.

    Args:
        prompt: as for `generate`; each lane reads it in its own way. With "template": False messages are their words, a
            line each.
        lanes: a strategy by name, or a dictionary: "strategy", its parameters, and where they differ from the others'
            "model", "seed", "order" and a "name"; and "template", the chat template of its prompt: as its model was
            trained where nothing is said, True for the model's own, False for none, "twin" for the one that a base
            model borrows from its instruct twin, or the name of another model that has one.
        model: of all lanes that name none.
        max_new_tokens: the most tokens of each text, 0 or more.
        repeats: how many texts each lane makes, 1 or more. Those of a lane that draws nothing are all the same.
        seed: of the first text of each lane that draws, from 0 to 2**53 - 1; None takes a fresh one. After the largest
            comes 0.
        stop: as for `generate`, of all texts.
        top: how many of the most likely tokens each stage of a step lists.

    Returns:
        The record of all lanes: `.lanes[i].traces`, and `.lanes[i].measures`, each defined in its docstring. A lane
        that cannot go on (its model cannot be loaded or cannot read the prompt, or has no distribution at some step)
        ends alone: `.lanes[i].error` says why, and it has no texts.

    Raises:
        PlaygroundError: a wrong name or value, told with the letter of its lane; or not one of the lanes can begin. The
            message says what to do.
    """
    return arena_of(ArenaRequest(prompt, read_lanes(lanes), model, max_new_tokens, repeats, seed, top, stop))


def arena_of(request: ArenaRequest) -> ComparedLanes:
    """The record of an arena that is run to its end. Raises: as `compare`."""
    problems = Problems()
    with problems:
        read_prompt(request.prompt)
    with problems:
        check_top(request.top)
    with problems:
        check_models(request)
    with problems:
        planned = plan_lanes(request)
    problems.report(place_of)
    events = run_lanes(planned, begin_lanes(planned, [_load(lane.model) for lane in planned], request), request)
    while True:
        try:
            next(events)
        except StopIteration as end:
            arena: Arena = end.value
            return ComparedLanes(arena.lanes, arena.seconds)


def _load(model: Model) -> Loaded:
    try:
        return SHELF.get(model)
    except PlaygroundError as error:
        return error
