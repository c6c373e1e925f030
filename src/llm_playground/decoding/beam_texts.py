"""The texts that a beam search follows, and what it tells of them at its end.

They share their beginnings, so each is kept as a linked list that runs back to the prompt: a text that is given up is
freed at once, and n beams never hold more than n lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from llm_playground.decoding.seam import Limits
from llm_playground.decoding.stopping import StopStrings, Writing
from llm_playground.decoding.text import TextStream
from llm_playground.records import Beam, Choice, Ending, Hypothesis, Stage, Step
from llm_playground.records.beam_tree import Draw


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """The last token of a text, and the way back to its first."""

    previous: Link | None
    choice: Choice
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One text of the search while it runs; `ids` are all its ids, the prompt's included.

    `parent` is the number of the live text that it continues; `token_logprob` what its last token added to `logprob`;
    `draw` how it was drawn, if it was; `penalty` what it lost because groups before chose the same token.
    """

    ids: tuple[int, ...]
    link: Link | None = None
    parent: int = 0
    token_logprob: float = 0.0
    logprob: float = 0.0
    score: float = 0.0
    draw: Draw | None = None
    penalty: float = 0.0

    @property
    def choice(self) -> Choice:
        """Its newest token."""
        assert self.link is not None, "the prompt alone has no new token"
        return self.link.choice

    @property
    def chances(self) -> tuple[float, ...]:
        """The probability that each of its new tokens had where it was chosen."""
        return tuple(link.choice.probability for link in _links(self.link))[::-1]

    def beam(self) -> Beam:
        """The record of this text's newest token."""
        return Beam(self.parent, self.choice, self.logprob, self.score)


def conclude(finished: Sequence[Candidate], limits: Limits) -> Iterator[Step | Ending]:
    """The best of the finished texts step by step, as `decode` yields one, and the ending with all of them.

    `finished` has the best first; it is empty if no token was allowed.
    """
    if not finished:
        yield Ending(limits.reason, "", (), None)
        return
    writing = Writing(limits.stop)
    yield from _steps(finished[0], limits, writing)
    hypotheses, stop_string = tuple(hypothesis_of(text, limits) for text in finished), writing.stop_string
    yield Ending(limits.finish_reason(finished[0].ids[-1], stop_string), writing.text, hypotheses, stop_string)


def hypothesis_of(text: Candidate, limits: Limits) -> Hypothesis:
    """The record of a finished text."""
    shown = "".join(step.text for step in _steps(text, limits, Writing(limits.stop)))
    return Hypothesis(text.ids[len(limits.prompt_ids) :], shown, text.logprob, text.score)


def ends_with(text: Candidate, stop: StopStrings) -> bool:
    """Whether the text ends before a stop string. It is asked after each token, so only the last can have made one."""
    if not stop.texts:
        return False
    stream, links = TextStream(), list(_links(text.link))[::-1]
    return stop.find("".join(stream.push(link.choice.piece) for link in links)) is not None


def _steps(text: Candidate, limits: Limits, writing: Writing) -> Iterator[Step]:
    links = list(_links(text.link))[::-1]
    for index, link in enumerate(links):
        new = b"" if link.choice.id in limits.stop_ids else link.choice.piece
        yield from writing.write(Step(index, link.choice, link.stages, ""), new, is_last=index == len(links) - 1)


def _links(link: Link | None) -> Iterator[Link]:
    while link is not None:
        yield link
        link = link.previous
