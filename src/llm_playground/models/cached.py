"""A model that remembers what it computed: what is new in a sequence takes one forward pass, and nothing else does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Protocol

import numpy as np

from llm_playground.models.prefix_cache import PrefixCache, Row
from llm_playground.models.seam import LanguageModel, ModelInfo
from llm_playground.models.span import Span

CACHE_BYTES = 512 * 2**20


class Forward(Protocol):
    """One forward pass over what is new in each span. The new keys and values are written into its row."""

    def __call__(self, spans: Sequence[Span]) -> np.ndarray:
        """The logits after each span: float32 (len(spans), V)."""
        ...

    def along(self, span: Span, start: int) -> np.ndarray:
        """The logits after each token of one span from `start` >= `past` on: float32 (span.length - start, V)."""
        ...


class CachedModel(LanguageModel):
    """A forward pass over what is new, and the private prefix cache that knows what is not.

    Args:
        forward: makes the forward pass, called once, when something is first computed.
        cache: holds keys, values and logits of known sequences between calls.
    """

    def __init__(self, info: ModelInfo, forward: Callable[[], Forward], cache: PrefixCache) -> None:
        super().__init__(info)
        self.cache = cache
        self._make_forward = forward
        self._lock = threading.Lock()

    @cached_property
    def forward(self) -> Forward:
        return self._make_forward()

    def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        with self._lock:
            if len(sequences) == 1:
                return self._answers([list(sequences[0])])
            distinct = dict.fromkeys(map(tuple, sequences))  # the same question twice is answered once
            answers = self._answers([list(ids) for ids in distinct])
        if len(distinct) == len(sequences):
            return answers
        place = {ids: index for index, ids in enumerate(distinct)}
        return answers[[place[tuple(ids)] for ids in sequences]]

    def _logits_along(self, ids: list[int], start: int, ends: list[int]) -> Iterator[np.ndarray]:
        # In a row of its own: how much of a text is known from before decides how it is cut into passes, and two ways
        # to cut it differ in the last digits.
        row, past = Row([], self.cache.room_for(len(ids))), 0
        for first, end in pairwise([start, *ends]):
            with self._lock:
                logits = self.forward.along(Span(row, past, ids[:end]), first)
            yield logits
            past = end

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
