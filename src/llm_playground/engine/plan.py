"""The values of a run, checked all together and once: what can be known without a model."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from llm_playground.decoding import PARAMETERS, Strategy
from llm_playground.decoding.parameter import Given, either
from llm_playground.decoding.recommendation import Recommendation
from llm_playground.decoding.stopping import StopStrings
from llm_playground.decoding.strategies import drawing, strategy_kind, strategy_of
from llm_playground.errors import InvalidValue, Problems, UnknownName

DEFAULT_STRATEGY = "greedy"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a text is to be made. `seed` is None where nothing is drawn."""

    strategy: Strategy
    max_new_tokens: int
    seed: int | None
    stop: tuple[str, ...] = ()


def make_plan(
    strategy: str | None,
    parameters: Mapping[str, Given | None],
    *,
    max_new_tokens: object,
    seed: object = None,
    order: str | Sequence[str] | None = None,
    stop: object = None,
    recommendation: Recommendation | None = None,
) -> Plan:
    """The plan of a run. A strategy that draws gets a fresh seed if none is given, so that every run can be repeated.

    Args:
        recommendation: what the run starts from; what is given wins over it.
        strategy: None is that of the recommendation, or greedy.

    Raises:
        PlaygroundError: a wrong name or value, with its `field`; an `InvalidRequest` for several.
    """
    problems, made, length, checked_seed, strings = Problems(), None, 0, None, StopStrings()
    if recommendation is not None:
        strategy, parameters = recommendation.with_given(strategy, parameters)
        stop = recommendation.stop if stop is None else stop
    elif strategy is None:
        strategy = DEFAULT_STRATEGY
    with problems:
        made = strategy_of(strategy, parameters, order)
    with problems:
        length = PARAMETERS["max_new_tokens"].whole_number(max_new_tokens)
    if seed is not None:
        with problems:
            checked_seed = PARAMETERS["seed"].whole_number(seed)
            _must_draw(strategy)
    if stop is not None:
        with problems:
            strings = StopStrings.of(stop)
    problems.report()
    assert made is not None
    if made.sampled and checked_seed is None:
        checked_seed = int.from_bytes(os.urandom(4))
    return Plan(made, length, checked_seed, strings.texts)


def _must_draw(strategy: str) -> None:
    """Refuse a seed where nothing is drawn."""
    try:
        kind = strategy_kind(strategy)
    except UnknownName:
        return  # which is told already
    if not kind.sampled:
        raise InvalidValue(
            f"{kind.name} draws nothing, so a seed changes nothing; leave it out, or choose the strategy "
            f"{either(drawing())}.",
            field="seed",
        )
