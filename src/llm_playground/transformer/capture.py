"""What a transformer computes on the way from ids to logits, kept by name: one forward pass, as it is or edited."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import torch
from torch import Tensor

from llm_playground.errors import InvalidValue
from llm_playground.transformer.activations import Activations, activation_names, matching, replaceable
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.edits import Edit, check_edits, replaced
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.watching import kept, watched


def capture(
    transformer: Transformer, ids: Sequence[int], names: str | Collection[str] = "*", edits: Sequence[Edit] = ()
) -> Activations:
    """Run `transformer` once over `ids` and keep the activations of these names, as the rest of the model reads them.

    Args:
        ids: one sequence of 1 to `context_length` token ids.
        names: one or several; `*` stands for anything, so that "h.*.attn.pattern" is the pattern of every layer.
        edits: what to replace on the way.

    Raises:
        UnknownName: a name, or a pattern that fits none; the message lists what there is.
        InvalidValue: no ids, too many, or one outside the vocabulary; an edit that cannot be made.
    """
    config = transformer.config
    order = activation_names(config)
    wanted = matching(order, names)
    check_pass(config, ids, edits)
    seen: dict[str, Tensor] = {}

    def visit(name: str, tensor: Tensor) -> Tensor:
        for edit in edits:
            if edit.name == name:
                tensor = replaced(edit, tensor)
        if name in wanted:
            seen[name] = kept(tensor)
        return tensor

    device = transformer.wte.weight.device
    with torch.no_grad(), watched(transformer, wanted | {edit.name for edit in edits}, visit) as attend:
        positions = torch.arange(len(ids), device=device)
        hidden = transformer.hidden(torch.tensor([list(ids)], device=device), positions, attend)  # (1, T, C)
        if "logits" in wanted:
            visit("logits", transformer.lm_head(hidden))
    return Activations({name: seen[name] for name in order if name in wanted})


def check_pass(config: TransformerConfig, ids: Sequence[int], edits: Sequence[Edit]) -> None:
    """Refuse what cannot be computed, before the model runs.

    Raises:
        UnknownName: no such activation; the message lists those that can be replaced.
        InvalidValue: no ids, too many, or one outside the vocabulary; an edit that cannot be made.
    """
    if not 1 <= len(ids) <= config.context_length:
        raise InvalidValue(f"{len(ids)} token ids were given; this model reads 1 to {config.context_length}.")
    if min(ids) < 0 or max(ids) >= config.vocab_size:
        raise InvalidValue(f"A token id is outside the vocabulary (0 to {config.vocab_size - 1}).")
    heads = dict.fromkeys(("q", "attn_scores", "pattern", "z"), config.n_head)
    heads |= dict.fromkeys(("k", "v"), config.n_kv_head)
    check_edits(edits, replaceable(config), len(ids), heads)
