"""The next-token distribution of a text at every temperature of the slider."""

from __future__ import annotations

from pathlib import Path

from llm_playground.decoding.temperatures import at_temperatures
from llm_playground.engine.inside.places import position_in
from llm_playground.engine.served import must_tell_all
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import whole_number
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_vectors import temperatures_text
from llm_playground.records.temperatures import Temperatures


class AllTemperatures(Temperatures):
    """Temperatures that print themselves."""

    __slots__ = ()

    def __repr__(self) -> str:
        return temperatures_text(self)


def temperatures(
    model: str | Path | LanguageModel, prompt: PromptInput, position: int | None = None, top: int = 10
) -> AllTemperatures:
    """From logits to probabilities: the next-token distribution at every temperature that the slider offers.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        position: after which token of the prompt, from 0. None: the last.
        top: how many of the most likely tokens to list.

    Raises:
        InvalidValue: no such position.
        PlaygroundError: as `generate`.
    """
    top = whole_number("top", top, 1)
    language_model = SHELF.get(model)
    must_tell_all(language_model, "A distribution at every temperature")
    ids = make_prompt(language_model, prompt).ids
    place, piece = position_in(len(ids), position), language_model.piece
    # Asked through the seam, as generation asks, so that both show the same numbers to the last digit.
    logits = language_model.next_logits([ids[: place + 1]])[0]
    return AllTemperatures(language_model.name, place, piece(ids[place]), at_temperatures(logits, piece, top))
