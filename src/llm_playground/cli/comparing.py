"""Lanes as they are typed on the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from llm_playground.decoding.chain import read_order
from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.engine.arena.lanes import ArenaRequest, check_models, of_lane, place_of, plan_lanes
from llm_playground.engine.arena.lanes import read_lanes as lanes_of
from llm_playground.engine.plan import DEFAULT_STRATEGY
from llm_playground.errors import InvalidValue, Problems, filled, shown
from llm_playground.models.chat_template import TemplateChoice

T = TypeVar("T")

EXAMPLE = '"top_p top_p=0.9 temperature=0.8"'


def read_names(name: str, typed: str) -> tuple[str, ...]:
    """Names between commas. Raises: InvalidValue, where one is blank."""
    return tuple(filled(name, each, "names between commas, such as A,B").strip() for each in typed.split(","))


def read_template(typed: str) -> TemplateChoice:
    """Which chat template: on, off, twin, or the name of the model whose template it is."""
    return {"on": True, "off": False}.get(typed, typed)


def read_templates(name: str, typed: str) -> tuple[TemplateChoice, ...]:
    """Chat templates between commas. Raises: InvalidValue, where one is blank."""
    return tuple(map(read_template, read_names(name, typed)))


def lanes_of_models(lanes: Sequence[Mapping[str, object]], models: Sequence[str]) -> list[dict[str, object]]:
    """A lane for each model: all with the strategy of the only lane, or each with that of its own.

    Raises:
        InvalidValue: there are as many lanes as neither, or one that names a model itself.
    """
    if not models:
        return [dict(lane) for lane in lanes]
    if any("model" in lane for lane in lanes):
        raise InvalidValue("A lane names a model, and so does --models: leave out one of the two.", field="models")
    each = _each(lanes or [{"strategy": DEFAULT_STRATEGY}], len(models), "--lane", "models")
    return [{**lane, "model": model} for lane, model in zip(each, models, strict=True)]


def with_templates(
    lanes: Sequence[Mapping[str, object]], templates: Sequence[TemplateChoice]
) -> list[dict[str, object]]:
    """The lanes with the only chat template, or each with its own. Raises: InvalidValue, as `lanes_of_models`."""
    if not templates:
        return [dict(lane) for lane in lanes]
    each = _each(templates, len(lanes), "--chat-template", "lanes")
    return [{**lane, "template": template} for lane, template in zip(lanes, each, strict=True)]


def _each(given: Sequence[T], count: int, option: str, what: str) -> Sequence[T]:
    if len(given) not in (1, count):
        sentence = f"{option} is given for {len(given)} of {count} {what}; give one for all of them, or one for each."
        raise InvalidValue(sentence, field=option)
    return list(given) * (1 if len(given) == count else count)


def read_lanes(typed: Sequence[str]) -> list[dict[str, object]]:
    """Lanes of words between blanks: a strategy, and then what belongs to it as name=value.

    Raises:
        PlaygroundError: what is wrong with a lane, told with its letter; an `InvalidRequest` for several.
    """
    problems, lanes = Problems(), []
    for number, words in enumerate(typed):
        own = Problems()
        lanes.append(_read_lane(words, own))
        with problems, of_lane(number):
            own.report()
    if lanes:  # what could be read may be wrong too, and all is told at once
        with problems:
            asked = ArenaRequest("", lanes_of(lanes))
            for check in (check_models, plan_lanes):
                with problems:
                    check(asked)
    problems.report(place_of)
    return lanes


def _read_lane(typed: str, problems: Problems) -> dict[str, object]:
    """What can be read of a lane; `problems` gets the rest."""
    strategy, *words = typed.split()
    lane: dict[str, object] = {"strategy": strategy}
    seen = set(lane)
    for word in words:
        name, sign, value = word.partition("=")
        name = name.replace("-", "_")
        with problems:
            if not (name and sign and value):
                raise InvalidValue(f"{shown(word)} in the lane {shown(typed)} is no name=value, as in {EXAMPLE}.")
            if name in seen:
                sentence = f"{name} is given twice in the lane {shown(typed)}; each name may come once."
                raise InvalidValue(sentence, field=name, subject=name)
            seen.add(name)
            lane[name] = read_value(name, value)
    return lane


def read_value(name: str, value: str) -> object:
    """What was typed for a name; a name that does not exist is told later, with all else that is wrong."""
    if name == "order":
        return read_order(value)
    if name == "template":
        return read_template(value)
    return PARAMETERS[name].read(value) if name in PARAMETERS else value
