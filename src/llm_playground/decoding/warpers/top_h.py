"""Top-h: a bound on the entropy of what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import top_ids
from llm_playground.decoding.float32 import softmax32
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, keep


@dataclass(frozen=True)
class TopH(Warper):
    """Keeps the most likely tokens whose terms -p log p add up to at most `top_h` (above 0, up to 1) of the entropy
    (Potraghloo et al. 2025), and always the most likely one.

    Over the whole vocabulary, as in the paper. TopHLogitsWarper of transformers looks at the 100 largest logits only,
    so the two agree on vocabularies up to that size; on a flat distribution of a larger one it keeps fewer.
    """

    top_h: float
    name: ClassVar[str] = "top_h"
    of_survivors: ClassVar[bool] = True

    def __call__(self, logits: Logits, past: Past) -> Logits:
        if self.top_h == 1:
            return logits.copy()
        order = top_ids(logits, len(logits))
        probabilities = softmax32(logits[order])
        possible = probabilities > 0
        terms = np.zeros_like(probabilities)
        terms[possible] = -probabilities[possible] * np.log(probabilities[possible])
        reached = np.cumsum(terms, dtype=np.float64).astype(np.float32)
        within = possible & (reached <= np.float32(self.top_h) * reached[-1])
        within[0] = True
        kept = np.zeros_like(within)
        kept[order[within]] = True
        return keep(logits, kept)
