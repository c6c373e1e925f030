"""A whole beam search: every candidate of every step, what became of it, and greedy decoding beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from llm_playground.records import Choice, Hypothesis, Record, Start

Fate = Literal["live", "finished", "pruned"]
PruningReason = Literal["outranked", "no_place_to_end", "no_continuation", "outscored", "search_over"]
Over = Literal["limit", "nothing_live", "enough_finished", "no_gain"]


@dataclass(frozen=True, slots=True)
class Pruning(Record):
    """Why a text is given up, at which step, and by which nodes.

    "outranked": `num_beams` candidates of that step have a higher sum, and live on (or end, at the last step).
    "no_place_to_end": it ends, but is not among the first `num_beams` candidates, which alone may end.
    "no_continuation": it lived, but none of its continuations was kept; those that were are named.
    "outscored": it was finished, but `num_beams` finished texts have a higher score.
    "search_over": it lived when the search ended; the finished texts that it had to beat are named.
    """

    step: int
    reason: PruningReason
    by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Draw(Record):
    """How beam sampling drew a candidate: by the random number `u` in [0, 1), which goes down the table of all
    continuations that were not drawn before; `chance` is its share of them."""

    u: float
    chance: float


@dataclass(frozen=True, slots=True)
class BeamNode(Record):
    """A candidate: the token `choice` after the text of node `parent` (None: after the prompt), in `group`, which is 0
    except in diverse beam search.

    `token_logprob` is what the token adds, less its `penalty` for what groups before chose; `logprob` is the sum over
    the text's generated tokens (both in nats), and `score` that sum divided as its step says. `place` is its place
    among the candidates of its group, 1 the best; of beam sampling it is the order in which they were drawn, and `draw`
    says how. `fate` is what it was at its own step: it went on, it ended, or it was given up. `pruning` says whether,
    and why, it is given up there or later; None where it goes on through others, or is one of the texts found.
    """

    step: int
    group: int
    parent: int | None
    choice: Choice
    token_logprob: float
    penalty: float
    logprob: float
    score: float
    place: int
    draw: Draw | None
    fate: Fate
    pruning: Pruning | None


@dataclass(frozen=True, slots=True)
class BeamTreeStep(Record):
    """A step of the search. Texts have `length` generated tokens here, and a score is a sum divided by `divisor`, which
    is that length to the power of the length penalty.

    Numbers of nodes: the `candidates`, best first, or in the order in which they were drawn; those that are `live`
    after this step, best first; and the best texts `finished` so far, best first. `others_count` more continuations of
    live texts were possible.
    """

    index: int
    length: int
    divisor: float
    candidates: tuple[int, ...]
    live: tuple[int, ...]
    finished: tuple[int, ...]
    others_count: int


@dataclass(frozen=True, slots=True)
class GreedyPath(Record):
    """The text of greedy decoding with the same warpers, scored by the rule of the search.

    `nodes` are those of its tokens that are in the tree, from its first one on.
    """

    choices: tuple[Choice, ...]
    token_logprobs: tuple[float, ...]
    hypothesis: Hypothesis
    divisor: float
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BeamTree(Record):
    """A beam search as a tree.

    `hypotheses` are the texts found, best first, and `ends` the nodes of their last tokens. `over` says why the search
    ended: the length limit, no text left to continue, enough finished texts (early stopping), or no gain to expect.
    """

    start: Start
    nodes: tuple[BeamNode, ...]
    steps: tuple[BeamTreeStep, ...]
    hypotheses: tuple[Hypothesis, ...]
    ends: tuple[int, ...]
    greedy: GreedyPath
    over: Over

    def path(self, node: int) -> tuple[int, ...]:
        """The nodes from the first token of a text to `node`."""
        nodes: list[int] = []
        at: int | None = node
        while at is not None:
            nodes.append(at)
            at = self.nodes[at].parent
        return tuple(reversed(nodes))
