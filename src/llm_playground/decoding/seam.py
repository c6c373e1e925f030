"""What decoding needs of a model, and the checks that every run starts with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.decoding.stopping import StopStrings
from llm_playground.errors import InvalidValue, shown, whole, whole_number
from llm_playground.records import FinishReason


class LanguageModel(Protocol):
    """The one seam: token ids in, the logits of the next token out."""

    def next_logits(self, sequences: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Logits (len(sequences), V) of the token that comes after each sequence."""
        ...


class HiddenStates(Protocol):
    """What contrastive search needs of a model besides."""

    def __call__(self, ids: Sequence[int], /) -> NDArray[np.float32]:
        """The vectors (len(ids), C) from which the logits after each of these tokens are made."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """A checked start: `max_steps` tokens may follow the prompt; `reason`: why it ends if neither a token of `stop_ids`
    nor a stop string ends it."""

    prompt_ids: tuple[int, ...]
    stop_ids: frozenset[int]
    max_steps: int
    reason: FinishReason
    stop: StopStrings = field(default_factory=StopStrings)

    def finish_reason(self, last_id: int, stop_string: str | None) -> FinishReason:
        """Why a text ended whose last token was `last_id`, or which ended before `stop_string`."""
        return "stop" if last_id in self.stop_ids or stop_string is not None else self.reason


def check_limits(
    prompt_ids: Sequence[int],
    stop_ids: Collection[int],
    max_new_tokens: int,
    context_length: int | None,
    stop: object = (),
) -> Limits:
    """The limits of a run.

    Raises:
        InvalidValue: no prompt, a prompt longer than the context, something that is not an id, or a bad
            `max_new_tokens`, or stop strings that are none.
    """
    ids = tuple(_id(id) for id in prompt_ids)
    stops, strings = frozenset(_id(id) for id in stop_ids), StopStrings.of(stop)
    steps = PARAMETERS["max_new_tokens"].whole_number(max_new_tokens)
    if not ids:
        raise InvalidValue("The prompt has no tokens; a language model needs at least one token to continue.")
    if context_length is None:
        return Limits(ids, stops, steps, "length", strings)
    if len(ids) > context_length:
        raise InvalidValue(
            f"The prompt has {len(ids):,} tokens, but the model can read {context_length:,}; shorten the prompt."
        )
    # The last token generated is never read, so even a prompt that fills the context gets one new token.
    room = context_length - len(ids) + 1
    return Limits(ids, stops, min(steps, room), "length" if steps <= room else "context", strings)


def check_top(top: object) -> int:
    """How many of the most likely tokens each stage lists.

    Raises:
        InvalidValue: not a whole number of at least 0.
    """
    return whole_number("top", top, 0, why=" (how many of the most likely tokens each stage of a step lists)")


def _id(id: object) -> int:
    number = whole(id)
    if number is None or number < 0:
        raise InvalidValue(
            f"{shown(id)} is not a token id; ids are whole numbers from 0 (a text must be encoded first)."
        )
    return number
