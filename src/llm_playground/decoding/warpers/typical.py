"""Typical-p: tokens about as surprising as expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.float32 import ascending, distance_from_typical, running_mass, to_float32
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, keep


@dataclass(frozen=True)
class Typical(Warper):
    """Locally typical sampling (Meister et al. 2022) with 0 < `typical_p` <= 1, as in TypicalLogitsWarper.

    Keeps the tokens whose surprise, -log p, is nearest to the entropy, until their mass reaches `typical_p`.
    The most likely token can be cut: it may be *too* unsurprising. That is meant. Tokens that tie with the last one
    kept stay too.
    """

    typical_p: float
    name: ClassVar[str] = "typical"
    of_survivors: ClassVar[bool] = True

    def __call__(self, logits: Logits, past: Past) -> Logits:
        if self.typical_p == 1:
            return logits.copy()
        distance = distance_from_typical(logits)
        rounded = to_float32(distance)
        order = ascending(rounded)
        last = self._last(logits[order])
        # float32 takes many tokens of a nearly flat distribution for equally far. Only where the boundary falls among
        # such tokens does it matter, and only then is it worth the slower sort.
        tied = rounded[order] == rounded[order[last]]
        if np.count_nonzero(tied) > 1:
            order[tied] = order[tied][np.argsort(distance[order[tied]], kind="stable")]
            last = self._last(logits[order])
        return keep(logits, distance <= distance[order[last]])

    def _last(self, logits: Logits) -> int:
        """The index at which the mass of `logits`, in the order given, reaches `typical_p`."""
        last = int(np.searchsorted(running_mass(logits), np.float32(self.typical_p)))
        # Rounding can leave the whole mass just below typical_p; then `last` would point behind the end.
        return min(last, len(logits) - 1)
