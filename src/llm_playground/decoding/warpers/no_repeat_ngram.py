"""No repeated n-grams: a run of tokens that the text holds does not come again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, unless_nothing_is_left


@dataclass(frozen=True)
class NoRepeatNGram(Warper):
    """Cuts every token that would complete a run of `no_repeat_ngram_size` >= 1 tokens that the text, prompt included,
    already holds (Paulus et al. 2017), as in NoRepeatNGramLogitsProcessor.

    Where that would leave no token at all it cuts nothing, for some token has to come; transformers has no
    distribution then.
    """

    no_repeat_ngram_size: int
    name: ClassVar[str] = "no_repeat_ngram"
    formula: ClassVar[str] = (
        r"(x_{t-n+2}, \dots, x_t, i) \text{ is nowhere in } x_1 \dots x_t, \quad n = "
        r"\text{no\_repeat\_ngram\_size}"
    )

    def __call__(self, logits: Logits, past: Past) -> Logits:
        before = self.no_repeat_ngram_size - 1
        text = past.ids
        last = text[len(text) - before :]
        kept = np.ones(len(logits), dtype=np.bool_)
        for start in range(len(text) - before):
            id = text[start + before]
            if text[start : start + before] == last and 0 <= id < len(logits):
                kept[id] = False
        return unless_nothing_is_left(logits, kept)
