"""What has happened before the next token: all that a warper may look back on.

Warpers keep nothing between two steps. One that remembers, such as mirostat, works out from here what it would
remember, so that a step can be computed again at any time, alone, and comes out the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Past:
    """The text so far, and how it came about.

    Attributes:
        ids: of the whole text, the prompt first.
        n_prompt: how many of them are the prompt's.
        stop_ids: the tokens that would end the text.
        chances: the probability that each token had in the distribution from which it was drawn, or taken by hand. What
            was not drawn (all of a greedy text), or had no probability there, is not among them.
        coin: a random number in [0, 1) for this step, apart from the one that draws its token. For a warper that acts
            by chance.
    """

    ids: tuple[int, ...]
    n_prompt: int
    stop_ids: frozenset[int] = frozenset()
    chances: tuple[float, ...] = ()
    coin: float = 0.0

    @classmethod
    def of_prompt(cls, ids: Sequence[int], stop_ids: frozenset[int] = frozenset()) -> Self:
        """Before the first token: the text is the prompt's `ids`."""
        return cls(tuple(ids), len(ids), stop_ids)

    @property
    def generated(self) -> tuple[int, ...]:
        """The ids that came after the prompt."""
        return self.ids[self.n_prompt :]

    def tossed(self, coin: float) -> Past:
        """The same with this `coin` for the step to come."""
        return Past(self.ids, self.n_prompt, self.stop_ids, self.chances, coin)

    def then(self, id: int, chance: float | None = None) -> Past:
        """One token later: `id` was drawn with the probability `chance` (None: not drawn)."""
        chances = self.chances if chance is None else (*self.chances, chance)
        return Past((*self.ids, id), self.n_prompt, self.stop_ids, chances, self.coin)
