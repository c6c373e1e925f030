"""Min-p: a bound that follows the most likely token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask


@dataclass(frozen=True)
class MinP(Cut):
    """Cuts tokens less likely than `min_p` times the most likely (Nguyen et al. 2024); MinPLogitsWarper."""

    min_p: float
    name: ClassVar[str] = "min_p"
    formula: ClassVar[str] = r"p_i \ge \text{min\_p} \cdot \max_j p_j"

    def stay(self, seen: Distribution, past: Past) -> Mask:
        kept: Mask = seen.probabilities32 >= np.float32(self.min_p) * seen.probabilities32.max()
        return kept
