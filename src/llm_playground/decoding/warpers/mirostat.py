"""Mirostat: a bound on surprise that is moved until the text is as surprising as it should be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask


@dataclass(frozen=True)
class Mirostat(Cut):
    """Mirostat 2 (Basu et al. 2020), as in llama.cpp: cuts the tokens whose surprise -log2 p is above the bound μ
    (never the most likely one). μ begins at 2 · `mirostat_tau` bits; after each token it falls by `mirostat_eta` times
    the amount by which the surprise of that token was above `mirostat_tau`.

    The surprise of a drawn token is that in the distribution it was drawn from, as in llama.cpp; the paper takes the
    model's own. It belongs at the end of the chain.
    """

    mirostat_tau: float
    mirostat_eta: float
    name: ClassVar[str] = "mirostat"
    formula: ClassVar[str] = (
        r"-\log_2 p_i \le \mu, \quad \mu_0 = 2 \tau, \quad \mu_{t+1} = \mu_t - \eta\, (-\log_2 p(x_t) - "
        r"\tau), \quad \tau = \text{mirostat\_tau}, \ \eta = \text{mirostat\_eta}"
    )

    def state(self, past: Past) -> dict[str, float]:
        bound = 2 * self.mirostat_tau
        for chance in past.chances:
            bound -= self.mirostat_eta * (-math.log2(chance) - self.mirostat_tau)
        return {"mu": bound}

    def stay(self, seen: Distribution, past: Past) -> Mask:
        highest = float(seen.probabilities.max())
        # Of a bound far below 0 this is +inf, and of one far above it is 0; neither is an error.
        with np.errstate(over="ignore", under="ignore"):
            least = float(np.exp2(-self.state(past)["mu"]))
        kept: Mask = seen.probabilities >= min(least, highest)
        return kept
