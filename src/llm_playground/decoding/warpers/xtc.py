"""XTC: now and then the most likely tokens are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask


@dataclass(frozen=True)
class Xtc(Cut):
    """XTC, "exclude top choices" (p-e-w 2024), as in llama.cpp: with the chance `xtc_probability`, of the tokens with a
    probability of at least `xtc_threshold` all are cut but the least likely one.

    Whether it happens at a step is decided by the coin of the step, its `u`: it happens where u < `xtc_probability`.
    Nothing is cut where fewer than two tokens reach the threshold. Of tokens that tie, the one with the highest id
    stays.
    """

    xtc_probability: float
    xtc_threshold: float
    name: ClassVar[str] = "xtc"
    formula: ClassVar[str] = (
        r"u \ge \text{xtc\_probability} \quad\text{or}\quad p_i \le \min \{ p_j : p_j \ge "
        r"\text{xtc\_threshold} \}"
    )

    def state(self, past: Past) -> dict[str, float]:
        return {"u": past.coin}

    def stay(self, seen: Distribution, past: Past) -> Mask:
        if past.coin >= self.xtc_probability:
            return seen.all_stay
        probabilities = seen.probabilities
        (top,) = np.nonzero(probabilities >= self.xtc_threshold)
        kept = seen.all_stay
        if len(top) > 1:
            kept[top] = False
            kept[top[probabilities[top] == probabilities[top].min()][-1]] = True
        return kept
