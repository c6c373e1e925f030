"""What beam search shows: a `BeamStep` while it runs, a `BeamResult` at the end.

The texts of a search share their beginnings, so each is kept as a linked list that runs back to the prompt: a
text that is given up is freed at once, and n beams never hold more than n lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from llm_playground.decoding.seam import FinishReason, Limits
from llm_playground.decoding.text import TextStream
from llm_playground.records import Choice, Hypothesis, Stage, Step


@dataclass(frozen=True, slots=True)
class Beam:
    """One text of the search, as a branch of a tree: the token `choice` added to beam number `parent` of the
    last step.

    `logprob` (nats) is the sum over the text's generated tokens, `score` that sum normalised by the length.
    """

    parent: int
    choice: Choice
    logprob: float
    score: float


@dataclass(frozen=True, slots=True)
class BeamStep:
    """One token further: the `live` beams that go on, best first, and those that `finished` here."""

    index: int
    live: tuple[Beam, ...]
    finished: tuple[Beam, ...]


@dataclass(frozen=True, slots=True)
class BeamResult:
    """The end: the winner's `steps`, as `decode` would yield them, and all hypotheses, best first."""

    steps: tuple[Step, ...]
    hypotheses: tuple[Hypothesis, ...]
    finish_reason: FinishReason


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """The last token of a text, and the way back to its first."""

    previous: Link | None
    choice: Choice
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One text of the search while it runs; `ids` are all its ids, the prompt's included."""

    ids: tuple[int, ...]
    link: Link | None = None
    parent: int = 0
    logprob: float = 0.0
    score: float = 0.0

    def beam(self) -> Beam:
        """The record of this text's newest token."""
        assert self.link is not None, "the prompt itself is no beam"
        return Beam(self.parent, self.link.choice, self.logprob, self.score)


def result(finished: Sequence[Candidate], limits: Limits) -> BeamResult:
    """The result of a search that ended with these texts, best first (none if no token was allowed)."""
    if not finished:
        return BeamResult((), (), limits.reason)
    hypotheses = tuple(_hypothesis(text, limits) for text in finished)
    steps = tuple(_steps(finished[0], limits.stop_ids))
    return BeamResult(steps, hypotheses, limits.finish_reason(finished[0].ids[-1]))


def _hypothesis(text: Candidate, limits: Limits) -> Hypothesis:
    shown = "".join(step.text for step in _steps(text, limits.stop_ids))
    return Hypothesis(text.ids[len(limits.prompt_ids) :], shown, text.logprob, text.score)


def _steps(text: Candidate, stop_ids: Collection[int]) -> Iterator[Step]:
    links = list(_links(text.link))[::-1]
    stream = TextStream()
    for index, link in enumerate(links):
        new = "" if link.choice.id in stop_ids else stream.push(link.choice.piece)
        if index == len(links) - 1:
            new += stream.flush()
        yield Step(index, link.choice, link.stages, new)


def _links(link: Link | None) -> Iterator[Link]:
    while link is not None:
        yield link
        link = link.previous
