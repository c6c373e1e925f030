"""What each token of a text looks at most, and how much it is looked at, in every head of a layer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Looks(NamedTuple):
    """Of each head and each token of a text but the first: float32 and int64 (H, T - 1).

    The first token is left out, as a query, since it can look at nothing but itself, and as a key: where a head finds
    nothing to read, most of its attention rests there (Xiao et al. 2023), which would be all that one sees.

    given      the largest weight that it, as a query, gives to one key
    keys       the position of that key
    received   the largest weight that it, as a key, gets from one query
    """

    given: NDArray[np.float32]
    keys: NDArray[np.int64]
    received: NDArray[np.float32]


def looks_of(pattern: NDArray[np.float32]) -> Looks:
    """From the pattern (H, T, T) of a layer, rows the queries; T is at least 2."""
    rows = pattern[:, 1:, 1:]
    return Looks(rows.max(-1), rows.argmax(-1) + 1, rows.max(-2))
