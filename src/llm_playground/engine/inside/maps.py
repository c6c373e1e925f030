"""The same question to every part of a model: what does the next token owe to it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from llm_playground.decoding.measures import kl_divergence, log_probabilities
from llm_playground.engine.inside.parts import edits_of
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, shown
from llm_playground.models.inside import Inside, inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Encoding, Record
from llm_playground.transformer.activations import Activations
from llm_playground.transformer.edits import Edit, values_of


@dataclass(frozen=True, slots=True)
class AblationMap(Record):
    """What every head and every MLP does for the next token, each switched off by itself.

    `heads[layer][head]` and `mlps[layer]` are KL(before || after) in nats, of the whole distribution;
    `head_changes` and `mlp_changes` are by how much the log-probability (nats) of `token`, the likeliest before, rises
    (above 0) or falls when the part is gone.
    """

    model: str
    encoding: Encoding
    to: str
    token: int
    heads: tuple[tuple[float, ...], ...]
    mlps: tuple[float, ...]
    head_changes: tuple[tuple[float, ...], ...]
    mlp_changes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PatchingMap(Record):
    """What becomes of the next token after `base` when the stream of `source` is put in, at one layer and token each.

    `tokens` are the likeliest next tokens after `base` and after `source`. Of both and of every patched run the logit
    of the second minus that of the first is given: `base_difference`, `source_difference`, and
    `differences[layer][position]` for the stream as it enters that block. A difference near that of the source means
    that this place, and what is made of it later, carries what tells the prompts apart.
    """

    model: str
    base: Encoding
    source: Encoding
    tokens: tuple[int, int]
    base_difference: float
    source_difference: float
    differences: tuple[tuple[float, ...], ...]


def ablation_map(
    model: str | Path | LanguageModel, prompt: PromptInput, to: Literal["zero", "mean"] = "zero"
) -> AblationMap:
    """Switch off every head and every MLP of a model, one at a time, and see what becomes of the next token.

    All are computed in batches, and what lies below a part once.

    Args:
        to: what takes the place of what the part computes; see `ablate`.

    Raises:
        PlaygroundError: as `ablate`.
    """
    language_model = SHELF.get(model)
    text, view = make_prompt(language_model, prompt), inside(language_model)
    shape = view.shape
    heads = [f"h.{layer}.attn.{head}" for layer in range(shape.n_layer) for head in range(shape.n_head)]
    mlps = [f"h.{layer}.mlp" for layer in range(shape.n_layer)]
    variants = [(), *(edits_of(part, to) for part in heads + mlps)]
    before, *rows = view.next_logits(text.ids, variants)
    token = int(before.argmax())
    own = log_probabilities(before)[token]
    effects = [kl_divergence(before, after) for after in rows]
    changes = [float(log_probabilities(after)[token] - own) for after in rows]
    return AblationMap(
        language_model.name,
        text,
        to,
        token,
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
) -> PatchingMap:
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
            "have as many. Lengthen the shorter, or patch one position with patch.",
            field="source",
        )
    view = inside(language_model)
    names = [f"h.{layer}.resid_pre" for layer in range(view.shape.n_layer)]
    found = view.activations(other.ids, [*names, "logits"])
    unpatched, there = view.next_logits(read.ids, [()])[0], found["logits"][-1].numpy()
    tokens = int(unpatched.argmax()), int(there.argmax())
    own, wanted = (float(row[tokens[1]] - row[tokens[0]]) for row in (unpatched, there))
    patched = (_patched if method == "exact" else _estimated)(view, read.ids, found, names, tokens)
    differences = patched if method == "exact" else [own + change for change in patched]
    return PatchingMap(language_model.name, read, other, tokens, own, wanted, _by_layer(differences, len(read.ids)))


def _patched(
    view: Inside, ids: Sequence[int], source: Activations, names: Sequence[str], tokens: tuple[int, int]
) -> list[float]:
    """The difference of the logits of both tokens with the stream patched at each place, layer by layer."""
    places = [(name, position) for name in names for position in range(len(ids))]
    variants = [(Edit(name, values_of(name, source[name], [at], None), [at]),) for name, at in places]
    return [float(row[tokens[1]] - row[tokens[0]]) for row in view.next_logits(ids, variants)]


def _estimated(
    view: Inside, ids: Sequence[int], source: Activations, names: Sequence[str], tokens: tuple[int, int]
) -> list[float]:
    """By how much that difference would change at each place if it changed with the stream as it does at first."""
    from llm_playground.transformer.gradients import gradients

    base, slopes = gradients(view.transformer, ids, names, tokens)
    return [change for name in names for change in ((source[name] - base[name]) * slopes[name]).sum(-1).tolist()]


def _by_layer(values: list[float], each: int) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(values[start : start + each]) for start in range(0, len(values), each))
