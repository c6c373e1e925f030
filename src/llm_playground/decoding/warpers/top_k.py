"""Top-k: the k most likely tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask


@dataclass(frozen=True)
class TopK(Cut):
    """Keeps the `top_k` >= 1 highest logits (Fan et al. 2018), as in transformers' TopKLogitsWarper.

    Tokens that tie with the k-th stay too, so more than k may be kept; llama.cpp keeps exactly k.
    """

    top_k: int
    name: ClassVar[str] = "top_k"
    formula: ClassVar[str] = r"z_i \ge z_{(k)}, \quad k = \text{top\_k}"

    def stay(self, seen: Distribution, past: Past) -> Mask:
        if self.top_k >= len(seen.logits):
            return seen.all_stay
        kept: Mask = seen.logits >= np.partition(seen.logits, -self.top_k)[-self.top_k]
        return kept

    def cuts_unseen(self, seen: Distribution) -> bool:
        return self.top_k <= len(seen.ids)
