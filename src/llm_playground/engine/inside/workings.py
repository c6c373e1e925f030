"""The arithmetic of one token: the numbers of a text on their way through an embedding, a block and a head."""

from __future__ import annotations

from pathlib import Path

from llm_playground.engine.inside.places import layer_or_head, position_in
from llm_playground.engine.printed import printed
from llm_playground.engine.shelf import SHELF
from llm_playground.models.inside import inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_inside import workings_text
from llm_playground.transformer.workings import Workings, workings_of


class Worked(Workings):
    """Workings that print themselves."""

    __slots__ = ()

    def __repr__(self) -> str:
        return workings_text(self)


def workings(
    model: str | Path | LanguageModel, prompt: PromptInput, position: int | None = None, layer: int = 0, head: int = 0
) -> Worked:
    """The arithmetic of one token of a text in one block and one head, number by number.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model; of the GPT-2, Llama, Qwen2 or Qwen3
            family.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        position: which token of the prompt, from 0. None: the last.
        layer: which block, from 0.
        head: which of its query heads, from 0.

    Raises:
        InvalidValue: no such position, layer or head, or a model that runs through transformers.
        PlaygroundError: as `generate`.
    """
    language_model = SHELF.get(model)
    view = inside(language_model)
    transformer, shape, ids = view.transformer, view.shape, make_prompt(language_model, prompt).ids
    place, name = position_in(len(ids), position), language_model.name
    layer = layer_or_head("layer", layer, shape.n_layer, name)
    head = layer_or_head("head", head, shape.n_head, name)
    return printed(Worked, workings_of(transformer, ids, place, layer, head, language_model.piece))
