"""Frequency penalty: what was generated becomes less likely each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, lowered


@dataclass(frozen=True)
class FrequencyPenalty(Warper):
    """Takes `frequency_penalty` (-2 to 2) from the logit of a token for every time that it was generated, as in
    OpenAI's interface and vLLM; the prompt does not count."""

    frequency_penalty: float
    name: ClassVar[str] = "frequency_penalty"
    formula: ClassVar[str] = r"z'_i = z_i - \text{frequency\_penalty} \cdot \mathrm{count}(i)"

    def __call__(self, logits: Logits, past: Past) -> Logits:
        ids, counts = np.unique(np.asarray(past.generated, dtype=np.int64), return_counts=True)
        return lowered(logits, ids, counts * self.frequency_penalty)
