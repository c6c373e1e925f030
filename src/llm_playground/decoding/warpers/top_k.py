"""Top-k: the k most likely tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, keep


@dataclass(frozen=True)
class TopK(Warper):
    """Keeps the `top_k` >= 1 highest logits (Fan et al. 2018), as in transformers' TopKLogitsWarper.

    Tokens that tie with the k-th stay too, so more than k may be kept; llama.cpp keeps exactly k.
    """

    top_k: int
    name: ClassVar[str] = "top_k"
    of_survivors: ClassVar[bool] = True

    def __call__(self, logits: Logits, past: Past) -> Logits:
        if self.top_k >= len(logits):
            return logits.copy()
        return keep(logits, logits >= np.partition(logits, -self.top_k)[-self.top_k])
