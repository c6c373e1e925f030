"""Tail-free sampling: the tail begins where the curve of the probabilities becomes straight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask


@dataclass(frozen=True)
class TailFree(Cut):
    """Keeps the most likely tokens until `tail_free` (above 0, up to 1) of all curvature is behind them (Phan 2019).

    The curvature at a token is the size of the second difference of the probabilities in falling order, as a share of
    the sum of all of these. At least one token stays, and those that tie with the last one kept do too.
    """

    tail_free: float
    name: ClassVar[str] = "tail_free"
    formula: ClassVar[str] = (
        r"\sum_{j \le i} c_j \le \text{tail\_free} \sum_j c_j, \quad c_j = \lvert p_{(j)} - 2 p_{(j+1)} + "
        r"p_{(j+2)} \rvert"
    )

    def stay(self, seen: Distribution, past: Past) -> Mask:
        falling = np.sort(seen.probabilities)[::-1]
        # What is cut already has the probability 0; two such tokens bring the curve to its end.
        curvature = np.abs(np.diff(np.pad(falling, (0, min(2, seen.size - len(falling)))), n=2))
        if self.tail_free == 1 or not curvature.any():
            return seen.all_stay
        behind = np.cumsum(curvature) / curvature.sum()
        count = max(1, int(np.searchsorted(behind, self.tail_free, side="right")))
        kept: Mask = seen.logits >= np.sort(seen.logits)[::-1][min(count, len(falling)) - 1]
        return kept
