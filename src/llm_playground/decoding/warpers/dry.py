"""DRY: the longer the run that a token would repeat, the less likely it becomes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import ClassVar, Self

import numpy as np

from llm_playground.decoding.float32 import LARGEST
from llm_playground.decoding.past import Past
from llm_playground.decoding.vocabulary import Vocabulary, not_spelled
from llm_playground.decoding.warpers.warper import Logits, Warper, lowered

_LONGEST = 50  # a run that long has been punished beyond any hope; llama.cpp bounds the power too


@dataclass(frozen=True)
class Dry(Warper):
    """DRY, "don't repeat yourself" (p-e-w 2024): takes `dry_multiplier` · `dry_base` ** (n - `dry_allowed_length`)
    from the logit of a token that would go on with a repetition: the last n tokens of the text, prompt included, stand
    in it earlier too, and there this token comes after them. Only where n >= `dry_allowed_length`; the longest such n
    counts.

    As in llama.cpp no run reaches back beyond a sequence breaker, and a token that holds one is never punished: the
    turns of a dialogue may begin alike. (A breaker over several tokens is found in the text here; llama.cpp looks for
    the tokens into which its tokenizer cuts it.)

    Attributes:
        piece: the bytes of a token, to find the breakers in.
    """

    dry_multiplier: float
    dry_base: float
    dry_allowed_length: int
    dry_sequence_breakers: tuple[str, ...]
    piece: Callable[[int], bytes] | None = field(default=None, compare=False)
    name: ClassVar[str] = "dry"
    formula: ClassVar[str] = (
        r"z'_i = z_i - \text{dry\_multiplier} \cdot \text{dry\_base}^{\,n - a} \quad \text{if } n \ge a, "
        r"\quad a = \text{dry\_allowed\_length}, \ n \text{ within } \text{dry\_sequence\_breakers}"
    )

    def spelled(self, vocabulary: Vocabulary) -> Self:
        return replace(self, piece=vocabulary.piece)

    def state(self, past: Past) -> dict[str, float]:
        return {"longest": max(self._repeated(past).values(), default=0)}

    def __call__(self, logits: Logits, past: Past) -> Logits:
        runs = {id: n for id, n in self._repeated(past).items() if n >= self.dry_allowed_length}
        penalties = [self._penalty(n) for n in runs.values()]
        return lowered(logits, np.array([*runs], dtype=np.int64), np.array(penalties))

    def _repeated(self, past: Past) -> dict[int, int]:
        """The runs that count, by the token that would go on with them."""
        if not self.dry_sequence_breakers:
            return _repeated(past.ids, _LONGEST)
        if self.piece is None:
            raise not_spelled("dry_sequence_breakers")
        piece, breakers = self.piece, [breaker.encode() for breaker in self.dry_sequence_breakers]
        runs = _repeated(past.ids, _since(breakers, past.ids, piece))
        return {id: n for id, n in runs.items() if not any(breaker in piece(id) for breaker in breakers)}

    def _penalty(self, n: int) -> float:
        power = (n - self.dry_allowed_length) * math.log(self.dry_base)
        return min(self.dry_multiplier * math.exp(min(power, math.log(LARGEST))), LARGEST)


def _since(breakers: Sequence[bytes], ids: tuple[int, ...], piece: Callable[[int], bytes]) -> int:
    """How many tokens stand after the one in which the last breaker ends, at most as many as a run may have."""
    # A breaker that ends among the last tokens may begin as many tokens earlier as it has bytes.
    pieces = [piece(id) for id in ids[-_LONGEST - max(map(len, breakers)) :]]
    text = b"".join(pieces)
    end = max(text.rfind(breaker) + len(breaker) if breaker in text else 0 for breaker in breakers)
    since, left = 0, len(text)
    while since < min(len(pieces), _LONGEST) and (left := left - len(pieces[-1 - since])) >= end:
        since += 1
    return since


@lru_cache(maxsize=128)  # asked twice a step: to warp, and for the record
def _repeated(ids: tuple[int, ...], longest: int) -> dict[int, int]:
    """By token: the length of the longest end of the text, at most so long, that stands in it earlier too, before this
    token."""
    runs: dict[int, int] = {}
    for place in range(1, len(ids)):
        n = 0
        while n < min(place, longest) and ids[place - 1 - n] == ids[-1 - n]:
            n += 1
        if n > runs.get(ids[place], 0):
            runs[ids[place]] = n
    return runs
