"""DRY: the longer the run that a token would repeat, the less likely it becomes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from llm_playground.decoding.float32 import LARGEST
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Logits, Warper, lowered

_LONGEST = 50  # a run that long has been punished beyond any hope; llama.cpp bounds the power too


@dataclass(frozen=True)
class Dry(Warper):
    """DRY, "don't repeat yourself" (p-e-w 2024): takes `dry_multiplier` · `dry_base` ** (n - `dry_allowed_length`)
    from the logit of a token that would go on with a repetition: the last n tokens of the text, prompt included, stand
    in it earlier too, and there this token comes after them. Only where n >= `dry_allowed_length`; the longest such n
    counts.

    As in llama.cpp, without its sequence breakers: there a run ends at a line break, a colon, a quotation mark and an
    asterisk.
    """

    dry_multiplier: float
    dry_base: float
    dry_allowed_length: int
    name: ClassVar[str] = "dry"

    def state(self, past: Past) -> dict[str, float]:
        return {"longest": max(_repeated(past.ids).values(), default=0)}

    def __call__(self, logits: Logits, past: Past) -> Logits:
        runs = {id: n for id, n in _repeated(past.ids).items() if n >= self.dry_allowed_length}
        penalties = [self._penalty(n) for n in runs.values()]
        return lowered(logits, np.array([*runs], dtype=np.int64), np.array(penalties))

    def _penalty(self, n: int) -> float:
        power = (n - self.dry_allowed_length) * math.log(self.dry_base)
        return min(self.dry_multiplier * math.exp(min(power, math.log(LARGEST))), LARGEST)


def _repeated(ids: tuple[int, ...]) -> dict[int, int]:
    """By token: the length of the longest end of the text that stands in it earlier too, before this token."""
    runs: dict[int, int] = {}
    for place in range(1, len(ids)):
        n = 0
        while n < min(place, _LONGEST) and ids[place - 1 - n] == ids[-1 - n]:
            n += 1
        if n > runs.get(ids[place], 0):
            runs[ids[place]] = n
    return runs
