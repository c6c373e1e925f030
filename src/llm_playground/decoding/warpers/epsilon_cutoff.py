"""Epsilon sampling: a bound that every distribution shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.float32 import softmax32
from llm_playground.decoding.warpers.warper import Logits, Warper, checked, keep


@dataclass(frozen=True)
class EpsilonCutoff(Warper):
    """Cuts tokens less likely than `epsilon_cutoff`, from 0 to 1 (Hewitt et al. 2022), as in EpsilonLogitsWarper.

    The most likely token stays, and those that tie with it, where all are less likely than that.
    """

    epsilon_cutoff: float
    name: ClassVar[str] = "epsilon_cutoff"

    def __post_init__(self) -> None:
        checked(self, "epsilon_cutoff")

    def __call__(self, logits: Logits, ids: Sequence[int]) -> Logits:
        kept = softmax32(logits) >= np.float32(self.epsilon_cutoff)
        return keep(logits, kept | (logits == logits.max()))
