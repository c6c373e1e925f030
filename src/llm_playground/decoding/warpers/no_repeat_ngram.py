"""No repeated n-grams: a run of tokens that the text holds does not come again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.decoding.warpers.warper import Logits, Warper, keep


@dataclass(frozen=True)
class NoRepeatNGram(Warper):
    """Cuts every token that would complete a run of `no_repeat_ngram_size` >= 1 tokens that the text, prompt included,
    already holds (Paulus et al. 2017), as in NoRepeatNGramLogitsProcessor.

    Where that would leave no token at all it cuts nothing, for some token has to come; transformers has no
    distribution then.
    """

    no_repeat_ngram_size: int
    name: ClassVar[str] = "no_repeat_ngram"

    def __post_init__(self) -> None:
        size = PARAMETERS["no_repeat_ngram_size"].whole_number(self.no_repeat_ngram_size)
        object.__setattr__(self, "no_repeat_ngram_size", size)

    def __call__(self, logits: Logits, ids: Sequence[int]) -> Logits:
        before = self.no_repeat_ngram_size - 1
        text = list(ids)
        last = text[len(text) - before :]
        kept = np.ones(len(logits), dtype=np.bool_)
        for start in range(len(text) - before):
            id = text[start + before]
            if text[start : start + before] == last and 0 <= id < len(logits):
                kept[id] = False
        return keep(logits, kept) if np.isfinite(logits[kept]).any() else logits.copy()
