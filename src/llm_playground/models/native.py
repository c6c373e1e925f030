"""Our own transformer behind the seam: one forward pass for all sequences asked, over their new tokens only."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from llm_playground.models.prefix_cache import PrefixCache, Row
from llm_playground.models.seam import LanguageModel, ModelInfo
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.packing import can_pack, pack_linears

CACHE_BYTES = 512 * 2**20


class NativeModel(LanguageModel):
    """A `Transformer` with its private prefix cache.

    Args:
        cache_bytes: the most memory that keys, values and logits of known sequences may hold between calls.
    """

    def __init__(self, info: ModelInfo, transformer: Transformer, *, cache_bytes: int = CACHE_BYTES) -> None:
        super().__init__(info)
        weight = transformer.wte.weight
        if weight.device.type == "cpu" and weight.dtype == torch.float32 and can_pack():
            pack_linears(transformer)
        self.transformer = transformer
        self.cache = PrefixCache(transformer.config, weight.device, weight.dtype, cache_bytes)
        self._lock = threading.Lock()

    def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        wanted = [list(sequence) for sequence in sequences]
        with self._lock, torch.inference_mode():
            known = {tuple(ids): self.cache.known_logits(ids) for ids in wanted}
            answers = {ids: logits for ids, logits in known.items() if logits is not None}
            unknown = [ids for ids in known if ids not in answers]
            if unknown:
                answers |= zip(unknown, self._compute([list(ids) for ids in unknown]), strict=True)
                self.cache.trim()
        return np.stack([answers[tuple(ids)] for ids in wanted])

    def _compute(self, sequences: list[list[int]]) -> np.ndarray:
        """One forward pass over what is new in each sequence; the logits after each, (len(sequences), V)."""
        spans: list[Span] = []
        start = 0
        for ids in sequences:
            row = self.cache.claim(ids, [span.row for span in spans])
            spans.append(Span(row, start, len(row.ids), len(ids), row.kv.device))
            start = spans[-1].stop
        device = spans[0].row.kv.device
        new_ids = [id for span, ids in zip(spans, sequences, strict=True) for id in ids[span.past :]]
        positions = [position for span in spans for position in range(span.past, span.length)]

        def attend(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            if len(spans) == 1:
                return spans[0].attend(layer, q, k, v)
            parts = (slice(span.start, span.stop) for span in spans)
            return torch.cat([span.attend(layer, q[p], k[p], v[p]) for span, p in zip(spans, parts, strict=True)])

        hidden = self.transformer.hidden(
            torch.tensor(new_ids, device=device), torch.tensor(positions, device=device), attend
        )  # (N, C), the new tokens of all sequences one after the other
        last = hidden[[span.stop - 1 for span in spans]] if len(spans) < len(new_ids) else hidden
        logits = self.transformer.lm_head(last).float().cpu().numpy()
        for span, ids, row_logits in zip(spans, sequences, logits, strict=True):
            # Only now: had the forward pass failed, the row would still tell the truth about what it holds.
            span.row.ids = ids
            span.row.logits[len(ids)] = row_logits.copy()
        return logits


@dataclass
class Span:
    """The new tokens `start` to `stop` of a batch: those of one row, after the `past` tokens that it holds already."""

    row: Row
    start: int
    past: int
    length: int
    device: torch.device

    def __post_init__(self) -> None:
        new = self.length - self.past
        self.stop = self.start + new
        # Query i stands at position past + i and reads positions 0 to past + i.
        self.mask = None
        if self.past and new > 1:
            self.mask = torch.ones(new, self.length, dtype=torch.bool, device=self.device).tril(self.past)

    def attend(self, layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        """Store the new keys and values in the row, then let the new queries read all of it: (new, H, D)."""
        kv = self.row.kv[layer, :, :, : self.length]  # (2, G, length, D)
        kv[0, :, self.past :] = k.transpose(0, 1)
        kv[1, :, self.past :] = v.transpose(0, 1)
        keys, values = kv[0][None], kv[1][None]  # (1, G, length, D)
        if len(q) == 1:
            # One query reads everything, so no mask; the heads of a group share keys, so they stand as its rows.
            grouped = q.view(1, keys.shape[1], -1, q.shape[-1])  # (1, G, H / G, D)
            return F.scaled_dot_product_attention(grouped, keys, values).view(q.shape)
        z = F.scaled_dot_product_attention(
            q.transpose(0, 1)[None],  # (1, H, new, D)
            keys,
            values,
            attn_mask=self.mask,
            is_causal=self.past == 0,
            enable_gqa=keys.shape[1] != q.shape[1],
        )
        return z[0].transpose(0, 1)
