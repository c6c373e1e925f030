"""Min new tokens: the text may not end too soon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, keep
from llm_playground.errors import InvalidValue


@dataclass(frozen=True)
class MinNewTokens(Warper):
    """Cuts the tokens that end a text until `min_new_tokens` >= 1 were generated, as in
    MinNewTokensLengthLogitsProcessor.

    Raises:
        InvalidValue: at a step where no other token is left. To let the text end there would break the promise in
            silence.
    """

    min_new_tokens: int
    name: ClassVar[str] = "min_new_tokens"
    formula: ClassVar[str] = (
        r"i \text{ does not end the text} \quad\text{or}\quad \text{min\_new\_tokens} \text{ are "
        r"generated}"
    )

    def __call__(self, logits: Logits, past: Past) -> Logits:
        if len(past.generated) >= self.min_new_tokens:
            return logits.copy()
        kept = np.ones(len(logits), dtype=np.bool_)
        kept[[id for id in past.stop_ids if id < len(logits)]] = False
        if not np.isfinite(logits[kept]).any():
            raise InvalidValue(
                f"min_new_tokens is {self.min_new_tokens}, and after {len(past.generated)} no token is left that would "
                "not end the text; ban or cut fewer, or ask for fewer tokens.",
                field="parameters.min_new_tokens",
                subject="min_new_tokens",
            )
        return keep(logits, kept)
