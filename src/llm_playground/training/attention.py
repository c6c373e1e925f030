"""Attention for training on a processor with 16-bit matrix products.

There PyTorch's fused attention takes twice the time of the three lines that it fuses, and was half of a training step:
rows and heads are so small here that the whole matrix of scores fits the cache, which is what fusing is for.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

from llm_playground.transformer.model import Attend, causal_attention


def attention_for(device: torch.device, dtype: torch.dtype) -> Attend:
    """The quicker of two ways to the same result, for matrix products in `dtype`."""
    return written_out_attention if device.type == "cpu" and dtype != torch.float32 else causal_attention


def written_out_attention(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """As `causal_attention`: q (B, T, H, D), k and v (B, T, G, D) -> (B, T, H, D)."""
    groups = q.shape[2] // k.shape[2]
    q, k, v = q.transpose(1, 2), *(x.transpose(1, 2).repeat_interleave(groups, dim=1) for x in (k, v))  # (B, H, T, D)
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2) + _mask(q.shape[2], q.dtype, q.device)  # (B, H, T, T)
    return (scores.softmax(-1) @ v).transpose(1, 2)


def in_windows(attend: Attend, length: int) -> Attend:
    """`attend`, but a token looks only at the tokens of its own window of `length`: rows are cut there for attention.

    The positions go on through the row, so each of them is trained whatever the length of the windows.
    """

    def attend_in_windows(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        windows = q.shape[1] // length
        q, k, v = (x.unflatten(1, (windows, length)).flatten(0, 1) for x in (q, k, v))  # (B * windows, length, ...)
        return attend(layer, q, k, v).unflatten(0, (-1, windows)).flatten(1, 2)

    return attend_in_windows


@lru_cache(maxsize=8)
def _mask(length: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    """0 where a query may look, minus infinity above the diagonal."""
    return torch.full((length, length), -torch.inf, dtype=dtype, device=device).triu(1)
