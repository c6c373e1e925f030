"""What each token of a text looks at most, and how much it is looked at, in every head of a layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]
Keys = NDArray[np.int64]


class Looks(NamedTuple):
    """Of each head and each token of a text but the first: float32 and int64 (H, T - 1).

    The first token is left out, as a query, since it can look at nothing but itself, and as a key: where a head finds
    nothing to read, most of its attention rests there (Xiao et al. 2023), which would be all that one sees.

    given      the largest weight that it, as a query, gives to one key
    keys       the position of that key
    received   the largest weight that it, as a key, gets from one query
    """

    given: Weights
    keys: Keys
    received: Weights


def looks_of(pattern: Weights) -> Looks:
    """From the pattern (H, T, T) of a layer, rows the queries; T is at least 2."""
    rows = pattern[:, 1:, 1:]
    return Looks(rows.max(-1), rows.argmax(-1) + 1, rows.max(-2))


def joined(looks: Sequence[Looks]) -> Looks:
    """Those of several texts, one after the other."""
    given, keys, received = (np.concatenate(arrays, axis=1) for arrays in zip(*looks, strict=True))
    return Looks(given, keys, received)


def from_strongest(weights: Weights) -> list[int]:
    """The places of the weights (N,), that of the largest first."""
    found: list[int] = np.argsort(-weights, kind="stable").tolist()
    return found


def means_of_tokens(ids: Sequence[int], weights: Weights, least_places: int) -> list[tuple[int, float, int]]:
    """Each token that stands at `least_places` or more of the N places, with the mean of the weights (N,) there and
    the number of these places; the largest mean first."""
    tokens, token_at, places = np.unique(np.asarray(ids), return_inverse=True, return_counts=True)
    means = np.bincount(token_at, weights) / places
    often = np.flatnonzero(places >= least_places)
    order = often[np.argsort(-means[often], kind="stable")]
    return [(int(tokens[at]), float(means[at]), int(places[at])) for at in order]
