"""P-less: a bound that the distribution sets for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask


@dataclass(frozen=True)
class PLess(Cut):
    """Cuts tokens less likely than Σp², the chance that two draws give the same token (Tan et al. 2025,
    arXiv 2509.23234).

    `p_less` is "plain", or "normed": then the bound is (V·Σp² - 1) / (V - 1) with the V tokens of the vocabulary, which
    is lower, and 0 for a flat distribution. There is nothing to set: Σp² is never above the highest probability.
    """

    p_less: str
    name: ClassVar[str] = "p_less"
    formula: ClassVar[str] = (
        r"p_i \ge s \ (\text{p\_less plain}) \quad\text{or}\quad p_i \ge \frac{V s - 1}{V - 1} \ "
        r"(\text{normed}), \quad s = \sum_j p_j^2"
    )

    def stay(self, seen: Distribution, past: Past) -> Mask:
        bound, size = float((seen.probabilities**2).sum()), seen.size
        if self.p_less == "normed" and size > 1:
            bound = (size * bound - 1) / (size - 1)
        # The sum of equal squares is rounded: of tokens that are equally likely none may fall below it.
        kept: Mask = seen.probabilities >= min(bound, float(seen.probabilities.max())) * (1 - 1e-12)
        return kept
