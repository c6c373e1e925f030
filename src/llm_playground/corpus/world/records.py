"""What the story world hands out: a document, and every choice that was made while it was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from llm_playground.errors import PlaygroundError


class WorldError(PlaygroundError, ValueError):
    """The data files of the story world contradict themselves; the message names file, rule and slot."""


class Choice(NamedTuple):
    """One draw: `options[drawn]` was taken with probability `probabilities[drawn]`, at `offset` in the text.

    An option with slots still in it, like "{hero} smiled.", is the *source* of a sentence, which later
    choices fill. An option without slots is `literal`: exactly these characters begin at `offset`.
    """

    # A NamedTuple and not a dataclass: a story has two dozen of them, and this is the cheapest record.
    rule: str
    offset: int
    options: tuple[str, ...]
    probabilities: tuple[float, ...]
    drawn: int

    @property
    def piece(self) -> str:
        return self.options[self.drawn]

    @property
    def probability(self) -> float:
        return self.probabilities[self.drawn]

    @property
    def literal(self) -> bool:
        return "{" not in self.piece


@dataclass(frozen=True)
class Document:
    """One text of the corpus. `logprob` (in nats) is the sum of the logs of all drawn probabilities."""

    text: str
    kind: str
    logprob: float
    choices: tuple[Choice, ...]
