"""The same question to every part of a model: what does the next token owe to it?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from llm_playground.decoding.distribution import log_softmax
from llm_playground.decoding.measures import kl_divergence
from llm_playground.engine.inside.parts import switched_off
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, shown
from llm_playground.models.inside import Inside, inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_effects import ablation_map_text, patching_map_text
from llm_playground.records.effects import AblationMap, PatchingMap
from llm_playground.transformer.activations import Activations
from llm_playground.transformer.edits import Edit, values_of


class Ablations(AblationMap):
    """A map that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return ablation_map_text(self)


class Patches(PatchingMap):
    """A map that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return patching_map_text(self)


def ablation_map(
    model: str | Path | LanguageModel, prompt: PromptInput, to: Literal["zero", "mean"] = "zero"
) -> Ablations:
    """Switch off every head and every MLP of a model, one at a time, and see what becomes of the next token.

    All are computed in batches, and what lies below a part once.

    Args:
        to: what takes the place of what the part computes; see `ablate`.

    Raises:
        InvalidValue: a model that is not computed by our own transformer, so that its heads cannot be told apart.
        PlaygroundError: as `ablate`.
    """
    language_model = SHELF.get(model)
    text, view = make_prompt(language_model, prompt), inside(language_model)
    shape = view.transformer.config
    heads = [f"h.{layer}.attn.{head}" for layer in range(shape.n_layer) for head in range(shape.n_head)]
    mlps = [f"h.{layer}.mlp" for layer in range(shape.n_layer)]
    variants = [(), *(switched_off(part, to) for part in heads + mlps)]
    before, *rows = view.next_logits(text.ids, variants)
    token = int(before.argmax())
    own = log_softmax(before)[token]
    effects = [kl_divergence(before, after) for after in rows]
    changes = [float(log_softmax(after)[token] - own) for after in rows]
    return Ablations(
        language_model.name,
        text,
        to,
        token,
        language_model.piece(token),
        _by_layer(effects[: len(heads)], shape.n_head),
        tuple(effects[len(heads) :]),
        _by_layer(changes[: len(heads)], shape.n_head),
        tuple(changes[len(heads) :]),
    )


def patching_map(
    model: str | Path | LanguageModel,
    base: PromptInput,
    source: PromptInput,
    method: Literal["exact", "attribution"] = "exact",
) -> Patches:
    """Run a model on `base` with the stream of `source` put in at each layer and token, one place at a time.

    Args:
        method: "exact" runs the model anew for each place. "attribution" estimates all of them from one pass back, as
            if the model were linear (attribution patching, Nanda 2023): what the stream changes by, times the gradient
            at `base`. It is quick, and wrong where softmax is saturated or effects cancel out.

    Raises:
        InvalidValue: the prompts have different numbers of tokens; a stream has one place to go only if they stand
            side by side. A method that is neither; one that needs our own transformer.
        PlaygroundError: as `patch`.
    """
    if method not in ("exact", "attribution"):
        raise InvalidValue(
            f'method is {shown(method)}; it must be "exact" or "attribution".', field="method", subject="method"
        )
    language_model = SHELF.get(model)
    read, other = make_prompt(language_model, base), make_prompt(language_model, source)
    if len(read.ids) != len(other.ids):
        raise InvalidValue(
            f"base has {len(read.ids):,} tokens and source {len(other.ids):,}; to be compared place by place both must "
            "have as many. Change a word in one of them.",
            field="source",
        )
    view = inside(language_model)
    names = [f"h.{layer}.resid_pre" for layer in range(view.shape.n_layer)]
    found = view.activations(other.ids, [*names, "logits"])
    places = [(name, position) for name in names for position in range(len(read.ids))] if method == "exact" else []
    edits = [Edit(name, values_of(name, found[name], [at], None), [at]) for name, at in places]
    unpatched, *patched = view.next_logits(read.ids, [(), *((edit,) for edit in edits)])
    there = found["logits"][-1].numpy()
    first, second = int(unpatched.argmax()), int(there.argmax())
    own, wanted, *differences = (float(row[second] - row[first]) for row in (unpatched, there, *patched))
    if method == "attribution":
        differences = [own + change for change in _estimated(view, read.ids, found, names, (first, second))]
    pieces = language_model.piece(first), language_model.piece(second)
    rows = _by_layer(differences, len(read.ids))
    return Patches(language_model.name, read, other, (first, second), pieces, own, wanted, rows)


def _estimated(
    view: Inside, ids: Sequence[int], source: Activations, names: Sequence[str], tokens: tuple[int, int]
) -> list[float]:
    """By how much the difference of the logits of both tokens would change at each place, were the model linear."""
    from llm_playground.transformer.gradients import gradients

    base, slopes = gradients(view.transformer, ids, names, tokens)
    return [change for name in names for change in ((source[name] - base[name]) * slopes[name]).sum(-1).tolist()]


def _by_layer(values: list[float], each: int) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(values[start : start + each]) for start in range(0, len(values), each))
