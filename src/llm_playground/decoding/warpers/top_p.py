"""Top-p: the nucleus of the distribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution, Ids
from llm_playground.decoding.float32 import running_mass
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask

MANY = 4096  # tokens, from which on it pays to look once more for fewer


@dataclass(frozen=True)
class TopP(Cut):
    """Nucleus sampling (Holtzman et al. 2019) with `top_p` from 0 to 1, as in transformers' TopPLogitsWarper.

    Keeps the fewest most likely tokens whose mass reaches `top_p`, and always the most likely one. Where the
    boundary falls among equal logits, the tokens with the higher ids stay, as after a stable ascending sort.
    """

    top_p: float
    name: ClassVar[str] = "top_p"
    formula: ClassVar[str] = r"\sum_{j < i} p_{(j)} < \text{top\_p}"

    def stay(self, seen: Distribution, past: Past) -> Mask:
        if self.top_p == 1:
            return seen.all_stay
        likely, below = self._likely(seen)
        logits = seen.logits[likely]
        rising = logits.copy()
        rising.sort()
        # Cut from the unlikely end while the mass cut is at most 1 - top_p. Summed from this end, small
        # probabilities are not lost in a sum near 1; with `<` (side="left") instead of `<=` a top_p exactly
        # on a boundary would keep one token more.
        masses = running_mass(seen.rounded(rising), below)
        cut = min(int(masses.searchsorted(np.float32(1 - self.top_p), side="right")), len(rising) - 1)
        boundary = rising[cut]
        (tied,) = (logits == boundary).nonzero()
        tied_and_cut = cut - int(rising.searchsorted(boundary))
        kept = np.zeros(len(seen.logits), dtype=np.bool_)
        kept[likely[logits > boundary]] = True
        kept[likely[tied[tied_and_cut:]]] = True
        return kept

    def cuts_unseen(self, seen: Distribution) -> bool:
        return bool(np.float32(seen.unseen or 0.0) <= np.float32(1 - self.top_p))

    def _likely(self, seen: Distribution) -> tuple[Ids, float]:
        """The places of so many of the most likely tokens that all others are cut for certain, and the mass of those,
        the unseen among them: a few numbers are put in order sooner than a whole vocabulary."""
        probabilities, most = seen.probabilities, (1 - self.top_p) / 2  # half of what may be cut, for the rounding
        first = probabilities[seen.head]
        above = int((-first).searchsorted(-first[-1]))  # of tokens that tie with the last of the head not all are in it
        below = 1 - float(np.add.reduce(first[:above]))
        if above and below <= most:
            return seen.head[:above], below
        floor = first[0]
        below = 1.0
        while below > most:
            floor /= 64
            (likely,) = (probabilities >= floor).nonzero()
            if len(likely) == len(probabilities):
                return likely, seen.unseen or 0.0
            below = 1 - float(probabilities[likely].sum())
        while len(likely) > MANY:
            floor *= 4
            fewer = likely[probabilities[likely] >= floor]
            below_these = 1 - float(probabilities[fewer].sum())
            if below_these > most:
                break
            likely, below = fewer, below_these
        return likely, below
