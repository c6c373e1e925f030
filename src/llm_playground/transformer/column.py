"""The column of one token: what a forward pass computes at its position, from the embeddings to the last block."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, cast

import torch
from torch import Tensor

from llm_playground.transformer.capture import check_pass
from llm_playground.transformer.model import Block, Transformer
from llm_playground.transformer.reading import scale_of
from llm_playground.transformer.watching import kept, watched


class Column(NamedTuple):
    """Float32, on the CPU. Streams are in the order of the pass: h.0.resid_pre, h.0.resid_mid, h.1.resid_pre and so on,
    and at last what leaves the last block.

    wte, wpe: (C,); wpe is None where positions are turned into queries and keys instead
    streams: (2 n_layer + 1, C)
    scales: by what the norm that reads each stream divides it, as many as there are streams
    attn_out, mlp_out: (n_layer, C), what the two branches of each block add
    patterns: (n_layer, H, position + 1), how much each head looks at the tokens up to this one
    written: (n_layer, n_inner), the length of the vector that each neuron adds
    """

    wte: Tensor
    wpe: Tensor | None
    streams: Tensor
    scales: tuple[float, ...]
    attn_out: Tensor
    patterns: Tensor
    written: Tensor
    mlp_out: Tensor


def column_of(transformer: Transformer, ids: Sequence[int], position: int) -> Column:
    """Run `transformer` over `ids` up to `position`, since no later token can change what is computed there.

    Raises:
        InvalidValue: too many ids, or one outside the vocabulary.
    """
    ids = ids[: position + 1]
    config, n_layer = transformer.config, transformer.config.n_layer
    check_pass(config, ids, ())
    seen: dict[str, Tensor] = {}
    queries: list[Tensor] = []  # of the layer whose keys come next

    def visit(name: str, tensor: Tensor) -> Tensor:
        if name.endswith(".q"):
            queries.append(tensor[0, -1])
        elif name.endswith(".k"):
            # Of the whole square of a pattern only the last row is needed, which the model does not keep.
            seen[name] = kept(_pattern(queries.pop(), tensor[0])[None])
        else:
            seen[name] = kept(tensor[:, -1])
        return tensor

    streams = stream_names(n_layer)
    in_block = ("attn.q", "attn.k", "attn_out", "mlp_post", "mlp_out")
    names = ["wte", "wpe", *streams, *(f"h.{layer}.{name}" for layer in range(n_layer) for name in in_block)]
    device = transformer.wte.weight.device
    with torch.no_grad(), watched(transformer, names, visit) as attend:
        positions = torch.arange(len(ids), device=device)
        transformer.hidden(torch.tensor([list(ids)], device=device), positions, attend)
    blocks = [cast(Block, block) for block in transformer.h]
    norms = [norm for block in blocks for norm in (block.ln_1, block.ln_2)]

    def of(name: str) -> Tensor:
        return torch.stack([seen[f"h.{layer}.{name}"] for layer in range(n_layer)])

    return Column(
        seen["wte"],
        seen.get("wpe"),
        torch.stack([seen[name] for name in streams]),
        tuple(scale_of(norm, seen[name]) for norm, name in zip([*norms, transformer.ln_f], streams, strict=True)),
        of("attn_out"),
        of("attn.k"),
        of("mlp_post").abs() * torch.stack([_lengths(block) for block in blocks]),
        of("mlp_out"),
    )


def stream_names(n_layer: int) -> list[str]:
    """The streams of a column by their names, in its order."""
    names = [f"h.{layer}.{name}" for layer in range(n_layer) for name in ("resid_pre", "resid_mid")]
    return [*names, f"h.{n_layer - 1}.resid_post"]


def _pattern(query: Tensor, keys: Tensor) -> Tensor:
    """The weights of one query (H, D) on the keys (T, G, D): (H, T)."""
    shared = keys.repeat_interleave(query.shape[0] // keys.shape[1], dim=1)  # (T, H, D)
    scores = torch.einsum("hd,shd->hs", query.float(), shared.float()) / math.sqrt(query.shape[-1])
    return scores.softmax(-1)


def _lengths(block: Block) -> Tensor:
    """How long a vector each neuron adds for an activation of 1: (n_inner,)."""
    return block.mlp.down_proj.weight.detach().float().norm(dim=0).cpu()
