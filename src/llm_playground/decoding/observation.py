"""One look at the next token: its distribution at every stage of the chain, and the record of the choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from llm_playground.decoding.chain import Chain, warp
from llm_playground.decoding.distribution import Distribution, Piece, rank
from llm_playground.decoding.warpers import Logits
from llm_playground.records import Choice, Stage

MODEL = "model"


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """The `stages` for the record; in full, the `first` distribution (the model's own) and the `last`."""

    stages: tuple[Stage, ...]
    first: Distribution
    last: Distribution

    def choice(self, id: int, u: float | None, piece: Piece) -> Choice:
        """The record of taking token `id`, drawn by `u` (None: not drawn)."""
        probability = float(self.last.probabilities[id])
        model_probability = float(self.first.probabilities[id])
        return Choice(id, piece(id), u, probability, model_probability, rank(self.first.logits, id))


def observe(
    logits: Logits, chain: Chain, ids: Sequence[int], piece: Piece, top: int, *, start: Logits | None = None
) -> Observation:
    """Sends the model's `logits` (V,) through `chain` and keeps every stage; `ids` is the text so far.

    `start` (V,), if given, is what goes into the chain in place of the logits (beam search:
    log-probabilities).

    Raises:
        InvalidValue: NaN or +inf among the logits, or a warper of one's own that cut every token.
    """
    first = last = Distribution.of(logits)
    stages = [first.stage(MODEL, {}, piece, top)]
    warped = warp(logits if start is None else start, chain, ids)[1:]
    for warper, after in zip(chain, warped, strict=True):
        last = Distribution.of(after)
        stages.append(last.stage(warper.name, warper.parameters, piece, top))
    return Observation(tuple(stages), first, last)
