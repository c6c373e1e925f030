"""Repetition penalty: what the text already holds becomes less likely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.float32 import LARGEST, SMALLEST
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper


@dataclass(frozen=True)
class RepetitionPenalty(Warper):
    """Penalises every token of the text so far (Keskar et al. 2019, CTRL), as in
    RepetitionPenaltyLogitsProcessor.

    A logit above 0 is divided by `repetition_penalty` > 0, one below 0 multiplied, once per token however
    often it occurs. The result depends on where 0 lies, so adding a constant to all logits changes it: a flaw
    of the method.
    """

    repetition_penalty: float
    name: ClassVar[str] = "repetition_penalty"
    formula: ClassVar[str] = (
        r"z'_i = \begin{cases} z_i / r & z_i \ge 0 \\ z_i \cdot r & z_i < 0 \end{cases} \quad \text{for } "
        r"i \text{ in the text}, \quad r = \text{repetition\_penalty}"
    )

    def __call__(self, logits: Logits, past: Past) -> Logits:
        # Some models have ids that they can read but not predict; those have no logit to change.
        seen = [id for id in set(past.ids) if 0 <= id < len(logits)]
        penalised = logits.copy()
        penalty = np.float32(min(max(self.repetition_penalty, SMALLEST), LARGEST))
        before = logits[seen]
        with np.errstate(over="ignore"):
            after = np.where(before < 0, before * penalty, before / penalty)
        # An extreme penalty must not overflow: +inf has no softmax, and -inf for every token would leave
        # nothing.
        penalised[seen] = np.where(np.isneginf(before), before, np.clip(after, -LARGEST, LARGEST))
        return penalised
