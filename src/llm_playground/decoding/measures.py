"""How far one next-token distribution is from another."""

from __future__ import annotations

import numpy as np

from llm_playground.decoding.distribution import log_softmax
from llm_playground.decoding.warpers import Logits


def kl_divergence(before: Logits, after: Logits) -> float:
    """KL(p || q) in nats of the distributions p and q that two rows of logits (V,) stand for.

    The mean, over tokens drawn from p, of how much more likely p makes them than q does: 0 if both are alike, infinite
    if q rules out what p does not (Kullback and Leibler 1951). Computed in float64.
    """
    logp, logq = log_softmax(before), log_softmax(after)
    possible = logp > -np.inf
    return max(0.0, float(np.sum(np.exp(logp[possible]) * (logp[possible] - logq[possible]))))
