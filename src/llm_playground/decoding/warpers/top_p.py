"""Top-p: the nucleus of the distribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.float32 import running_mass
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, keep


@dataclass(frozen=True)
class TopP(Warper):
    """Nucleus sampling (Holtzman et al. 2019) with `top_p` from 0 to 1, as in transformers' TopPLogitsWarper.

    Keeps the fewest most likely tokens whose mass reaches `top_p`, and always the most likely one. Where the
    boundary falls among equal logits, the tokens with the higher ids stay, as after a stable ascending sort.
    """

    top_p: float
    name: ClassVar[str] = "top_p"
    of_survivors: ClassVar[bool] = True

    def __call__(self, logits: Logits, past: Past) -> Logits:
        if self.top_p == 1:
            return logits.copy()
        rising = np.sort(logits)
        # Cut from the unlikely end while the mass cut is at most 1 - top_p. Summed from this end, small
        # probabilities are not lost in a sum near 1; with `<` (side="left") instead of `<=` a top_p exactly
        # on a boundary would keep one token more.
        cut = int(np.searchsorted(running_mass(rising), np.float32(1 - self.top_p), side="right"))
        cut = min(cut, len(logits) - 1)
        boundary = rising[cut]
        kept = logits > boundary
        tied = np.flatnonzero(logits == boundary)
        tied_and_cut = cut - int(np.searchsorted(rising, boundary))
        kept[tied[tied_and_cut:]] = True
        return keep(logits, kept)
