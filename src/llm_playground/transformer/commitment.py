"""Commitment: from which layer on a model would say the token that was said in the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from llm_playground.errors import unknown
from llm_playground.transformer.lens import Standing

Definition = Literal["first_and_stays", "in_top_3", "above_half"]

# What holds of a token at a layer that is committed to it.
HOLDS: dict[Definition, Callable[[Standing], NDArray[np.bool_]]] = {
    "first_and_stays": lambda standing: standing.ranks == 1,
    "in_top_3": lambda standing: standing.ranks <= 3,
    "above_half": lambda standing: standing.probabilities > 0.5,
}


def commitment(standing: Standing, definition: str = "first_and_stays") -> list[int | None]:
    """For each token the row of the lens from which on, to the last row, it is the likeliest ("first_and_stays"), one
    of the three likeliest ("in_top_3") or likelier than all others together ("above_half").

    The definitions disagree, so a picture has to say which it shows; none of them is when the model "decided".

    Args:
        standing: of each token at the position before it, (n_layer + 1, T).

    Returns:
        0 to n_layer - 1: before that block. n_layer: never before the last layer, only in the model's own answer. None:
        not even there, as of a token that was drawn though others were likelier.

    Raises:
        UnknownName: another definition.
    """
    chosen = next((each for each in HOLDS if each == definition), None) if isinstance(definition, str) else None
    if chosen is None:
        raise unknown("definition of commitment", definition, HOLDS, field="definition")
    holds = HOLDS[chosen](standing)
    # From the last row upwards, how many hold without a break.
    unbroken = np.logical_and.accumulate(holds[::-1]).sum(0)
    return [len(holds) - int(rows) if rows else None for rows in unbroken]
