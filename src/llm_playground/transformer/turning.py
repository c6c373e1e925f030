"""What rotary position embeddings do to the score of a query and a key, wherever the two stand."""

from __future__ import annotations

import math
from typing import NamedTuple, cast

import torch
from torch import Tensor

from llm_playground.transformer.model import Attention, Block, Transformer, rotate

MOST = 256  # positions of a curve


class Turned(NamedTuple):
    """Scores q · k / sqrt(D) as `records.embedding.Turning` has them."""

    score: float
    together: Tensor
    apart: Tensor


def turned(transformer: Transformer, layer: int, head: int, streams: Tensor, positions: tuple[int, int]) -> Turned:
    """The score of a query and a key of one head, with both moved along the text, and with more and more between them.

    Args:
        streams: (2, C), what `ln_1` of the layer makes of the query's token and of the key's.
        positions: where the two stand, the query's first.
    """
    attention = cast(Block, transformer.h[layer]).attn
    with torch.no_grad():
        query, key = _before_turning(attention, head, streams.to(attention.qkv_proj.weight))
        room = min(MOST, transformer.config.context_length)
        steps = torch.arange(min(room, transformer.config.context_length - max(positions)))
        together = _scores(transformer, query, key, positions[0] + steps, positions[1] + steps)
        last = torch.full((room,), room - 1)
        apart = _scores(transformer, query, key, last, torch.arange(room).flip(0))
    return Turned(float(together[0]), together, apart)


def _before_turning(attention: Attention, head: int, streams: Tensor) -> tuple[Tensor, Tensor]:
    """The query (D,) of the first stream and the key (D,) of the second, as `Attention.forward` has them at first."""
    heads = attention.qkv_proj(streams).unflatten(-1, (-1, attention.head_dim))
    q, k, _ = heads.split(attention.heads, dim=-2)
    if attention.q_norm is not None and attention.k_norm is not None:
        q, k = attention.q_norm(q), attention.k_norm(k)
    return q[0, head], k[1, head * k.shape[1] // q.shape[1]]


def _scores(transformer: Transformer, query: Tensor, key: Tensor, at: Tensor, of: Tensor) -> Tensor:
    """The score of the query at each of the positions `at` (N,) with the key at that of `of` (N,): float32 (N,)."""
    q, k = (_at(transformer, vector, places) for vector, places in ((query, at), (key, of)))
    return ((q * k).sum(-1) / math.sqrt(len(query))).cpu()


def _at(transformer: Transformer, vector: Tensor, positions: Tensor) -> Tensor:
    """A query or key (D,) turned for each of these positions: float32 (N, D)."""
    cos, sin = transformer.rotation(positions.to(vector.device), torch.float32)
    return rotate(vector.float().expand(len(positions), 1, -1), cos, sin)[:, 0]
