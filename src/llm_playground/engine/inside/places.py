"""Where in a model and in a text somebody wants to look, checked."""

from __future__ import annotations

from llm_playground.errors import whole_number
from llm_playground.plain.static_parts import count


def position_in(n_token: int, position: object) -> int:
    """A token of a text of `n_token` tokens, from 0; None is the last.

    Raises:
        InvalidValue: there is no such token.
    """
    if position is None:
        return n_token - 1
    return whole_number("position", position, 0, n_token - 1, f": the text has {count(n_token, 'token')}, from 0")


def layer_or_head(name: str, value: object, number: int, model: str) -> int:
    """One of the `number` layers or heads of a model, whichever `name` says, from 0.

    Raises:
        InvalidValue: the model has no such one.
    """
    return whole_number(name, value, 0, number - 1, f": {model} has {count(number, name)}")
