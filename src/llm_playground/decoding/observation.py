"""One look at the next token: its distribution at every stage of the chain, and the record of the choice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from llm_playground.decoding.chain import Chain, warp
from llm_playground.decoding.distribution import Distribution, Piece, rank
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers import Logits
from llm_playground.records import Choice, Stage

MODEL = "model"


@dataclass(frozen=True, eq=False)
class Observation:
    """The logits (V,) on their way through `chain`, the model's own first. Probabilities come when asked for."""

    chain: Chain
    past: Past
    logits: list[Logits]

    @cached_property
    def last(self) -> Distribution:
        """What the token is drawn from."""
        return Distribution.of(self.logits[-1])

    @cached_property
    def distributions(self) -> list[Distribution]:
        """The distribution before the chain and after each warper."""
        return [*map(Distribution.of, self.logits[:-1]), self.last]

    def stages(self, piece: Piece, top: int) -> tuple[Stage, ...]:
        """The record of every distribution, each with its `top` most likely tokens."""
        own, *warped = self.distributions
        return (
            own.stage(MODEL, {}, piece, top),
            *(
                distribution.stage(
                    warper.name, warper.parameters, piece, top, cuts=warper.cuts, state=warper.state(self.past)
                )
                for warper, distribution in zip(self.chain, warped, strict=True)
            ),
        )

    def choice(
        self, id: int, u: float | None, piece: Piece, *, by_hand: bool = False, speculated: bool = False
    ) -> Choice:
        """The record of taking token `id`, drawn by `u` (None: not drawn)."""
        first = self.distributions[0]
        probability, model_probability = float(self.last.probabilities[id]), float(first.probabilities[id])
        return Choice(id, piece(id), u, probability, model_probability, rank(first.logits, id), by_hand, speculated)


def observe(logits: Logits, chain: Chain, past: Past, *, start: Logits | None = None) -> Observation:
    """Sends the model's `logits` (V,) through `chain` and keeps every stage.

    `start` (V,), if given, is what goes into the chain in place of the logits (beam search: log-probabilities).
    """
    return Observation(chain, past, [logits, *warp(logits if start is None else start, chain, past)[1:]])
