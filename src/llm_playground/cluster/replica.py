"""One replica of a model, on the machine that computes it: it answers pages, and knows nothing of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from llm_playground.cluster.asking import Answer
from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import PlaygroundError
from llm_playground.models.seam import ModelInfo


class Replica:
    """The model `name`, loaded. Pages that ask at the same time are answered in one forward pass.

    Args:
        place: what the replica is called among its like.
        named: all models of the pages that are not in the catalog: a look inside may compare two.
    """

    def __init__(self, name: str, place: str, named: Sequence[str] = ()) -> None:
        self.place = place
        self._session = Session(named)
        SHELF.get(name)
        self._model = SHELF.wait_for(name)  # the one through which the session looks into it, too
        self._model.next_logits([[0]])  # whoever asks first does not wait for what is only done once
        self._lock = threading.Lock()  # guards all below
        self._asked = 0
        self._since = self._seen = time.perf_counter()
        self._busy = 0.0

    def answer(self, question: str, *given: Any) -> Answer:
        """What `question`, a method of this or a look of the session, answers."""
        own: dict[str, Callable[..., Any]] = {
            "info": self.info,
            "next_logits": self.next_logits,
            "logits_along": self.logits_along,
            "inside": self.inside,
        }
        self._begin()
        try:
            return Answer(self.place, own[question](*given) if question in own else self._look(question, *given))
        except PlaygroundError as error:
            return Answer(self.place, error=error)
        finally:
            self._end()

    def info(self) -> ModelInfo:
        return self._model.info

    def next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        """Logits (len(sequences), V) of the token after each."""
        return self._model.next_logits(sequences)

    def logits_along(self, ids: Sequence[int], start: int) -> np.ndarray:
        """Logits (len(ids) - start, V) of the token after each of `ids[start:]`."""
        return np.stack(list(self._model.logits_along(ids, start)))

    def inside(self, name: str, *given: Any) -> Any:
        """What that attribute of the look into the model is, or answers."""
        found = getattr(self._model.inside(), name)
        return found(*given) if callable(found) else found

    def _look(self, question: str, given: Sequence[Any], named: dict[str, Any]) -> Any:
        return getattr(self._session, question)(*given, **named)

    def busy(self) -> float:
        """The share of the time since the last call of this in which something was asked, 0 to 1."""
        with self._lock:
            now = time.perf_counter()
            self._count(now)
            share, self._busy = self._busy / max(now - self._seen, 1e-9), 0.0
            self._seen = now
        return min(share, 1.0)

    def _begin(self) -> None:
        with self._lock:
            self._count(time.perf_counter())
            self._asked += 1

    def _end(self) -> None:
        with self._lock:
            self._count(time.perf_counter())
            self._asked -= 1

    def _count(self, now: float) -> None:
        if self._asked:
            self._busy += now - self._since
        self._since = now
