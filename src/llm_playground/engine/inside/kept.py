"""What takes long to compute of a model, kept for whoever asks next."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from llm_playground.engine.shelf import last_change
from llm_playground.models.seam import LanguageModel

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """The last `most` values, each computed once: two who want the same one at a time wait for the same computation."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()  # guards both below; never held while a value is computed
        self._locks: defaultdict[Key, threading.Lock] = defaultdict(threading.Lock)
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key, compute: Callable[[], Value]) -> Value:
        """The value of this key, computed now or kept. Raises: as `compute`; then nothing is kept."""
        with self._lock:
            computing = self._locks[key]
        with computing:
            with self._lock:
                if key in self._values:
                    self._values.move_to_end(key)
                    return self._values[key]
            value = compute()
            with self._lock:
                self._values[key] = value
                while len(self._values) > self._most:
                    self._locks.pop(self._values.popitem(last=False)[0], None)
        return value


def weights_of(model: LanguageModel) -> tuple[str, float]:
    """What is kept of a model is kept of these weights: a folder whose files have changed is another model."""
    return str(model.info.folder), last_change(model.info.folder)
