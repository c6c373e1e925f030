"""A text that parts from another one: at some token another is taken, and it goes on from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from llm_playground.decoding import DEFAULT_ORDER, orders
from llm_playground.decoding.strategies import strategy_kind
from llm_playground.decoding.text import TextStream
from llm_playground.engine.forcing import check_can_go_on
from llm_playground.engine.generation import Value, run_of
from llm_playground.engine.plan import make_plan
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, shown, whole_number
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Start, Step, Trace


def branch(
    trace: Trace,
    at: int,
    token: int | str | None = None,
    *,
    model: str | Path | LanguageModel | None = None,
    strategy: str | None = None,
    max_new_tokens: int | None = None,
    seed: int | None = None,
    order: str | Sequence[str] | None = None,
    stop: str | Sequence[str] | None = None,
    top: int = 10,
    **parameters: Value,
) -> Trace:
    """Another text with the same beginning: `trace` up to its step `at`, there `token`, and then it goes on.

        trace = lp.trace("tiny-gpt2", "Once upon a time", "top_p", seed=7)
        lp.branch(trace, at=12, token=" cat")

    Steps 0 to at - 1 are those of `trace`; only what comes after them is computed. Step i draws with the i-th random
    number of the seed, as in `trace`, so the two differ only where their texts do. The model is asked at `at` too: the
    step tells the probability that the token had there, and that it was taken `by_hand`.

    Args:
        trace: from `trace`, `branch` or `Trace.from_json`.
        at: the index of the step at which to part; `len(trace.steps)` goes on after the last one.
        token: what is taken there, as an id, a text or the name of a special token. Of a text that is several tokens
            each is taken by hand. None: the strategy chooses there already.
        model: None is the model of `trace`, by its name.
        strategy: None goes on as `trace` did, with its parameters, its order and those given here; after beam search,
            which plans its text as a whole, with greedy. A strategy that is named begins with its own parameters.
        max_new_tokens: of the whole text, the kept steps counted. None is as many as for `trace`. There is always room
            for `token`.
        seed, stop: None is that of `trace`.
        order, parameters: as for `generate`.
        top: how many of the most likely tokens each stage of a new step lists.

    Raises:
        PlaygroundError: no such step; a text that ended before it; a token that the model does not have; and what
            `trace` raises.
    """
    if not isinstance(trace, Trace):
        raise InvalidValue(f"trace is {shown(trace)}; it must be a Trace, such as lp.trace makes one.", field="trace")
    length = len(trace.steps)
    at = whole_number("at", at, 0, length, f": the text has {length:,} tokens, and {length:,} goes on after the last")
    start, kept = trace.start, trace.steps[:at]
    if strategy is None:
        strategy, order, parameters = _going_on(start, order, parameters)
    if seed is None and strategy_kind(strategy).sampled:
        seed = start.seed
    plan = make_plan(
        strategy,
        parameters,
        max_new_tokens=start.max_new_tokens if max_new_tokens is None else max_new_tokens,
        seed=seed,
        order=order,
        stop=start.stop if stop is None else stop,
    )
    check_can_go_on(plan.strategy.name)
    loaded = SHELF.get(start.model if model is None else model)
    run = run_of(loaded, start.prompt.ids, plan, [step.choice.taken for step in kept], token)
    events = run.events(top)
    # Of ids nobody knows that they were rendered from messages, or written as a text.
    begun = replace(run.start, prompt=start.prompt, is_instruct=start.is_instruct, template=start.template)
    next(events)
    made = Trace.of(chain([begun], beginning(kept), events))
    return made if made.ending.stop_string is None else replace(made, steps=tuple(within(made.steps, made.completion)))


def within(steps: Sequence[Step], completion: str) -> Iterator[Step]:
    """Steps without what of their text is no part of the completion: a stop string may begin in a step that is kept."""
    for step in steps:
        yield replace(step, text=completion[: len(step.text)])
        completion = completion[len(step.text) :]


def _going_on(
    start: Start, order: str | Sequence[str] | None, parameters: dict[str, Value]
) -> tuple[str, str | Sequence[str] | None, dict[str, Value]]:
    """Strategy, order and parameters of a text that goes on as another began, but for what is given."""
    strategy, before = able_to_go_on(start.strategy, start.parameters)
    if order is None and strategy_kind(strategy).sampled:
        # Of warpers that are added by a parameter here, the order of the trace knows nothing.
        order = tuple(dict.fromkeys((*start.order, *orders()[DEFAULT_ORDER].warpers)))
    return strategy, order, {**before, **parameters}


def able_to_go_on(strategy: str, parameters: Mapping[str, Value]) -> tuple[str, dict[str, Value]]:
    """The strategy and its parameters, but greedy for beam search, which plans a text as a whole."""
    kind = strategy_kind("greedy" if strategy_kind(strategy).searches else strategy)
    return kind.name, {name: value for name, value in parameters.items() if name in kind.takes}


def beginning(steps: Sequence[Step]) -> list[Step]:
    """Steps whose text goes on: half a character at the end of the last one is not the end of it any more."""
    stream = TextStream()
    return [replace(step, text=stream.push(step.choice.piece)) for step in steps]
