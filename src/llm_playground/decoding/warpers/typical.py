"""Typical-p: tokens about as surprising as expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.float32 import Float32s, ascending, distance_from_typical, running_mass, to_float32
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask


@dataclass(frozen=True)
class Typical(Cut):
    """Locally typical sampling (Meister et al. 2022) with 0 < `typical_p` <= 1, as in TypicalLogitsWarper.

    Keeps the tokens whose surprise, -log p, is nearest to the entropy, until their mass reaches `typical_p`.
    The most likely token can be cut: it may be *too* unsurprising. That is meant. Tokens that tie with the last one
    kept stay too.
    """

    typical_p: float
    name: ClassVar[str] = "typical"
    formula: ClassVar[str] = r"\sum_{j:\ d_j < d_i} p_j < \text{typical\_p}, \quad d_i = \lvert -\ln p_i - H \rvert"

    def stay(self, seen: Distribution, past: Past) -> Mask:
        if self.typical_p == 1:
            return seen.all_stay
        distance = distance_from_typical(seen.logits)
        rounded = to_float32(distance)
        order = ascending(rounded)
        last = self._last(seen.probabilities32[order])
        # float32 takes many tokens of a nearly flat distribution for equally far. Only where the boundary falls among
        # such tokens does it matter, and only then is it worth the slower sort.
        tied = rounded[order] == rounded[order[last]]
        if np.count_nonzero(tied) > 1:
            order[tied] = order[tied][np.argsort(distance[order[tied]], kind="stable")]
            last = self._last(seen.probabilities32[order])
        kept: Mask = distance <= distance[order[last]]
        return kept

    def _last(self, probabilities: Float32s) -> int:
        """The index at which the mass of these, in the order given, reaches `typical_p`."""
        last = int(np.searchsorted(running_mass(probabilities), np.float32(self.typical_p)))
        # Rounding can leave the whole mass just below typical_p; then `last` would point behind the end.
        return min(last, len(probabilities) - 1)
