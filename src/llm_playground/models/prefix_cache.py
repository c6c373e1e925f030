"""Keys and values already computed, found again by the longest known prefix of a sequence.

A row holds one sequence. Asking for a longer sequence extends its row in place; asking for one that leaves it half way
forks the row, which copies its shared part and nothing else. The total is bounded: what is unused for longest goes.

Keys and values are arrays of whoever computes them, NumPy's or PyTorch's. Both are sliced and assigned alike, so all
that the cache is told is how an empty one is made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

FIRST_CAPACITY = 64  # tokens; doubled whenever a row is full
MOST_ROWS = 128  # each sequence asked is compared with every row

KV = Any  # an array of NumPy or a tensor of PyTorch


@dataclass(frozen=True, slots=True)
class KVShape:
    """The sizes of what a row holds. With no layers it holds no keys and values, but logits still."""

    n_layer: int
    n_kv_head: int
    head_dim: int
    context_length: int


@dataclass(eq=False)
class Row:
    """One sequence: its ids, their keys and values (n_layer, 2, G, capacity, D), and the logits asked for so far.

    `logits[n]` are those after the first n ids. Keeping them makes asking again free and gives the very same floats,
    which a second forward pass of another shape would not.
    """

    ids: list[int]
    kv: KV
    logits: dict[int, np.ndarray] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        each = next(iter(self.logits.values())).nbytes if self.logits else 0  # all of one size
        return self.kv.nbytes + len(self.logits) * each


class PrefixCache:
    """Rows in order of use, at most `MOST_ROWS` of them and `max_bytes` together after each `trim`.

    Args:
        empty: an array or tensor of these sizes, its numbers whatever they are.
    """

    def __init__(self, shape: KVShape, empty: Callable[[tuple[int, ...]], KV], max_bytes: int) -> None:
        self.shape, self.empty, self.max_bytes = shape, empty, max_bytes
        self.rows: list[Row] = []  # least recently used first

    @property
    def bytes(self) -> int:
        return sum(row.bytes for row in self.rows)

    def known_logits(self, ids: Sequence[int]) -> np.ndarray | None:
        """The logits after exactly these ids, if they were asked for before."""
        for row in reversed(self.rows):
            # The last id first: it tells most rows apart, at a fraction of the cost.
            if len(ids) in row.logits and row.ids[len(ids) - 1] == ids[-1] and shared_prefix(row.ids, ids) == len(ids):
                self._touch(row)
                return row.logits[len(ids)]
        return None

    def claim(self, ids: Sequence[int], taken: Sequence[Row]) -> Row:
        """A row whose ids are a proper prefix of `ids`, as long as any known, with room for the rest.

        Rows in `taken` are being extended by another sequence of the same batch: they can be forked, not extended.
        """
        usable = len(ids) - 1  # the last id must be computed, for its logits
        best, length = None, 0
        for row in reversed(self.rows):
            if len(row.ids) <= length or row.ids[length] != ids[length]:
                continue  # it shares no more than the best so far
            shared = min(shared_prefix(row.ids, ids), usable)
            if shared > length:
                best, length = row, shared
                if length == usable:
                    break
        if best is not None and length == len(best.ids) and best not in taken:
            self._touch(best)
            self._reserve(best, len(ids))
            return best
        row = Row(list(ids[:length]), self.room_for(len(ids)))
        if best is not None:
            row.kv[:, :, :, :length] = best.kv[:, :, :, :length]
        self.rows.append(row)
        return row

    def trim(self) -> None:
        """Forget until all fits: what is unused for longest first, and logits before keys and values."""
        while len(self.rows) > MOST_ROWS:
            self.rows.pop(0)
        total = self.bytes
        for row in list(self.rows):
            if total <= self.max_bytes:
                return
            total -= row.bytes
            row.logits.clear()
            total += row.bytes
        while self.rows and total > self.max_bytes:
            total -= self.rows.pop(0).bytes

    def rows_of(self, tokens: int) -> int:
        """How many rows of so many tokens stay, in float32. Their logits do not count: these are forgotten first."""
        return min(MOST_ROWS, self.max_bytes // (4 * math.prod(self._sizes(tokens)) or 1))

    def room_for(self, tokens: int) -> KV:
        """An array for the keys and values of so many tokens, or of a few more."""
        return self.empty(self._sizes(tokens))

    def _sizes(self, tokens: int) -> tuple[int, ...]:
        shape, capacity = self.shape, FIRST_CAPACITY
        while capacity < tokens:
            capacity *= 2
        return shape.n_layer, 2, shape.n_kv_head, min(capacity, shape.context_length), shape.head_dim

    def _touch(self, row: Row) -> None:
        if self.rows[-1] is not row:
            self.rows.remove(row)
            self.rows.append(row)

    def _reserve(self, row: Row, tokens: int) -> None:
        if tokens > row.kv.shape[3]:
            old, row.kv = row.kv, self.room_for(tokens)
            row.kv[:, :, :, : old.shape[3]] = old


def shared_prefix(a: Sequence[int], b: Sequence[int]) -> int:
    """How many leading ids two sequences share: [1, 2, 3], [1, 2, 9] -> 2."""
    shorter = min(len(a), len(b))
    if a[:shorter] == b[:shorter]:
        return shorter
    return next(i for i in range(shorter) if a[i] != b[i])
