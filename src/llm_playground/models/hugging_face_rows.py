"""The cache of `transformers` laid over the rows of ours: a pass reads and writes keys and values where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import torch
from torch import Tensor

from llm_playground.models.span import Span


def empty_cache() -> Any:
    from transformers import DynamicCache

    # Without the model's configuration: with it, layers with a sliding window would forget what is out of the window,
    # and a row could not be left half way. The mask leaves it out all the same.
    return DynamicCache()


def cache_in_rows(spans: Sequence[Span]) -> Any:
    """For a pass over what is new in spans of the same past and length."""
    laid, layer_in_rows = empty_cache(), _layer_in_rows()
    laid.layers.extend(layer_in_rows(spans, layer) for layer in range(spans[0].row.kv.shape[0]))
    return laid


@cache
def _layer_in_rows() -> Any:
    """The class of such a layer. It is made here, since importing this file does not bring `transformers`."""
    from transformers.cache_utils import DynamicLayer

    class LayerInRows(DynamicLayer):
        """One layer of several rows. Of one row nothing is copied but what is new; of several, what attention reads."""

        def __init__(self, spans: Sequence[Span], layer: int) -> None:
            super().__init__()
            self._spans, self._layer = spans, layer
            keys, values = self._read(spans[0].past)
            self.keys, self.values, self.dtype, self.device = keys, values, keys.dtype, keys.device
            self.is_initialized = True

        def update(self, key_states: Tensor, value_states: Tensor, *_: Any, **__: Any) -> tuple[Tensor, Tensor]:
            """Store the new keys and values (B, G, new, D) in the rows; all of them, (B, G, length, D) each."""
            for span, new_keys, new_values in zip(self._spans, key_states, value_states, strict=True):
                kv = span.row.kv[self._layer]
                kv[0, :, span.past : span.length] = new_keys
                kv[1, :, span.past : span.length] = new_values
            # A layer may compute on another device than the rows lie on.
            keys, values = (each.to(key_states.device) for each in self._read(self._spans[0].length))
            self.keys, self.values = keys, values
            return keys, values

        def _read(self, length: int) -> tuple[Tensor, Tensor]:
            kvs = [span.row.kv[self._layer, :, :, :length] for span in self._spans]
            keys, values = kvs[0][:, None] if len(kvs) == 1 else torch.stack(kvs, dim=1)
            return keys, values

    return LayerInRows
