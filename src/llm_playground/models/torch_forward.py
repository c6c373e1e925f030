"""The forward pass of generation in PyTorch: the readable transformer over the new tokens of many sequences at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from llm_playground.models.span import Span
from llm_playground.transformer.model import Transformer


class TorchForward:
    """`forward(spans)`: the logits after each span, float32 (len(spans), V)."""

    def __init__(self, transformer: Transformer) -> None:
        self.transformer = transformer

    @torch.inference_mode()
    def __call__(self, spans: Sequence[Span]) -> np.ndarray:
        ends = torch.tensor([span.new for span in spans]).cumsum(0) - 1
        return self._unembed(self._stream(spans)[ends])

    @torch.inference_mode()
    def along(self, span: Span, start: int) -> np.ndarray:
        """The logits after each token of one span from `start` on: float32 (span.length - start, V)."""
        return self._unembed(self._stream([span])[start - span.past :])

    def _stream(self, spans: Sequence[Span]) -> Tensor:
        """What leaves the last block, of all new tokens: (N, C)."""
        device = self.transformer.wte.weight.device
        ids = torch.tensor([id for span in spans for id in span.new_ids], device=device)  # (N,)
        positions = torch.cat([torch.arange(span.past, span.length, device=device) for span in spans])  # (N,)
        masks = [mask_of(span, device) for span in spans]
        sizes = [span.new for span in spans]

        def attend(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            new = zip(spans, masks, q.split(sizes), k.split(sizes), v.split(sizes), strict=True)
            return torch.cat([attend_span(span, mask, layer, *qkv) for span, mask, *qkv in new])

        return self.transformer.hidden(ids, positions, attend)

    def _unembed(self, hidden: Tensor) -> np.ndarray:
        logits: np.ndarray = self.transformer.lm_head(hidden).float().cpu().numpy()
        return logits


def mask_of(span: Span, device: torch.device) -> Tensor | None:
    """(new, length), True where query i, at position past + i, reads position j. None where no mask is needed."""
    if span.past == 0 or span.new == 1:
        return None
    return torch.ones(span.new, span.length, dtype=torch.bool, device=device).tril(span.past)


def attend_span(span: Span, mask: Tensor | None, layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Store the new keys and values (new, G, D) in the row, then let the queries (new, H, D) read all of it."""
    kv = torch.as_tensor(span.row.kv[layer, :, :, : span.length])  # (2, G, length, D), of NumPy the same memory
    kv[0, :, span.past :] = k.transpose(0, 1)
    kv[1, :, span.past :] = v.transpose(0, 1)
    keys, values = kv[0][None], kv[1][None]  # (1, G, length, D)
    if len(q) == 1:
        # One query reads everything, so no mask; the heads of a group share keys, so they stand as its rows.
        grouped = q.view(1, keys.shape[1], -1, q.shape[-1])  # (1, G, H / G, D)
        return F.scaled_dot_product_attention(grouped, keys, values).view(q.shape)
    z = F.scaled_dot_product_attention(
        q.transpose(0, 1)[None],  # (1, H, new, D)
        keys,
        values,
        attn_mask=mask,
        is_causal=mask is None,
        enable_gqa=keys.shape[1] != q.shape[1],
    )
    return z[0].transpose(0, 1)
