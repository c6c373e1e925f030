"""The forward pass of generation in `transformers`: many sequences at once, with the keys and values of their rows."""

from __future__ import annotations

import inspect
import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from llm_playground.models.device_map import input_device
from llm_playground.models.hugging_face_rows import cache_in_rows, empty_cache
from llm_playground.models.prefix_cache import KVShape
from llm_playground.models.span import Span

log = logging.getLogger(__name__)


class HuggingFaceForward:
    """`forward(spans)`: the logits after each span, float32 (len(spans), V).

    Spans with as much past and as much new share a pass, so no padding is needed, which some architectures do not mask
    correctly. Where `transformers` keeps more than a key and a value for each token (state-space models, hybrids), a
    pass begins at the first token; `kv_shape` has no layers then.
    """

    def __init__(self, model: Any, context_length: int) -> None:
        self._model = model
        takes = inspect.signature(model.forward).parameters
        # Logits at every position are large: 262,144 tokens of vocabulary times 642 ids are 0.7 GB.
        self._last_only = {"logits_to_keep": 1} if "logits_to_keep" in takes else {}
        self.kv_shape = _shape_of_cache(model, context_length, has_cache="past_key_values" in takes)

    @torch.inference_mode()
    def __call__(self, spans: Sequence[Span]) -> np.ndarray:
        alike: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index, span in enumerate(spans):
            alike[(span.past, span.length)].append(index)
        answers: dict[int, np.ndarray] = {}
        for indices in alike.values():
            logits = self._pass([spans[index] for index in indices], **self._last_only)[:, -1]
            answers |= zip(indices, logits.float().cpu().numpy(), strict=True)
        return np.stack([answers[index] for index in range(len(spans))])

    @torch.inference_mode()
    def along(self, span: Span, start: int) -> np.ndarray:
        """The logits after each token of one span from `start` on: float32 (span.length - start, V)."""
        wanted = span.length - start  # the last ones, of a pass over what is new or, where nothing is kept, over all
        kept = dict.fromkeys(self._last_only, wanted)
        logits: np.ndarray = self._pass([span], **kept)[0, -wanted:].float().cpu().numpy()
        return logits

    def _pass(self, spans: Sequence[Span], **options: int) -> Tensor:
        """The logits of one pass over spans of the same past and length: (len(spans), new or fewer, V)."""
        if self.kv_shape.n_layer == 0:
            output = self._model(self._tensor([span.ids for span in spans]), use_cache=False, **options)
        else:
            new_ids = self._tensor([span.new_ids for span in spans])
            output = self._model(new_ids, past_key_values=cache_in_rows(spans), use_cache=True, **options)
        logits: Tensor = output.logits
        return logits

    def _tensor(self, ids: list[list[int]]) -> Tensor:
        return torch.tensor(ids, device=input_device(self._model))


def _shape_of_cache(model: Any, context_length: int, *, has_cache: bool) -> KVShape:
    """What one token leaves in the cache; no layers, unless that is a key and a value in every layer, all of a size."""
    from transformers.cache_utils import DynamicLayer

    nothing = KVShape(0, 0, 0, context_length)
    if not has_cache or getattr(model, "_is_stateful", False):
        return nothing
    try:
        with torch.inference_mode():
            output = model(
                torch.tensor([[0]], device=input_device(model)), past_key_values=empty_cache(), use_cache=True
            )
        layers = output.past_key_values.layers
    except Exception as error:  # noqa: BLE001 (a library of a hundred architectures, each with errors of its own)
        log.warning("%s keeps no keys and values, so each token costs a pass over all: %s", type(model).__name__, error)
        return nothing
    if not all(type(layer) is DynamicLayer and layer.is_initialized for layer in layers):
        return nothing
    sizes = {tuple(each.shape) for layer in layers for each in (layer.keys, layer.values)}
    if len(sizes) != 1:
        return nothing
    _, n_kv_head, tokens, head_dim = sizes.pop()
    return KVShape(len(layers), n_kv_head, head_dim, context_length) if tokens == 1 else nothing
