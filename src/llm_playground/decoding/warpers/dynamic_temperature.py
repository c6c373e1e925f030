"""Dynamic temperature: the surer the model, the lower the temperature."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.temperature import divided
from llm_playground.decoding.warpers.warper import Logits, Warper


@dataclass(frozen=True)
class DynamicTemperature(Warper):
    """Divides the logits by low + (high - low) · (H / ln n) ** `dynatemp_exponent` (kalomaze 2023), with the entropy H
    of the distribution and the n tokens that are left: from `dynatemp_low` where the model is certain to
    `dynatemp_high` where all of them are equally likely.

    As in llama.cpp, which gives the middle and half the distance of the two ends instead of the ends.
    """

    dynatemp_low: float
    dynatemp_high: float
    dynatemp_exponent: float
    name: ClassVar[str] = "dynamic_temperature"
    formula: ClassVar[str] = (
        r"z'_i = \frac{z_i}{T}, \quad T = a + (b - a) \left(\frac{H}{\ln n}\right)^{c}, \quad a = "
        r"\text{dynatemp\_low}, \ b = \text{dynatemp\_high}, \ c = \text{dynatemp\_exponent}"
    )
    of_survivors: ClassVar[bool] = True

    def __call__(self, logits: Logits, past: Past) -> Logits:
        return divided(logits, self._temperature(logits))

    def _temperature(self, logits: Logits) -> float:
        left = int(np.count_nonzero(np.isfinite(logits)))
        if left == 1:
            return 1.0  # whatever it is, that token comes
        share = min(1.0, Distribution.of(logits).entropy / math.log(left))
        rise: float = share**self.dynatemp_exponent
        return self.dynatemp_low + (self.dynatemp_high - self.dynatemp_low) * rise
