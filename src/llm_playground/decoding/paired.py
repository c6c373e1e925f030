"""Two next-token distributions over one vocabulary, place by place: how far apart, and which tokens moved.

In float32 and one place at a time, whose numbers stay in the cache of a core: over 50,257 tokens a place takes half
a millisecond. Each exponential is computed once, of sums over the vocabulary only the sums are kept, and nothing is
looked for token by token in Python.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from llm_playground.decoding.distribution import Ids, rank, top_ids
from llm_playground.decoding.float32 import Float32s
from llm_playground.decoding.warpers import Logits
from llm_playground.errors import InvalidValue

HEAD = 32  # of the likeliest tokens of each side, among which those that moved most are looked for first
WIDTH = 512  # so many products are added in float32, and those sums in float64
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


class TwoDistributions:
    """What two models with `vocab_size` tokens in common predict, place by place, in memory that is used again."""

    def __init__(self, vocab_size: int) -> None:
        self._sides = _Softmax(vocab_size), _Softmax(vocab_size)

    def place(self, logits_a: Logits, logits_b: Logits, id: int, top: int, moved: int) -> Place:
        """The place in which both predict the token `id`, from the logits (V,) of each.

        Args:
            top: how many of the likeliest tokens of each side are listed; the token that came is listed too.
            moved: how many of those are that gained most, and of those that lost most.

        Raises:
            InvalidValue: NaN or +inf among the logits, or no token that can come.
        """
        a, b = self._sides
        a.read(logits_a, id, max(HEAD, top))
        b.read(logits_b, id, max(HEAD, top))
        apart = a.less(b)
        # log p - log q is this less the difference of the log totals, which is the same for all tokens.
        same = a.log_total - b.log_total
        kl_ab, kl_ba = _divergence(a, b, a.mean(apart) - same), _divergence(b, a, same - b.mean(apart))
        gained, lost = _gained(b, a, moved), _gained(a, b, moved)
        listed = np.array(sorted({id}.union(*(ids.tolist() for ids in (a.head[:top], b.head[:top], gained, lost)))))
        larger = np.maximum(a.probabilities(listed), b.probabilities(listed))
        listed = listed[np.argsort(-larger, kind="stable")]
        return Place(a.told(listed), b.told(listed), kl_ab, kl_ba, listed, gained, lost)


class _Softmax:
    """The distribution of one side, in memory that is used again for that of the next place.

    The vocabulary stands in rows of WIDTH, of which the last is filled up with tokens that cannot come.

    Attributes:
        shifted, powers: the distances of the logits from the highest, and exp of these, (rows, WIDTH).
        flat_shifted, flat_powers: the same without that filling, (V,).
        ruled_out: which tokens cannot come, (V,); None if all can.
        total, log_total: of the powers.
        logprob, rank: of the token that came; `entropy`: of all.
        head: the likeliest tokens, the likeliest first.
    """

    def __init__(self, size: int) -> None:
        rows = -(-size // WIDTH)
        self.shifted = np.full((rows, WIDTH), RULED_OUT)
        self.powers = np.zeros((rows, WIDTH), np.float32)
        self.flat_powers, self.flat_shifted = self.powers.reshape(-1)[:size], self.shifted.reshape(-1)[:size]

    def read(self, logits: Logits, id: int, head: int) -> None:
        """Raises: InvalidValue, NaN or +inf among the logits, or no token that can come."""
        highest = float(np.maximum.reduce(logits))
        if not math.isfinite(highest):
            raise InvalidValue(
                f"The highest logit is {highest}; it must be a finite number, or there is no distribution (NaN and "
                "+inf come from a broken model)."
            )
        self.rank = rank(logits, id)
        np.subtract(logits, np.float32(highest), out=self.flat_shifted)
        self.ruled_out = None
        if np.minimum.reduce(self.flat_shifted) < RULED_OUT:
            self.ruled_out = logits == -np.inf
            np.maximum(self.flat_shifted, RULED_OUT, out=self.flat_shifted)
        np.exp(self.shifted, out=self.powers)
        self.total = _sum(self.powers, _ONES)
        self.log_total = math.log(self.total)
        self.logprob = float(logits[id]) - highest - self.log_total
        self.entropy = max(0.0, self.log_total - self.mean(self.shifted))
        self.head = top_ids(self.flat_powers, head)

    def mean(self, values: Float32s) -> float:
        """The mean of `values` (rows, WIDTH) over tokens drawn from the distribution."""
        return _sum(self.powers, values) / self.total

    def less(self, other: _Softmax) -> Float32s:
        """`shifted` less that of the other, which takes its place."""
        np.subtract(self.flat_shifted, other.flat_shifted, out=self.flat_shifted)
        return self.shifted

    def probabilities(self, ids: Ids) -> Float32s:
        """Those of some tokens, (n,)."""
        found: Float32s = self.flat_powers[ids] / np.float32(self.total)
        return found

    def told(self, listed: Ids) -> Side:
        """What is told of it, and the last that is: the powers of the listed tokens are lost."""
        probabilities = self.probabilities(listed)
        self.flat_powers[listed] = 0
        # Summed, not 1 - Σ: a rest of 1e-20 is small but not 0.
        others = _sum(self.powers, _ONES) / self.total
        return Side(self.logprob, self.rank, self.entropy, int(self.head[0]), probabilities, others)


def _divergence(p: _Softmax, q: _Softmax, nats: float) -> float:
    """KL(p || q), which is `nats` unless q rules out what p may take."""
    if q.ruled_out is not None and p.flat_powers[q.ruled_out].any():
        return math.inf
    return max(0.0, nats)


def _gained(more: _Softmax, less: _Softmax, count: int) -> Ids:
    """The ids of the `count` tokens whose probability in `more` is most above that in `less`."""
    # As many times too large as the total of `more`: for the order that is all the same.
    times = np.float32(more.total / less.total)
    ids = np.sort(more.head)
    gain = more.flat_powers[ids] - less.flat_powers[ids] * times
    # No token gains more than it has: if enough of the head gain more than its last token has, no other gains as much.
    if np.count_nonzero(gain > more.flat_powers[more.head[-1]]) < count:
        ids, gain = np.arange(len(more.flat_powers)), more.flat_powers - less.flat_powers * times
    found = top_ids(gain, count)
    gained: Ids = ids[found[gain[found] > 0]]
    return gained


def _sum(values: Float32s, weights: Float32s) -> float:
    """Of the products of `values` (rows, WIDTH) and `weights`, which are as many or one row."""
    return float(np.add.reduce(np.vecdot(values, weights), dtype=np.float64))


_ONES = np.ones(WIDTH, np.float32)
