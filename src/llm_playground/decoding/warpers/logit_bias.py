"""Logit bias: some tokens are made more likely, or less, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from llm_playground.decoding.past import Past
from llm_playground.decoding.vocabulary import Vocabulary, not_spelled
from llm_playground.decoding.warpers.warper import Logits, Warper


@dataclass(frozen=True)
class LogitBias(Warper):
    """Adds the numbers of `logit_bias` to the logits of these tokens, as the parameter of that name does in the APIs of
    OpenAI and vLLM: +1 makes a token e times as likely beside the others. Of two names for one token both are added.

    Attributes:
        ids: of the tokens named, in their order.
    """

    logit_bias: Mapping[str, float]
    ids: tuple[int, ...] = ()
    name: ClassVar[str] = "logit_bias"
    formula: ClassVar[str] = r"z'_i = z_i + \text{logit\_bias}_i"

    def spelled(self, vocabulary: Vocabulary) -> Self:
        return replace(self, ids=tuple(map(vocabulary.token, self.logit_bias)))

    def __call__(self, logits: Logits, past: Past) -> Logits:
        if len(self.ids) < len(self.logit_bias):
            raise not_spelled(self.name)
        changed = logits.copy()
        # Not `+=`, which would add only one of two numbers for the same token.
        np.add.at(changed, list(self.ids), np.array([*self.logit_bias.values()], dtype=np.float32))
        return changed
