"""Direct logit attribution: a logit as the sum of what every part of the model wrote towards it.

The last residual stream is a sum: the embeddings, what each head and each MLP wrote, and biases. ln_f and lm_head read
it linearly once the scale by which ln_f divides is held at that of the same run ("cached"), so that a logit falls into
the same parts, exactly:

    logit_t = Σ_parts (part / s) · (g ⊙ W[t])  +  b · W[t]

with g and b the weight and bias of ln_f, s its scale, and W[t] the row of lm_head. LayerNorm also takes the mean out
of each part; RMSNorm does not, and has no b. It is called direct since what a part makes later parts write is theirs.

References: Elhage et al. 2021 (A Mathematical Framework for Transformer Circuits), Wang et al. 2022 (Interpretability
in the Wild).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from llm_playground.transformer.activations import Activations
from llm_playground.transformer.capture import capture
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.model import Block, Transformer
from llm_playground.transformer.reading import direction_of, exact, head_weight, scale_of


@dataclass(frozen=True, eq=False)
class Attributed:
    """The `logits` float32 (V,) after one token of a text, and of one of them, that of `token`, its parts."""

    logits: NDArray[np.float32]
    token: int
    parts: dict[str, float]


def attribute(
    transformer: Transformer, ids: Sequence[int], position: int, token: int | None = None, against: int | None = None
) -> Attributed:
    """Run `transformer` over `ids` and take the logit of `token` after `position` apart.

    Args:
        token: None: that with the highest logit.
        against: a token whose logit is taken away, so that the parts are those of the difference.

    Raises: as `capture`.
    """
    seen = capture(transformer, ids, [*_names(transformer.config), "ln_f"])
    weight = transformer.wte.weight
    with torch.no_grad():
        logits = transformer.lm_head(seen["ln_f"][position].to(weight.device, weight.dtype)).float().cpu()
    token = int(logits.argmax()) if token is None else token
    row = _row(transformer, token)
    if against is not None:
        row = row - _row(transformer, against)
    return Attributed(logits.numpy(), token, logit_parts(transformer, seen, position, row))


def _names(config: TransformerConfig) -> list[str]:
    """The activations that `logit_parts` reads."""
    embeddings = ["wte", "wpe"] if config.rope is None else ["wte"]
    return [*embeddings, "h.*.attn.z", "h.*.mlp_out", f"h.{config.n_layer - 1}.resid_post"]


def _row(transformer: Transformer, token: int) -> Tensor:
    """The row of lm_head that makes the logit of `token`: float64 (C,)."""
    return exact(head_weight(transformer)[token])


def logit_parts(transformer: Transformer, seen: Activations, position: int, row: Tensor) -> dict[str, float]:
    """What each part wrote at `position` towards the logit that `row` reads, in the order of the forward pass.

    Args:
        seen: of one run, what the parts wrote: wte, wpe, z and mlp_out of every block, and the last resid_post.
        row: float64 (C,), a row of lm_head, or the difference of two for the parts of a difference of logits.

    Returns:
        "wte", "wpe" (learned positions only); of every block "h.0.attn.0" and so on, a part for each query head,
        "h.0.attn.bias", that of out_proj where it has one, and "h.0.mlp" with its bias; "ln_f.bias" (LayerNorm only).
        Added up in float64, they differ from the logit by no more than the rounding of the run itself.
    """
    norm = transformer.ln_f
    reads = direction_of(norm, row) / scale_of(norm, seen[f"h.{transformer.config.n_layer - 1}.resid_post"][position])
    parts = {name: _dot(seen[name][position], reads) for name in ("wte", "wpe") if name in seen}
    for layer, block in enumerate(transformer.h):
        parts |= _parts_of_block(cast(Block, block), f"h.{layer}", seen, position, reads)
    if isinstance(norm, nn.LayerNorm):
        parts["ln_f.bias"] = _dot(norm.bias, row)
    return parts


def _parts_of_block(block: Block, at: str, seen: Activations, position: int, reads: Tensor) -> dict[str, float]:
    out_proj, z = block.attn.out_proj, exact(seen[f"{at}.attn.z"][position])  # z: (H, D)
    # What is read of what out_proj writes, as a direction in each head's own numbers: (H, D).
    of_heads = (reads @ exact(out_proj.weight)).view_as(z)
    parts = {f"{at}.attn.{head}": value for head, value in enumerate((z * of_heads).sum(-1).tolist())}
    if out_proj.bias is not None:
        parts[f"{at}.attn.bias"] = _dot(out_proj.bias, reads)
    return parts | {f"{at}.mlp": _dot(seen[f"{at}.mlp_out"][position], reads)}


def _dot(part: Tensor, direction: Tensor) -> float:
    return float(exact(part) @ direction)
