"""A look inside a model at work on one text: its tokens, where the heads of a layer look, and what it expects next."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from pathlib import Path

from llm_playground.decoding.observation import observe
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers import Logits
from llm_playground.engine.inside.places import layer_or_head
from llm_playground.engine.printed import printed
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, whole_number
from llm_playground.models.catalog_shapes import SHAPES
from llm_playground.models.inside import Inside, inside, needs_heads
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static import inspection_text, module_text
from llm_playground.records import Encoding, Inspection, LayerAttention, Module, Vectors
from llm_playground.transformer.rounding import rounded

MOST_TOKENS = 1024
# The patterns of all layers at once: of GPT-2 on 512 tokens they take 150 MB while they are scored.
MOST_OF_ALL_HEADS = 512
# A pattern grows with the square of the text, and a layer has many. Of more weights the last tokens are kept.
MOST_WEIGHTS = 2**18
MOST_DRAWN = 256
# A map asks for a pass of each part or place.
MOST_OF_A_MAP = 64


class Seen(Inspection):
    """An inspection that can be asked for more than it shows. It keeps the model for that."""

    __slots__ = ("_model",)
    _model: LanguageModel

    def activations(self, names: str | Collection[str] = "*") -> dict[str, Logits]:
        """What the model computes on this text, by name (see `transformer.activations`).

        Args:
            names: one or several; `*` stands for anything, so that "h.*.attn.pattern" is the pattern of every layer.

        Returns:
            name -> float32 array, in the order of the forward pass.

        Raises:
            UnknownName: a name, or a pattern that fits none of those that this model offers; the message lists them.
            InvalidValue: neither a name nor several.
        """
        found = inside(self._model).activations(self.encoding.ids, names)
        return {name: tensor.numpy() for name, tensor in found.items()}

    def __repr__(self) -> str:
        return inspection_text(self)


class Parts(Module):
    """A part of a model, with all below it, that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return module_text(self)


def inspect(model: str | Path | LanguageModel, text: PromptInput, layer: int = 0, head: int = 0, top: int = 10) -> Seen:
    """Run a model over a text and keep what a person wants to see.

    The text is what generation would start from: for an instruct model it goes through the chat template first.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.
        text: a text, a list of token ids or, for an instruct model, a list of messages; at most 1,024 tokens.
        layer: whose attention to keep, that of all its heads, from 0.
        head: which query head of that layer to show first, from 0.
        top: how many of the most likely next tokens to list.

    Raises:
        InvalidValue: no such layer or head, a text that is too long, or a model that does not show its attention.
        PlaygroundError: as `generate`.
    """
    language_model, top = SHELF.get(model), whole_number("top", top, 1)
    view = inside(language_model)
    shape, name = needs_heads(view, language_model), language_model.name
    layer = layer_or_head("layer", layer, shape.n_layer, name)
    head = layer_or_head("head", head, shape.n_head, name)
    prompt = prompt_to_show(language_model, text)
    # Asked through the seam, as generation asks, so that both show the same numbers to the last digit.
    logits = language_model.next_logits([prompt.ids])[0]
    seen = Seen(
        model=name,
        encoding=prompt,
        n_layer=shape.n_layer,
        n_head=shape.n_head,
        n_kv_head=shape.n_kv_head,
        attention=LayerAttention(layer, head, *_patterns(view, prompt.ids, layer)),
        next=observe(logits, (), Past.of_prompt(prompt.ids)).stages(language_model.piece, top)[0],
    )
    object.__setattr__(seen, "_model", language_model)  # no part of the record, which stays plain data
    return seen


def vectors(model: str | Path | LanguageModel, text: PromptInput, dimensions: int = 64) -> Vectors:
    """The vectors with which the tokens of a text enter the first block: embedding and, where it has one, position.

    Args:
        dimensions: how many of the numbers of each vector to keep, the first ones.

    Raises:
        InvalidValue: a text that is too long, or a model that does not show them.
        PlaygroundError: as `generate`.
    """
    language_model = SHELF.get(model)
    ids = prompt_to_show(language_model, text).ids
    name = "h.0.resid_pre"
    stream = inside(language_model).activations(ids, name)[name]
    kept = stream[:, :dimensions].tolist()
    return Vectors(language_model.name, stream.shape[-1], tuple(tuple(round(x, 3) for x in row) for row in kept))


def anatomy(model: str | Path | LanguageModel) -> Parts:
    """The parts of a model as a tree, with shapes and numbers of parameters.

    Of our own transformer every part says what it does; of a model that runs through `transformers`, the usual ones.
    Those models of the catalog that have to be downloaded are known by their shape, and are not downloaded for this.

    Raises:
        InvalidValue: the model cannot be looked into.
        PlaygroundError: as `load`.
    """
    if isinstance(model, str) and model in SHAPES:
        from llm_playground.transformer.anatomy import anatomy_of

        return printed(Parts, anatomy_of(SHAPES[model], model))
    return printed(Parts, inside(SHELF.get(model)).anatomy())


def prompt_to_show(model: LanguageModel, text: PromptInput, most: int = MOST_TOKENS) -> Encoding:
    """What the model is asked to read, if it can be shown.

    Raises:
        InvalidValue: it has more than `most` tokens, with the field "prompt".
    """
    prompt = make_prompt(model, text)
    longest = min(most, model.context_length)
    if len(prompt.ids) > longest:
        raise InvalidValue(
            f"This text is {len(prompt.ids):,} tokens long; at most {longest:,} can be looked at. Shorten it.",
            field="prompt",
        )
    return prompt


def _patterns(view: Inside, ids: Sequence[int], layer: int) -> tuple[tuple[tuple[tuple[float, ...], ...], ...], int]:
    """The patterns of a layer over the last tokens, and the position of the first of these."""
    name = f"h.{layer}.attn.pattern"
    drawn = min(MOST_DRAWN, math.isqrt(MOST_WEIGHTS // view.shape.n_head))
    first = max(0, len(ids) - drawn)
    heads = view.activations(ids, name)[name][:, first:, first:].tolist()
    return tuple(tuple(tuple(map(rounded, row)) for row in rows) for rows in heads), first
