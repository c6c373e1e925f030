"""Top-a: a bound that is high where the model is sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask


@dataclass(frozen=True)
class TopA(Cut):
    """Cuts tokens less likely than `top_a` times the square of the highest probability (BlinkDL 2021).

    Min-p with a bound that follows the most likely token more strongly. `top_a` is from 0 to 1; transformers has none.
    """

    top_a: float
    name: ClassVar[str] = "top_a"
    formula: ClassVar[str] = r"p_i \ge \text{top\_a} \cdot \max_j p_j^2"

    def stay(self, seen: Distribution, past: Past) -> Mask:
        kept: Mask = seen.probabilities32 >= np.float32(self.top_a) * seen.probabilities32.max() ** 2
        return kept
