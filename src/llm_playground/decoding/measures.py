"""How far one next-token distribution is from another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from llm_playground.decoding.warpers import Logits


def kl_divergence(before: Logits, after: Logits) -> float:
    """KL(p || q) in nats of the distributions p and q that two rows of logits (V,) stand for.

    The mean, over tokens drawn from p, of how much more likely p makes them than q does: 0 if both are alike, infinite
    if q rules out what p does not (Kullback and Leibler 1951). Computed in float64.
    """
    logp, logq = log_probabilities(before), log_probabilities(after)
    possible = logp > -np.inf
    return max(0.0, float(np.sum(np.exp(logp[possible]) * (logp[possible] - logq[possible]))))


def log_probabilities(logits: Logits) -> NDArray[np.float64]:
    """The logarithm (nats) of each token's probability, of logits (V,): -inf where that is 0."""
    shifted = logits.astype(np.float64) - logits.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum()))
