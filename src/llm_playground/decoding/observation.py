"""One look at the next token: its distribution at every stage of the chain, and the record of the choice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from llm_playground.decoding.chain import Chain, distributions_along
from llm_playground.decoding.distribution import Distribution, Piece, rank
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers import Logits
from llm_playground.errors import InvalidValue
from llm_playground.records import Choice, Stage

MODEL = "model"


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """The distribution on its way through `chain`: the model's own first, then the one after each warper."""

    chain: Chain
    past: Past
    distributions: list[Distribution]

    @property
    def own(self) -> Distribution:
        """The model's."""
        return self.distributions[0]

    @property
    def last(self) -> Distribution:
        """What the token is drawn from."""
        return self.distributions[-1]

    def stages(self, piece: Piece, top: int) -> tuple[Stage, ...]:
        """The record of every distribution, each with its `top` most likely tokens."""
        return (
            self.own.stage(MODEL, {}, piece, top),
            *(
                distribution.stage(
                    warper.name, warper.parameters, piece, top, cuts=warper.cuts, state=warper.state(self.past)
                )
                for warper, distribution in zip(self.chain, self.distributions[1:], strict=True)
            ),
        )

    def choice(
        self, id: int, u: float | None, piece: Piece, *, by_hand: bool = False, speculated: bool = False
    ) -> Choice:
        """The record of taking token `id`, drawn by `u` (None: not drawn)."""
        probability, model_probability = self.last.probability(id), self.own.probability(id)
        place = rank(self.own.all_logits, id)
        return Choice(id, piece(id), u, probability, model_probability, place, by_hand, speculated)


def observe(logits: Logits, chain: Chain, past: Past) -> Observation:
    """Sends the model's `logits` (V,) through `chain` and keeps every stage."""
    return observe_from(Distribution.of(logits), chain, past)


def observe_from(own: Distribution, chain: Chain, past: Past, *, start: Logits | None = None) -> Observation:
    """`observe` for what is a distribution already.

    `start` (V,), if given, is what goes into the chain in place of the logits (beam search: log-probabilities).
    """
    first = own if start is None else Distribution.of(start)
    return Observation(chain, past, [own, *distributions_along(first, chain, past)])


def check_told(own: Distribution, id: int) -> None:
    """Refuse a token taken by hand whose probability nobody told.

    Raises:
        InvalidValue: with the field "token".
    """
    if not np.isin(id, own.ids):
        raise InvalidValue(
            f"The server tells of the {len(own.ids)} likeliest tokens here, and this one is not among them, so nobody "
            "knows how likely it is: take one of those.",
            field="token",
        )
