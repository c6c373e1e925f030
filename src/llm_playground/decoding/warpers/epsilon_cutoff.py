"""Epsilon sampling: a bound that every distribution shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask


@dataclass(frozen=True)
class EpsilonCutoff(Cut):
    """Cuts tokens less likely than `epsilon_cutoff`, from 0 to 1 (Hewitt et al. 2022), as in EpsilonLogitsWarper.

    The most likely token stays, and those that tie with it, where all are less likely than that.
    """

    epsilon_cutoff: float
    name: ClassVar[str] = "epsilon_cutoff"
    formula: ClassVar[str] = r"p_i \ge \text{epsilon\_cutoff}"

    def stay(self, seen: Distribution, past: Past) -> Mask:
        kept: Mask = (seen.probabilities32 >= np.float32(self.epsilon_cutoff)) | (seen.logits == seen.logits.max())
        return kept
