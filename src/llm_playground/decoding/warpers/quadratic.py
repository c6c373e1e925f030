"""Quadratic smoothing: logits bent by their distance from the highest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.float32 import LARGEST
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper


@dataclass(frozen=True)
class Quadratic(Warper):
    """Replaces the distance d <= 0 of a logit from the highest by -f·k·d² + f·s·d³ (kalomaze 2024), with f the
    `smoothing_factor`, k = (3 - c) / 2, s = (c - 1) / 2 and c the `smoothing_curve`, 1 to 3.

    As in text-generation-webui. With c = 1 it is the plain square: tokens that are nearly as likely as the first come
    nearer to it, all others lose. The order of the tokens stays.
    """

    smoothing_factor: float
    smoothing_curve: float
    name: ClassVar[str] = "quadratic"
    formula: ClassVar[str] = (
        r"z'_i = m + f (s\, d_i^3 - k\, d_i^2), \quad d_i = z_i - m, \ m = \max_j z_j, \quad f = "
        r"\text{smoothing\_factor}, \ c = \text{smoothing\_curve}, \ k = \frac{3 - c}{2}, \ s = \frac{c - "
        r"1}{2}"
    )
    of_survivors: ClassVar[bool] = True

    def __call__(self, logits: Logits, past: Past) -> Logits:
        highest = logits.max()
        distance = np.where(np.isfinite(logits), logits.astype(np.float64) - highest, 0)
        k, s = (3 - self.smoothing_curve) / 2, (self.smoothing_curve - 1) / 2
        bent = self.smoothing_factor * (s * distance**3 - k * distance**2)
        bent = np.clip(bent + highest, -LARGEST, LARGEST).astype(np.float32)
        return np.where(np.isfinite(logits), bent, np.float32(-np.inf))
