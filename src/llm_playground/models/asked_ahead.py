"""A model that many take turns to ask: what they will ask next is asked ahead, in one call, behind the same seam."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from llm_playground.models.inside import Inside
from llm_playground.models.seam import LanguageModel

Ids = tuple[int, ...]


class AskedAhead(LanguageModel):
    """`model`, which answers what it was asked ahead at once, and everything else when it is asked."""

    def __init__(self, model: LanguageModel) -> None:
        super().__init__(model.info)
        self._model = model
        self._rows: dict[Ids, np.ndarray] = {}  # logits (V,) by the sequence that they follow

    def ask(self, sequences: Iterable[Ids]) -> None:
        """Ask the model for all of these in one call; what was asked before and is not among them is forgotten."""
        wanted = dict.fromkeys(sequences)
        new = [ids for ids in wanted if ids not in self._rows]
        answers = self._rows | dict(zip(new, self._model.next_logits(new), strict=True)) if new else self._rows
        self._rows = {ids: answers[ids] for ids in wanted}

    def piece(self, id: int) -> bytes:
        return self._model.piece(id)  # which remembers them beyond one arena

    def inside(self) -> Inside:
        return self._model.inside()

    def next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        rows = [self._rows.get(tuple(ids)) for ids in sequences]
        if any(row is None for row in rows):
            return self._model.next_logits(sequences)
        return np.array(rows)

    def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        return self._model.next_logits(sequences)
