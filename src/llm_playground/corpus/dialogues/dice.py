"""Everything that is drawn, drawn from one stream of numbers in [0, 1).

Of `random.Random` only `.random()` is promised to stay the same between Python versions; only it is used.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws from a seed. The same seed gives the same draws on every machine."""

    __slots__ = ("random",)

    def __init__(self, seed: int) -> None:
        self.random = Random(seed).random  # noqa: S311 - conversations, not secrets

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def number(self, low: int, high: int) -> int:
        """A whole number low..high, both included, all equally likely."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self.random() * len(options))]

    def several(self, options: Sequence[T], count: int) -> list[T]:
        """`count` different ones of `options`, in an order that is drawn, too."""
        rest = list(options)
        return [rest.pop(int(self.random() * len(rest))) for _ in range(count)]

    def weighted(self, options: Sequence[T], weights: Sequence[float]) -> T:
        edges = list(accumulate(weights))
        return options[min(bisect_right(edges, self.random() * edges[-1]), len(options) - 1)]
