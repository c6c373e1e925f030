"""Min new tokens: the text may not end too soon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, unless_nothing_is_left


@dataclass(frozen=True)
class MinNewTokens(Warper):
    """Cuts the tokens that end a text until `min_new_tokens` >= 1 were generated, as in
    MinNewTokensLengthLogitsProcessor.

    Where no other token is left it cuts nothing.
    """

    min_new_tokens: int
    name: ClassVar[str] = "min_new_tokens"

    def __call__(self, logits: Logits, past: Past) -> Logits:
        if len(past.generated) >= self.min_new_tokens:
            return logits.copy()
        kept = np.ones(len(logits), dtype=np.bool_)
        kept[[id for id in past.stop_ids if id < len(logits)]] = False
        return unless_nothing_is_left(logits, kept)
