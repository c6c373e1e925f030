"""The same question to every part of a model: what does the next token owe to it?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from llm_playground.decoding.measures import kl_divergence, log_probabilities
from llm_playground.engine.inside.parts import edits_of
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue
from llm_playground.models.inside import inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Encoding, Record
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


def patching_map(model: str | Path | LanguageModel, base: PromptInput, source: PromptInput) -> PatchingMap:
    """Run a model on `base` with the stream of `source` put in at each layer and token, one place at a time.

    Raises:
        InvalidValue: the prompts have different numbers of tokens; a stream has one place to go only if they stand
            side by side.
        PlaygroundError: as `patch`.
    """
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
    places = [(name, position) for name in names for position in range(len(read.ids))]
    edits = [Edit(name, values_of(name, found[name], [at], None), [at]) for name, at in places]
    unpatched, *patched = view.next_logits(read.ids, [(), *((edit,) for edit in edits)])
    there = found["logits"][-1].numpy()
    first, second = int(unpatched.argmax()), int(there.argmax())
    own, wanted, *differences = (float(row[second] - row[first]) for row in (unpatched, there, *patched))
    return PatchingMap(
        language_model.name, read, other, (first, second), own, wanted, _by_layer(differences, len(read.ids))
    )


def _by_layer(values: list[float], each: int) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(values[start : start + each]) for start in range(0, len(values), each))
