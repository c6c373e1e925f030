"""Epsilon sampling: a bound that every distribution shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.float32 import softmax32
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, keep


@dataclass(frozen=True)
class EpsilonCutoff(Warper):
    """Cuts tokens less likely than `epsilon_cutoff`, from 0 to 1 (Hewitt et al. 2022), as in EpsilonLogitsWarper.

    The most likely token stays, and those that tie with it, where all are less likely than that.
    """

    epsilon_cutoff: float
    name: ClassVar[str] = "epsilon_cutoff"
    of_survivors: ClassVar[bool] = True

    def __call__(self, logits: Logits, past: Past) -> Logits:
        kept = softmax32(logits) >= np.float32(self.epsilon_cutoff)
        return keep(logits, kept | (logits == logits.max()))
