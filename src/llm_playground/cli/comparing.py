"""Lanes as they are typed on the command line."""

from __future__ import annotations

from llm_playground.decoding.chain import read_order
from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.errors import InvalidValue, Problems, filled, shown

EXAMPLE = '"top_p top_p=0.9 temperature=0.8"'


def read_lane(typed: str) -> dict[str, object]:
    """A lane of words between blanks: a strategy, and then what belongs to it as name=value.

    Raises:
        PlaygroundError: a word that is no name=value, or a value that cannot be read; an `InvalidRequest` for several.
    """
    strategy, *words = filled("lane", typed, f"a strategy and its values, such as {EXAMPLE}").split()
    problems = Problems()
    lane: dict[str, object] = {"strategy": strategy}
    for word in words:
        name, sign, value = word.partition("=")
        name = name.replace("-", "_")
        with problems:
            if not (name and sign and value):
                raise InvalidValue(f"{shown(word)} in the lane {shown(typed)} is no name=value, as in {EXAMPLE}.")
            lane[name] = read_value(name, value)
    problems.report()
    return lane


def read_value(name: str, value: str) -> object:
    """What was typed for a name; a name that does not exist is told later, with all else that is wrong."""
    if name == "order":
        return read_order(value)
    return PARAMETERS[name].read(value) if name in PARAMETERS else value
