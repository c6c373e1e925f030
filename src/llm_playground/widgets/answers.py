"""What the parts of a drawing ask for when they are opened, answered by the public functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from llm_playground.engine.inside.embedding import neighbours, positions
from llm_playground.engine.inside.neuron import neuron
from llm_playground.engine.inside.temperatures import temperatures
from llm_playground.errors import PlaygroundError
from llm_playground.records import Record
from llm_playground.widgets.views import data_of

_FUNCTIONS: dict[str, Callable[..., Record]] = {
    "neighbours": lambda model, _, **question: neighbours(model, **question),
    "positions": lambda model, ids, **question: positions(model, ids, **question),
    "neuron": lambda model, _, **question: neuron(model, **question),
    "temperatures": lambda model, ids, **question: temperatures(model, ids, **question),
}


def answers_to(asked: dict[str, Any], known: dict[str, Any], model: str, ids: Sequence[int]) -> dict[str, Any]:
    """The answers to what is `asked`, by name: those that are `known` already, and the others computed now.

    An answer is the question with a record as plain data or, where there is none, a sentence that says why.
    """
    return {
        name: known[name] if known.get(name, {}).get("question") == question else _answer(name, question, model, ids)
        for name, question in asked.items()
    }


def _answer(name: str, question: dict[str, Any], model: str, ids: Sequence[int]) -> dict[str, Any]:
    try:
        return {"question": question, "record": data_of(_FUNCTIONS[name](model, list(ids), **question))}
    except PlaygroundError as error:
        return {"question": question, "problem": str(error)}
