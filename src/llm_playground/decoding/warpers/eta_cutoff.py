"""Eta sampling: a bound that falls where the model is uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution, entropy
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask


@dataclass(frozen=True)
class EtaCutoff(Cut):
    """Cuts tokens less likely than min(ε, √ε · exp(-H)), where ε is `eta_cutoff` from 0 to 1 and H the entropy in nats
    (Hewitt et al. 2022), as in EtaLogitsWarper.

    Where the model is sure (H near 0) the bound is ε, as with epsilon; the more tokens are likely, the lower it is. The
    most likely token stays, and those that tie with it, where all are less likely than that.
    """

    eta_cutoff: float
    name: ClassVar[str] = "eta_cutoff"
    formula: ClassVar[str] = (
        r"p_i \ge \min(\varepsilon, \sqrt{\varepsilon}\, e^{-H}), \quad \varepsilon = \text{eta\_cutoff}"
    )

    def stay(self, seen: Distribution, past: Past) -> Mask:
        probabilities = seen.probabilities32
        uncertainty = np.exp(-entropy(probabilities.astype(np.float64)))
        bound = np.float32(min(self.eta_cutoff, self.eta_cutoff**0.5 * uncertainty))
        kept: Mask = (probabilities >= bound) | (seen.logits == seen.logits.max())
        return kept
