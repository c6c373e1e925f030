"""Choosers: from a distribution to one token.

Randomness is one visible number `u` a step, so that a person can replay each draw by hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from llm_playground.decoding.distribution import HEAD, AnyFloats, Distribution, Floats, Ids, likely_ids, softmax
from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.errors import InvalidValue


def choose(distribution: Distribution, u: float | None) -> int:
    """The id of the token that the random number `u` draws; the most likely one if `u` is None.

    Raises:
        InvalidValue: as `greedy` and `sample`.
    """
    if u is None:
        return int(distribution.ids[greedy(distribution.logits)])
    place = _reached(distribution.probabilities, distribution.head, u)
    if place is None:
        place = sample(distribution.probabilities, u)
    return int(distribution.ids[place])


def greedy(logits: AnyFloats) -> int:
    """The id of the highest logit of (V,); the lowest id on a tie.

    Raises:
        InvalidValue: NaN or +inf among the logits, or no token left.
    """
    id = int(np.argmax(logits))  # of the first NaN, if there is one
    if not math.isfinite(logits[id]):
        raise InvalidValue(f"The highest logit is {logits[id]}; it must be a finite number, or there is no choice.")
    return id


def sample(probabilities: Floats, u: float) -> int:
    """The id that the random number `u` in [0, 1) draws from `probabilities` (V,).

    Inverse CDF in *falling* order of probability (ties: lowest id first), which is the order of the table on
    the screen: go down the table, add up the probabilities, and take the first token at which the sum is
    greater than `u`. `sample([0.2, 0.5, 0.3], 0.6)` is 2: 0.5 is not above 0.6, 0.5 + 0.3 is.

    Raises:
        InvalidValue: `u` is not in [0, 1).
    """
    # The few most likely tokens nearly always hold u; only when they do not are more of them sorted. The sums of a
    # longer table begin with those of a shorter one, so the answer does not depend on `count`.
    count = HEAD
    while True:
        ids = likely_ids(probabilities, count)
        id = _reached(probabilities, ids, u)
        if id is not None:
            return id
        if len(ids) < count:
            # Rounding left the sum of all at or below u; what is missing belongs to the last possible token.
            return int(ids[-1])
        count *= 16


def _reached(probabilities: Floats, ids: Ids, u: float) -> int | None:
    """The first of `ids`, the most likely ones of (V,) in falling order, at which the sum is greater than `u`."""
    if not 0 <= u < 1:
        raise InvalidValue(f"u is {u!r}; it must be a number from 0 up to, but not including, 1.")
    sums = np.add.accumulate(probabilities[ids])  # one by one, from the front
    place = int(sums.searchsorted(u, side="right"))
    return int(ids[place]) if place < len(ids) else None


def draw_without_replacement(
    logits: AnyFloats, count: int, draws: Iterator[float]
) -> Iterator[tuple[int, float, float]]:
    """Draws `count` different indices of `logits` (N,), or as many as can come, each by one number of `draws`.

    Each draw is that of `sample` from what the softmax gives those that are left. With an index come the number that
    drew it and the probability that it had then.
    """
    left = logits.astype(np.float64)
    for _ in range(min(count, int(np.isfinite(left).sum()))):
        probabilities, u = softmax(left), next(draws)
        index = sample(probabilities, u)
        yield index, u, float(probabilities[index])
        left[index] = -math.inf


def uniforms(seed: int | None, *, stream: int = 0) -> Iterator[float]:
    """Random numbers in [0, 1) without end, from numpy's PCG64; the same `seed` gives the same ones (None:
    new ones). Each `stream` of a seed has numbers of its own.

    Raises:
        InvalidValue: `seed` is not a whole number of at least 0. Raised at the call, not at the first number.
    """
    if seed is not None:
        seed = PARAMETERS["seed"].whole_number(seed)
    return _uniforms(seed, stream)


def _uniforms(seed: int | None, stream: int) -> Iterator[float]:
    # Made at the first number: a greedy text takes none, and would wait for the import of numpy.random.
    seeds = np.random.SeedSequence(seed, spawn_key=(stream,) if stream else ())
    generator = np.random.Generator(np.random.PCG64(seeds))
    while True:
        yield generator.random()
