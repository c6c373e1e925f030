"""Gumbel-max (Gumbel 1954): a second way to draw. Noise is added to every logit, and the highest sum is taken.

With noise g = -log(-log v), v uniform in [0, 1), the token that has the highest logit + g is token i with exactly the
probability that the softmax gives it. So a temperature turns the noise up or down against the logits, and two runs with
the same noise take the same token until their logits differ enough to change the winner.
"""

from __future__ import annotations

import numpy as np

from llm_playground.decoding.choosers import greedy
from llm_playground.decoding.distribution import Distribution, Floats, Piece, top_ids
from llm_playground.records import NoisyToken

STREAM = 4  # of the seed; those before it are streams of single numbers (see `uniforms` and `speculative`)


def gumbel_noise(seed: int | None, step: int, size: int) -> Floats:
    """The noise (V,) of one step: that of a token depends on the seed, the step and its id, and on nothing else.

    In a larger vocabulary the first ids have the same noise. None draws new noise at every call.
    """
    seeds = np.random.SeedSequence(seed, spawn_key=(STREAM, step))
    with np.errstate(divide="ignore"):  # of 0 the noise is -inf, by which nothing wins
        noise: Floats = -np.log(-np.log(np.random.Generator(np.random.PCG64(seeds)).random(size)))
    return noise


def gumbel_max(distribution: Distribution, noise: Floats) -> int:
    """The id with the highest sum of logit and noise (V,).

    Raises:
        InvalidValue: NaN or +inf among the logits, or no token left.
    """
    return int(distribution.ids[greedy(_sums(distribution, noise))])


def noisy_tokens(distribution: Distribution, noise: Floats, piece: Piece, top: int) -> tuple[NoisyToken, ...]:
    """The `top` highest sums, the one that won at least, and the `top` most likely tokens, by falling sum."""
    sums = _sums(distribution, noise)
    likely = distribution.ids.searchsorted(distribution.likeliest(top))
    places = np.union1d(top_ids(sums, max(1, top)), likely)
    places = places[np.lexsort((places, -sums[places]))]
    ids = distribution.ids[places]
    columns = (each.tolist() for each in (ids, distribution.logits[places], noise[ids], sums[places]))
    return tuple(NoisyToken(id, piece(id), *numbers) for id, *numbers in zip(*columns, strict=True))


def _sums(distribution: Distribution, noise: Floats) -> Floats:
    """Of the tokens that are left, (n,)."""
    sums: Floats = distribution.logits + noise[distribution.ids]
    return sums
