"""How often somebody may do something: so many times at once, and after that one every few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

MOST_KEPT = 4096  # of those who did something lately; beyond that whoever may do all again is forgotten


class Rate:
    """Counts by key. For one thread.

    Args:
        at_once: how many times in a moment.
        every: the seconds after which there is one more.
        now: the time in seconds, from any beginning.
    """

    def __init__(self, at_once: int, every: float, now: Callable[[], float] = time.monotonic) -> None:
        self._room, self._every, self._now = (at_once - 1) * every, every, now
        # When all of it would be there again, had nothing more been done ("generic cell rate algorithm", ITU-T I.371).
        self._whole: dict[str, float] = {}

    def wait(self, key: str) -> float:
        """The seconds until `key` may do it again, to the millisecond; 0 if it may now."""
        # Sums of fractions are a little off, and a billionth of a second is no time to wait.
        return max(0.0, round(self._whole.get(key, 0.0) - self._now() - self._room, 3))

    def count(self, key: str) -> None:
        """It was done."""
        now = self._now()
        if len(self._whole) >= MOST_KEPT:
            self._whole = {each: whole for each, whole in self._whole.items() if whole > now}
        self._whole[key] = max(self._whole.get(key, now), now) + self._every
