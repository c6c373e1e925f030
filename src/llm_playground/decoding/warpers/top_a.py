"""Top-a: a bound that is high where the model is sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.float32 import softmax32
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, keep


@dataclass(frozen=True)
class TopA(Warper):
    """Cuts tokens less likely than `top_a` times the square of the highest probability (BlinkDL 2021).

    Min-p with a bound that follows the most likely token more strongly. `top_a` is from 0 to 1; transformers has none.
    """

    top_a: float
    name: ClassVar[str] = "top_a"
    of_survivors: ClassVar[bool] = True

    def __call__(self, logits: Logits, past: Past) -> Logits:
        probabilities = softmax32(logits)
        return keep(logits, probabilities >= np.float32(self.top_a) * probabilities.max() ** 2)
