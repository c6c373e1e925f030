"""Our own transformer behind the seam: what was computed before is remembered, what is new takes one forward pass."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence

import numpy as np
import torch

from llm_playground.models.inside import Inside, Shape
from llm_playground.models.prefix_cache import PrefixCache
from llm_playground.models.seam import LanguageModel, ModelInfo
from llm_playground.models.small_forward import SmallForward
from llm_playground.models.span import Span
from llm_playground.models.torch_forward import TorchForward
from llm_playground.records import Module
from llm_playground.transformer.anatomy import anatomy_of
from llm_playground.transformer.capture import Activations, capture
from llm_playground.transformer.model import Transformer

CACHE_BYTES = 512 * 2**20


class NativeModel(LanguageModel):
    """A `Transformer` with its private prefix cache.

    Args:
        cache_bytes: the most memory that keys, values and logits of known sequences may hold between calls.
    """

    def __init__(self, info: ModelInfo, transformer: Transformer, *, cache_bytes: int = CACHE_BYTES) -> None:
        super().__init__(info)
        weight = transformer.wte.weight
        self.transformer = transformer
        self.forward = SmallForward(transformer) if SmallForward.suits(transformer) else TorchForward(transformer)
        self.cache = PrefixCache(transformer.config, weight.device, weight.dtype, cache_bytes)
        self._lock = threading.Lock()

    def inside(self) -> Inside:
        return InsideNative(self.transformer, self.name)

    def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        with self._lock, torch.inference_mode():
            if len(sequences) == 1:
                return self._answers([list(sequences[0])])
            distinct = dict.fromkeys(map(tuple, sequences))  # the same question twice is answered once
            answers = self._answers([list(ids) for ids in distinct])
        if len(distinct) == len(sequences):
            return answers
        place = {ids: index for index, ids in enumerate(distinct)}
        return answers[[place[tuple(ids)] for ids in sequences]]

    def _answers(self, sequences: list[list[int]]) -> np.ndarray:
        """The logits after each of some distinct sequences: remembered, or computed now."""
        known = [self.cache.known_logits(ids) for ids in sequences]
        unknown = [ids for ids, logits in zip(sequences, known, strict=True) if logits is None]
        if not unknown:
            return np.array(known)
        computed = self._compute(unknown)
        self.cache.trim()
        if len(unknown) == len(sequences):
            return computed
        fresh = iter(computed)
        return np.array([next(fresh) if logits is None else logits for logits in known])

    def _compute(self, sequences: list[list[int]]) -> np.ndarray:
        """The logits after each sequence, (len(sequences), V), from what is new in it and what its row holds."""
        spans: list[Span] = []
        for ids in sequences:
            row = self.cache.claim(ids, [span.row for span in spans])
            spans.append(Span(row, len(row.ids), ids))
        logits = self.forward(spans)
        for span, row_logits in zip(spans, logits, strict=True):
            # Only now: had the forward pass failed, the row would still tell the truth about what it holds.
            span.row.ids = span.ids
            span.row.logits[span.length] = row_logits.copy()
        return logits


class InsideNative(Inside):
    """Every activation that `transformer.capture` names."""

    def __init__(self, transformer: Transformer, name: str) -> None:
        self._transformer, self._name = transformer, name

    @property
    def shape(self) -> Shape:
        config = self._transformer.config
        return Shape(config.n_layer, config.n_head, config.n_kv_head)

    def anatomy(self) -> Module:
        return anatomy_of(self._transformer.config, self._name)

    def activations(self, ids: Sequence[int], names: str | Collection[str] = "*") -> Activations:
        return capture(self._transformer, ids, names)
