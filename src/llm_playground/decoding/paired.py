"""Two next-token distributions over one vocabulary, many places at once: how far apart, and which tokens moved.

In float32 and a block of places at a time, small enough for the cache of a core: over 50,257 tokens a place takes less
than a millisecond. Nothing is looked for token by token in Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llm_playground.decoding.distribution import Ids, rank, top_ids
from llm_playground.decoding.float32 import Float32s
from llm_playground.decoding.warpers import Logits
from llm_playground.errors import InvalidValue

BLOCK = 2**18  # logits of each side at a time: one megabyte
RULED_OUT = np.float32(-1e4)  # in place of -inf, below the highest logit: exp of it is 0, and 0 times it is 0


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What one model says in a place.

    Attributes:
        logprob: of the token that came, in nats; -inf if it is ruled out.
        rank: its place in the vocabulary, 1: the likeliest.
        entropy: of the distribution, in nats.
        likeliest: the id of the likeliest token.
        probabilities: of the tokens that are listed, (n,).
        others: the probability of all other tokens together.
    """

    logprob: float
    rank: int
    entropy: float
    likeliest: int
    probabilities: Float32s
    others: float


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Both distributions in one place.

    Attributes:
        kl_ab, kl_ba: KL(a || b) and KL(b || a) in nats; inf if one rules out what the other does not.
        ids: the tokens that are listed, (n,): by the larger of their two probabilities, the largest first.
        gained, lost: the ids of the tokens that have more, and less, probability in b than in a; most changed first.
    """

    a: Side
    b: Side
    kl_ab: float
    kl_ba: float
    ids: Ids
    gained: Ids
    lost: Ids


def places_at_once(vocab_size: int) -> int:
    """How many places `pair` is best asked about at a time."""
    return max(1, BLOCK // vocab_size)


@dataclass(frozen=True, slots=True, eq=False)
class _Softmax:
    """A block of distributions (R, V); `shifted` are the distances of the logits from the highest of their row."""

    logits: Float32s
    highest: Float32s  # (R,)
    shifted: Float32s
    probabilities: Float32s
    log_totals: NDArray[np.float64]  # (R,), of the sum of exp(shifted)

    @classmethod
    def of(cls, logits: Float32s) -> _Softmax:
        highest = logits.max(axis=1)
        if not np.isfinite(highest).all():
            raise InvalidValue(
                f"The highest logit is {highest[~np.isfinite(highest)][0]}; it must be a finite number, or there is no "
                "distribution (NaN and +inf come from a broken model)."
            )
        shifted = logits - highest[:, None]
        np.maximum(shifted, RULED_OUT, out=shifted)
        probabilities = np.exp(shifted)
        totals = probabilities.sum(axis=1)
        probabilities /= totals[:, None]
        return cls(logits, highest, shifted, probabilities, np.log(totals.astype(np.float64)))

    def mean(self, values: Float32s, scratch: Float32s) -> NDArray[np.float64]:
        """The mean of `values` (R, V) over tokens drawn from each distribution, (R,)."""
        # numpy adds a row in pairs, so that float32 loses next to nothing over a large vocabulary.
        means: NDArray[np.float64] = np.multiply(self.probabilities, values, out=scratch).sum(axis=1).astype(np.float64)
        return means

    def divergence(self, other: _Softmax, difference: Float32s, scratch: Float32s) -> NDArray[np.float64]:
        """KL(self || other), (R,); `difference` (R, V) is self.shifted - other.shifted."""
        # log p - log q = difference - (log total of p - log total of q), and the second part is the same for all.
        nats = self.mean(difference, scratch) - (self.log_totals - other.log_totals)
        ruled_out = other.logits == -np.inf
        if ruled_out.any():
            nats[(ruled_out & (self.probabilities > 0)).any(axis=1)] = np.inf
        return nats.clip(min=0.0)


def pair(a: Sequence[Logits], b: Sequence[Logits], ids: Sequence[int], top: int, moved: int) -> Iterator[Place]:
    """The places at which two models predict the tokens `ids` (R,): logits `a` and `b`, R rows (V,) each.

    Args:
        top: how many of the likeliest tokens of each side are listed; the token that came is listed too.
        moved: how many of those are that gained most, and of those that lost most.

    Raises:
        InvalidValue: NaN or +inf among the logits, or no token that can come.
    """
    sides = _Softmax.of(np.stack(a)), _Softmax.of(np.stack(b))
    one, other = sides
    scratch = np.empty_like(one.shifted)
    entropies = [side.log_totals - side.mean(side.shifted, scratch) for side in sides]
    difference = one.shifted - other.shifted
    kl_ab = one.divergence(other, difference, scratch)
    kl_ba = other.divergence(one, np.negative(difference, out=difference), scratch)
    change = np.subtract(other.probabilities, one.probabilities, out=difference)
    for row, id in enumerate(ids):
        gained, lost = _moved(change[row], moved), _moved(np.negative(change[row]), moved)
        likeliest = [top_ids(side.probabilities[row], max(1, top)) for side in sides]
        listed = _listed([*(each[:top] for each in likeliest), gained, lost, np.array([id])], row, sides)
        of_a, of_b = (
            _side(side, row, id, listed, entropy[row], first[0])
            for side, entropy, first in zip(sides, entropies, likeliest, strict=True)
        )
        yield Place(of_a, of_b, float(kl_ab[row]), float(kl_ba[row]), listed, gained, lost)


def _moved(change: Float32s, count: int) -> Ids:
    """The ids of the `count` tokens that gained most."""
    found = top_ids(change, count)
    return found[change[found] > 0]


def _listed(several: Sequence[NDArray[Any]], row: int, sides: Sequence[_Softmax]) -> Ids:
    ids = np.unique(np.concatenate(several)).astype(np.intp)
    larger = np.maximum(*(side.probabilities[row][ids] for side in sides))
    return ids[np.argsort(-larger, kind="stable")]


def _side(side: _Softmax, row: int, id: int, listed: Ids, entropy: float, likeliest: np.intp) -> Side:
    logit, probabilities = side.logits[row], side.probabilities[row]
    logprob = float(logit[id]) - float(side.highest[row]) - side.log_totals[row]
    held = probabilities[listed]
    # Summed, not 1 - Σ: a rest of 1e-20 is small but not 0. Nobody looks at this row again.
    probabilities[listed] = 0
    others = float(probabilities.sum())
    return Side(float(logprob), rank(logit, id), max(0.0, float(entropy)), int(likeliest), held, others)
