"""A model that several machines compute, behind the one seam: whoever asks it need not know that one of them has died.

A replica remembers keys and values of the texts that it has read. So a text goes back to where it was read last, and
only one that nobody knows goes to whoever has little to do. When a replica dies, the ids of the text so far go to
another one, which reads them as a prompt: the run goes on from there, with the random numbers that its seed has for the
steps to come, and makes the text that it would have made.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from llm_playground.cluster.asking import Answer, Gone, Patience, Replicas, asked, value_of
from llm_playground.models.inside import Inside
from llm_playground.models.seam import LanguageModel, ModelInfo

KNOWN = 10_000  # texts of which it is known who has read them

Ids = tuple[int, ...]


class ReplicatedModel(LanguageModel):
    """The replicas of a model as one. `info` is what each of them knows of it."""

    def __init__(self, info: ModelInfo, replicas: Replicas) -> None:
        super().__init__(info)
        self._replicas = replicas
        self._lock = threading.Lock()
        # Who has read a text last, by its hash: two texts with one hash only go to the same place.
        self._readers: OrderedDict[int, str] = OrderedDict()

    def inside(self) -> Inside:
        from llm_playground.cluster.far_inside import FarInside

        return FarInside(self.info.name, self._replicas)

    def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        rows = [tuple(ids) for ids in sequences]
        known: dict[Ids, np.ndarray] = {}
        patience, left = Patience(self.info.name), list(dict.fromkeys(rows))
        while left:
            # All are asked before any is waited for, so that they compute side by side.
            waiting = [
                (place, group, self._replicas.ask("next_logits", group, at=place)) for place, group in self._sent(left)
            ]
            left, gone = [], None
            for place, group, answer in waiting:
                try:
                    known |= self._answered(group, answer())
                except Gone as error:
                    self._forget(place)
                    left, gone = [*left, *group], error
            if gone is not None:
                patience.wait(gone)
        return np.stack([known[ids] for ids in rows])

    def _logits_along(self, ids: list[int], start: int, ends: list[int]) -> Iterator[np.ndarray]:
        for first, end in pairwise([start, *ends]):
            yield asked(self._replicas, self.info.name, "logits_along", ids[:end], first)

    def _sent(self, rows: Sequence[Ids]) -> list[tuple[str | None, list[Ids]]]:
        """Who is asked what: each replica all that it has begun to read, and what nobody knows one by one, so that it
        spreads."""
        of: dict[str, list[Ids]] = {}
        new: list[tuple[str | None, list[Ids]]] = []
        with self._lock:
            for ids in rows:
                place = self._readers.get(hash(ids)) or self._readers.get(hash(ids[:-1]))
                if place is None:
                    new.append((None, [ids]))
                else:
                    of.setdefault(place, []).append(ids)
        return [*of.items(), *new]

    def _answered(self, rows: Sequence[Ids], answer: Answer) -> dict[Ids, np.ndarray]:
        logits = value_of(answer)
        with self._lock:
            for ids in rows:
                self._readers[hash(ids)] = answer.place
                self._readers.move_to_end(hash(ids))
            while len(self._readers) > KNOWN:
                self._readers.popitem(last=False)
        return dict(zip(rows, logits, strict=True))

    def _forget(self, place: str | None) -> None:
        """Nothing is to be sent there any more."""
        with self._lock:
            self._readers = OrderedDict((text, at) for text, at in self._readers.items() if at != place)
