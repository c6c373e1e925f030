"""Lanes as they are typed on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from llm_playground.decoding.chain import read_order
from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.engine.arena.lanes import ArenaRequest, check_models, of_lane, plan_lanes
from llm_playground.engine.arena.lanes import read_lanes as lanes_of
from llm_playground.errors import InvalidValue, Problems, shown

EXAMPLE = '"top_p top_p=0.9 temperature=0.8"'


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
    problems.report()
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
    return PARAMETERS[name].read(value) if name in PARAMETERS else value
