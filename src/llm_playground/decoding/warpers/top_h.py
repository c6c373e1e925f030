"""Top-h: a bound on the entropy of what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import top_ids
from llm_playground.decoding.float32 import softmax32
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, keep

_MOST_OF_TRANSFORMERS = 100


@dataclass(frozen=True)
class TopH(Warper):
    """Keeps the most likely tokens whose terms -p log p add up to at most `top_h` (above 0, up to 1) of the entropy
    (Potraghloo et al. 2025), and always the most likely one.

    `top_h_over` "all" is over the whole vocabulary, as in the paper; "transformers" over the 100 most likely tokens and
    their entropy, as TopHLogitsWarper has it, which on a flat distribution keeps fewer.
    """

    top_h: float
    top_h_over: str
    name: ClassVar[str] = "top_h"
    of_survivors: ClassVar[bool] = True

    def __call__(self, logits: Logits, past: Past) -> Logits:
        whole = self.top_h_over == "all"
        if whole and self.top_h == 1:
            return logits.copy()
        order = top_ids(logits, len(logits) if whole else _MOST_OF_TRANSFORMERS)
        probabilities = softmax32(logits[order])
        possible = probabilities > 0
        terms = np.zeros_like(probabilities)
        terms[possible] = -probabilities[possible] * np.log(probabilities[possible])
        reached = np.cumsum(terms, dtype=np.float64).astype(np.float32)
        within = possible & (reached <= np.float32(self.top_h) * reached[-1])
        within[0] = True
        kept = np.zeros(len(logits), dtype=np.bool_)
        kept[order[within]] = True
        return keep(logits, kept)
