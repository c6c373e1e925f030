"""How a norm reads the stream, once the scale by which it divides is known: linearly."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from llm_playground.transformer.model import Transformer


def scale_of(norm: nn.Module, stream: Tensor) -> float:
    """By what `norm` divides this vector (C,): its standard deviation (LayerNorm) or root mean square (RMSNorm)."""
    stream = exact(stream)
    if isinstance(norm, nn.LayerNorm):
        stream = stream - stream.mean()
    return float((stream.square().mean() + cast(float, norm.eps)).sqrt())


def direction_of(norm: nn.Module, rows: Tensor) -> Tensor:
    """The directions in the stream, before `norm` divides it, that the rows (..., C) behind it measure: float64."""
    directions = exact(cast(Tensor, norm.weight)) * exact(rows)
    # To take the mean out of the direction is to take it out of whatever is measured along it.
    return directions - directions.mean(-1, keepdim=True) if isinstance(norm, nn.LayerNorm) else directions


def read_by(norm: nn.Module, parts: Tensor) -> Tensor:
    """What `norm` makes of parts of the stream (..., C), before it divides by its scale; its bias is left out."""
    parts = exact(parts)
    if isinstance(norm, nn.LayerNorm):
        parts = parts - parts.mean(-1, keepdim=True)
    return parts * exact(cast(Tensor, norm.weight))


def head_weight(transformer: Transformer) -> Tensor:
    """The matrix of lm_head, (V, C)."""
    # A tied lm_head may be laid out for speed, and would be written out as a whole; wte is at hand.
    return (transformer.wte if transformer.config.tied_embeddings else transformer.lm_head).weight


def exact(tensor: Tensor) -> Tensor:
    """Without a graph, on the CPU, in float64."""
    return tensor.detach().to("cpu", torch.float64)
