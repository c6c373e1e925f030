"""Top-h: a bound on the entropy of what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution, top_ids
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask

_MOST_OF_TRANSFORMERS = 100


@dataclass(frozen=True)
class TopH(Cut):
    """Keeps the most likely tokens whose terms -p log p add up to at most `top_h` (above 0, up to 1) of the entropy
    (Potraghloo et al. 2025), and always the most likely one.

    `top_h_over` "all" is over the whole vocabulary, as in the paper; "transformers" over the 100 most likely tokens and
    their entropy, as TopHLogitsWarper has it, which on a flat distribution keeps fewer.
    """

    top_h: float
    top_h_over: str
    name: ClassVar[str] = "top_h"
    formula: ClassVar[str] = (
        r"\sum_{j \le i} -p_{(j)} \ln p_{(j)} \le \text{top\_h} \cdot H, \quad H \text{ over } "
        r"\text{top\_h\_over}"
    )

    def stay(self, seen: Distribution, past: Past) -> Mask:
        whole = self.top_h_over == "all"
        if whole and self.top_h == 1:
            return seen.all_stay
        among = seen.all_stay if whole else _highest(seen, _MOST_OF_TRANSFORMERS)
        (places,), looked_at = among.nonzero(), seen.only(among)
        order = top_ids(looked_at.logits, len(places))
        probabilities = looked_at.probabilities32[order]
        possible = probabilities > 0
        terms = np.zeros_like(probabilities)
        terms[possible] = -probabilities[possible] * np.log(probabilities[possible])
        reached = np.cumsum(terms, dtype=np.float64).astype(np.float32)
        within = possible & (reached <= np.float32(self.top_h) * reached[-1])
        within[0] = True
        kept = np.zeros(len(among), dtype=np.bool_)
        kept[places[order[within]]] = True
        return kept


def _highest(seen: Distribution, count: int) -> Mask:
    """Which tokens are the `count` most likely ones, (n,)."""
    highest = np.zeros(len(seen.logits), dtype=np.bool_)
    highest[top_ids(seen.logits, count)] = True
    return highest
