"""The vectors from which a model makes its logits, through the second seam."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from llm_playground.errors import InvalidValue, PlaygroundError
from llm_playground.models.seam import LanguageModel

NAME = "ln_f"  # what lm_head reads, at every token


def hidden_states(model: LanguageModel) -> Callable[[Sequence[int]], NDArray[np.float32]]:
    """Reads a sequence of ids: float32 (len(ids), C).

    Raises:
        InvalidValue: this model does not show them, with the field "strategy": at this call or the first reading.
    """
    try:
        inside = model.inside()
    except PlaygroundError as error:
        raise _without(error) from error

    def read(ids: Sequence[int]) -> NDArray[np.float32]:
        try:
            states: NDArray[np.float32] = inside.activations(ids, NAME)[NAME].numpy()
        except PlaygroundError as error:
            raise _without(error) from error
        return states

    return read


def _without(error: PlaygroundError) -> InvalidValue:
    return InvalidValue(f"Contrastive search compares a model's hidden states. {error}", field="strategy")
