"""Top-nσ: a bound on the logits themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask


@dataclass(frozen=True)
class TopNSigma(Cut):
    """Keeps the logits within `top_n_sigma` >= 0 standard deviations of the highest one (Tang et al. 2024), as in
    llama.cpp.

    The deviation is that of the logits that are left, not of a sample (divided by their number). Since temperature
    stretches distances and deviation alike, it keeps the same tokens before and after it, where nothing else has cut.
    """

    top_n_sigma: float
    name: ClassVar[str] = "top_n_sigma"
    formula: ClassVar[str] = r"z_i \ge \max_j z_j - \text{top\_n\_sigma} \cdot \sigma(z)"

    def stay(self, seen: Distribution, past: Past) -> Mask:
        logits = seen.logits.astype(np.float64)
        kept: Mask = logits >= logits.max() - self.top_n_sigma * logits.std()
        return kept
