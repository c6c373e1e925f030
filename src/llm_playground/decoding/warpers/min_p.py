"""Min-p: a bound that follows the most likely token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.float32 import softmax32
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, keep


@dataclass(frozen=True)
class MinP(Warper):
    """Cuts tokens less likely than `min_p` times the most likely (Nguyen et al. 2024); MinPLogitsWarper."""

    min_p: float
    name: ClassVar[str] = "min_p"
    of_survivors: ClassVar[bool] = True

    def __call__(self, logits: Logits, past: Past) -> Logits:
        probabilities = softmax32(logits)
        return keep(logits, probabilities >= np.float32(self.min_p) * probabilities.max())
