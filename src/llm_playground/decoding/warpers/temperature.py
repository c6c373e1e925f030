"""Temperature: a distribution made sharper or flatter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.float32 import LARGEST
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, only


@dataclass(frozen=True)
class Temperature(Warper):
    """Divides the logits by `temperature` >= 0, as in transformers' TemperatureLogitsWarper.

    0 is the limit: all the probability goes to the most likely token (the lowest id on a tie). transformers
    refuses 0.
    """

    temperature: float
    name: ClassVar[str] = "temperature"
    formula: ClassVar[str] = r"z'_i = \frac{z_i}{\text{temperature}}"
    of_survivors: ClassVar[bool] = True

    def __call__(self, logits: Logits, past: Past) -> Logits:
        return divided(logits, self.temperature)


def divided(logits: Logits, temperature: float) -> Logits:
    """The logits divided by `temperature` >= 0; at 0 the highest alone."""
    highest = int(np.argmax(logits))
    if temperature == 0:
        return only(logits, highest)
    # A temperature beyond float32 would be infinite there, and -inf / inf is NaN. One near 0 overflows float32 or
    # is rounded to 0 in it; that is looked for below.
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        quotients: Logits = logits / np.float32(min(temperature, LARGEST))
        if not np.isfinite(quotients[highest]):
            # A softmax does not see a constant, so measure from the highest logit: that one stays 0 and finite.
            shifted = (logits.astype(np.float64) - logits[highest]) / temperature
            quotients = shifted.astype(np.float32)
    return quotients
