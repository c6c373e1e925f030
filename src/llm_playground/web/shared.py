"""Something that costs time is made once for all who ask for it at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Shared(Generic[Made]):
    """What `make` makes, from any thread; nobody gets what was begun before they asked.

    Of forty who ask at once the first has it made, and all others share the next making.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._begun = 0  # makings so far
        self._latest: tuple[int, Made] | None = None  # what came of one of them, and which it was

    def get(self) -> Made:
        """Raises: what `make` raises, to the one whose thread it ran in."""
        before = self._begun
        with self._lock:
            if self._latest is None or self._latest[0] <= before:
                self._begun += 1
                self._latest = (self._begun, self._make())
            return self._latest[1]
