"""The forward passes of a model, counted, and held up where a test wants to look."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np
from torch import Tensor

from llm_playground.models.seam import LanguageModel
from llm_playground.transformer.model import Transformer

SOON = 60.0  # seconds after which a test has failed; what it waits for takes milliseconds


class Passes:
    """`sizes` has the rows of every pass that has begun. After `hold_after(n)` the pass after the n-th waits."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self._allowed: float = float("inf")
        self._changed = threading.Condition()

    def hold_after(self, passes: int) -> None:
        self._allowed = passes

    def release(self) -> None:
        with self._changed:
            self._allowed = float("inf")
            self._changed.notify_all()

    def begin(self, rows: int) -> None:
        with self._changed:
            self.sizes.append(rows)
            self._changed.notify_all()
            number = len(self.sizes)
            assert self._changed.wait_for(lambda: number <= self._allowed, SOON), "nobody released this pass"

    def wait_for(self, passes: int) -> None:
        """Wait until that many have begun."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.sizes) >= passes, SOON), "the passes never came"


@contextmanager
def counted(model: LanguageModel) -> Iterator[Passes]:
    """The passes of `model` while this lasts."""
    passes, real = Passes(), model._next_logits

    def counting(sequences: Sequence[Sequence[int]]) -> np.ndarray:
        passes.begin(len(sequences))
        return real(sequences)

    with patch.object(model, "_next_logits", counting):
        try:
            yield passes
        finally:
            passes.release()


@contextmanager
def texts_read() -> Iterator[list[int]]:
    """How many tokens each text has that one of our transformers reads while this lasts."""
    read: list[int] = []
    real = Transformer.hidden

    def reading(self: Transformer, ids: Tensor, *more: Any) -> Tensor:
        read.append(ids.shape[-1])
        return real(self, ids, *more)

    with patch.object(Transformer, "hidden", reading):
        yield read
