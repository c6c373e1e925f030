"""What a part of one model writes, put into another of the same shape, as edits of a run.

Patching between two models on one text: Prakash et al. 2024 (Fine-Tuning Enhances Existing Mechanisms) call it
cross-model activation patching. A part's own weights come along: of a head what it writes through its rows of out_proj
is handed over, not what it has read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from torch import Tensor

from llm_playground.transformer.activations import Activations
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.edits import Edit
from llm_playground.transformer.model import Block, Transformer


def written_names(config: TransformerConfig) -> tuple[str, ...]:
    """The activations of both runs that `transplants` reads."""
    return ("h.*.resid_pre", "h.*.attn.z", "h.*.attn_out", "h.*.mlp_out", f"h.{config.n_layer - 1}.resid_post")


def transplants(
    host: Transformer, seen: Activations, donor: Transformer, given: Activations
) -> dict[str, tuple[Edit, ...]]:
    """The edits that put each part of `donor` into a run of `host`, at every token; by the name of the part.

    "h.0.attn.2" (what a head writes), "h.0.attn" (all heads of a block and the bias), "h.0.mlp"; "h.0" is the stream as
    it enters a block, and "h.{n_layer}" as it leaves the last, with all that the donor has written up to there.

    Args:
        seen, given: the activations `written_names` of a run of `host` and of one of `donor`, over the same ids.
    """
    found: dict[str, tuple[Edit, ...]] = {}
    for layer in range(host.config.n_layer):
        at, out = f"h.{layer}", f"h.{layer}.attn_out"
        found[at] = (Edit(f"{at}.resid_pre", given[f"{at}.resid_pre"]),)
        ours, theirs = (_writes(*each, layer) for each in ((host, seen), (donor, given)))
        for head in range(host.config.n_head):
            # Up to here the run is the host's own, so its other heads write what they wrote.
            found[f"{at}.attn.{head}"] = (Edit(out, seen[out] + (theirs[head] - ours[head])),)
        found[f"{at}.attn"] = (Edit(out, given[out]),)
        found[f"{at}.mlp"] = (Edit(f"{at}.mlp_out", given[f"{at}.mlp_out"]),)
    last = f"h.{host.config.n_layer - 1}.resid_post"
    return found | {f"h.{host.config.n_layer}": (Edit(last, given[last]),)}


def _writes(transformer: Transformer, seen: Activations, layer: int) -> Sequence[Tensor]:
    """What each head of a layer writes into the stream: (T, C) for each head."""
    z = seen[f"h.{layer}.attn.z"]  # (T, H, D)
    weight = cast(Block, transformer.h[layer]).attn.out_proj.weight.detach().to("cpu", z.dtype)  # (C, H * D)
    rows = weight.unflatten(1, z.shape[1:]).unbind(1)  # (C, D) for each head
    return [z[:, head] @ row.T for head, row in enumerate(rows)]
