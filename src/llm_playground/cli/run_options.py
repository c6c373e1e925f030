"""The options of a run: made from the table of what a person can set, and read by its rows."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from llm_playground.cli.options import Flag, Taken, name, number
from llm_playground.decoding import PARAMETERS, STRATEGIES, Parameter, Value, orders
from llm_playground.decoding.chain import read_order
from llm_playground.decoding.parameter import either
from llm_playground.decoding.parameters import contrast_rows
from llm_playground.decoding.recommendation import Recommendation
from llm_playground.decoding.strategies import StrategyKind
from llm_playground.engine.plan import DEFAULT_STRATEGY, Plan, make_plan
from llm_playground.errors import Problems

OF_A_RUN = "Length and luck"
OF_THE_CHAIN = f"Shaping the distribution ({', '.join(kind.name for kind in STRATEGIES.values() if kind.sampled)})"
OF_BEAMS = "Beam search (beam)"


def _strategy_option(kinds: Sequence[StrategyKind]) -> Taken:
    help = " ".join(f"{kind.name}: {kind.effect[0].lower()}{kind.effect[1:-1]}." for kind in kinds)
    of, otherwise = either([kind.name for kind in kinds]), f"{DEFAULT_STRATEGY} unless given"
    return name(help.removesuffix("."), "--strategy", "-s", of=of, otherwise=otherwise)


StrategyOption = Annotated[str | None, _strategy_option(list(STRATEGIES.values()))]
_contrasts = {row.name for row in contrast_rows()}
_PLAIN = [kind for kind in STRATEGIES.values() if not kind.searches and not _contrasts.intersection(kind.own)]
PlainStrategyOption = Annotated[str | None, _strategy_option(_PLAIN)]
RecommendedOption = Annotated[
    bool,
    Flag(
        "--recommended",
        "Start from what the model recommends (its generation_config.json); the options that are given win.",
    ),
]


def with_run_options(command: Callable[..., None], *, plain: bool = False) -> Callable[..., None]:
    """`command`, with its `**settings` spelled out as one option for each thing that can be set for a run.

    A `plain` one draws each token from its distribution or takes the likeliest, and has no options for other ways.
    """
    signature = inspect.signature(command, eval_str=True)
    own = [each for each in signature.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
    offered = (row for row in PARAMETERS.values() if not (plain and (row.beam or row.contrast or row.draws)))
    rows = sorted(offered, key=lambda row: (row.beam, bool(row.warper)))
    run = [_option(row.name, _row_option(row), several=row.kind in ("texts", "biases")) for row in rows]
    run.append(_option("order", _order_option()))
    command.__signature__ = signature.replace(parameters=[*own, *run])  # type: ignore[attr-defined]
    return command


def plan_of(
    strategy: str | None, settings: Mapping[str, str | list[str] | None], recommendation: Recommendation | None = None
) -> Plan:
    """The plan that these options stand for, as they were typed; they win over the recommendation.

    What may be given several times comes as a list.

    Raises:
        PlaygroundError: a wrong name or value; an `InvalidRequest` if there are several.
    """
    values: dict[str, Any] = {}
    problems, plan = Problems(), None
    for key, typed in settings.items():
        if typed is not None:
            with problems:
                values[key] = _read(key, typed)
    length = values.pop("max_new_tokens", PARAMETERS["max_new_tokens"].default)
    beside = {name: values.pop(name, None) for name in ("seed", "order", "stop")}
    with problems:
        plan = make_plan(strategy, values, max_new_tokens=length, recommendation=recommendation, **beside)
    problems.report()
    assert plan is not None
    return plan


def _read(key: str, typed: str | list[str]) -> Any:
    """The value of an option; of one that was given several times all of them together."""
    if key == "order":
        return read_order(str(typed))
    if isinstance(typed, str):
        return PARAMETERS[key].read(typed)
    return together([PARAMETERS[key].read(each) for each in typed])


def together(values: Sequence[Value]) -> Value:
    """Lists of texts as one, or numbers of texts; the last of two for one text counts."""
    if isinstance(values[0], dict):
        return {text: number for each in values if isinstance(each, dict) for text, number in each.items()}
    return tuple(item for each in values if isinstance(each, tuple) for item in each)


def _option(name: str, taken: Taken, *, several: bool = False) -> inspect.Parameter:
    """An option that hands on what was typed: `plan_of` reads it, when it knows the recommendation."""
    as_typed = replace(taken, read=lambda _, typed: typed)
    kind, of = inspect.Parameter.KEYWORD_ONLY, list[str] if several else str
    return inspect.Parameter(name, kind, default=None, annotation=Annotated[of | None, as_typed])


def _row_option(row: Parameter) -> Taken:
    section = OF_BEAMS if row.beam else OF_THE_CHAIN if row.warper else OF_A_RUN
    return number(row, otherwise=_unless_given(row), section=section)


def _order_option() -> Taken:
    presets = " ".join(f"{order.name}: {order.effect[0].lower()}{order.effect[1:-1]}." for order in orders().values())
    help = f"The order in which the above are applied: a preset, or their names between commas. {presets}"
    return replace(name(help.removesuffix("."), "--order", of="an order"), section=OF_THE_CHAIN)


def _unless_given(row: Parameter) -> str:
    """What holds if the option is left out."""
    if row.draws:
        return f"{row.options[0].text} unless given"  # its default is what it is once it is switched on
    default = (
        f"{row.default:g}"
        if isinstance(row.default, float)
        else "none"
        if row.default == ()
        else str(row.default).lower()
    )
    if not row.warper:
        return "a new one unless given" if row.default is None else f"{default} unless given"
    makes = [kind.name for kind in STRATEGIES.values() if row.name in kind.own]
    return f"off unless given, but {default} for {either(makes)}" if makes else "off unless given"
