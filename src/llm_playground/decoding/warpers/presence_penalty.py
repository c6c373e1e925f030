"""Presence penalty: what was generated becomes less likely, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, lowered


@dataclass(frozen=True)
class PresencePenalty(Warper):
    """Takes `presence_penalty` (-2 to 2) from the logit of every token that was generated, however often, as in
    OpenAI's interface and vLLM.

    The prompt does not count; for llama.cpp it does, as far as its window reaches. Unlike a repetition penalty the
    result does not depend on where 0 lies.
    """

    presence_penalty: float
    name: ClassVar[str] = "presence_penalty"
    formula: ClassVar[str] = r"z'_i = z_i - \text{presence\_penalty} \quad \text{if } \mathrm{count}(i) > 0"

    def __call__(self, logits: Logits, past: Past) -> Logits:
        ids = np.unique(np.asarray(past.generated, dtype=np.int64))
        return lowered(logits, ids, np.full(len(ids), self.presence_penalty))
