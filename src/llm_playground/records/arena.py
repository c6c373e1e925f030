"""One prompt on its way through several lanes: each a model, a strategy and a seed, with one text or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from llm_playground.records import Record, Trace


@dataclass(frozen=True, slots=True)
class Loop(Record):
    """A text that is caught in a phrase: from token `start` on, the same `period` tokens come again and again."""

    start: int
    period: int


@dataclass(frozen=True, slots=True)
class Marks(Record):
    """What to look at in one text, by the indices of its tokens.

    `most_uncertain` is where the model's own distribution had the highest entropy (None of a text without tokens).
    `forks` are the tokens that were not the model's most likely ones: there greedy would have gone another way.
    `loop` is set if the text ends in a loop. `parts` is where it parts from the text of the same number in the first
    lane that has texts; None if it never does, and in that lane.
    """

    most_uncertain: int | None
    forks: tuple[int, ...]
    loop: Loop | None
    parts: int | None


@dataclass(frozen=True, slots=True)
class Measures(Record):
    """The texts of one lane in numbers; None is what cannot be said.

    Attributes:
        mean_logprob: the mean, over all tokens of all texts, of the log-probability (nats) that the model itself gave
            them, before any warper. None without tokens, or where a probability is too small for a float64.
        perplexity: exp(-mean_logprob): between how many equally likely tokens the model would have wavered, to be as
            surprised by what was taken. At least 1.
        distinct_1, distinct_2, distinct_3: the different n-grams of all texts, as a share of all (1: none comes twice).
        repeated_4grams: the share of 4-grams that stood in the same text before, mean over the texts (0: none).
        self_bleu: how much the texts resemble one another (1: all the same). None with a single text.
        entropy: that of the model's own distribution, in nats, mean over all steps.
        tokens: generated, the one that ends a text included, mean over the texts. None without texts.
        loops: how many of the texts end in a loop.
        identical: whether there are several texts, all with the same tokens.
    """

    mean_logprob: float | None
    perplexity: float | None
    distinct_1: float | None
    distinct_2: float | None
    distinct_3: float | None
    repeated_4grams: float | None
    self_bleu: float | None
    entropy: float | None
    tokens: float | None
    loops: int
    identical: bool


@dataclass(frozen=True, slots=True)
class LaneSummary(Record):
    """What can be told of a lane when all lanes have ended: marks for each text, measures for all of them.

    `error` is None, or in one sentence why the lane could not go on; it then has no texts.
    """

    marks: tuple[Marks, ...]
    measures: Measures
    error: str | None


@dataclass(frozen=True, slots=True)
class Lane(LaneSummary):
    """One lane: its texts as traces, and what they have in common. `traces[r]` is the one of repeat r."""

    name: str
    traces: tuple[Trace, ...]


@dataclass(frozen=True, slots=True)
class Arena(Record):
    """All lanes of one prompt, side by side. One that could not go on has an `error` and no texts.

    `seconds` is how long each lane took, waiting for the others included, since all go in step. It hangs on the machine
    and belongs neither to the JSON nor to what is compared.
    """

    lanes: tuple[Lane, ...]
    seconds: tuple[float, ...] = field(default=(), compare=False)

    @property
    def first(self) -> int | None:
        """The number of the first lane that has texts: the one that the others are compared with."""
        return next((number for number, lane in enumerate(self.lanes) if lane.traces), None)

    def parts(self, a: int, b: int, repeat: int = 0) -> int | None:
        """The index of the first token at which the texts of lanes `a` and `b` differ; None if they never do.

        Where one ends and the other goes on, it is the length of the shorter. Tokens are compared by their bytes, since
        two models may number theirs in two ways.
        """
        return first_difference(self.lanes[a].traces[repeat], self.lanes[b].traces[repeat])


@dataclass(frozen=True, slots=True)
class Sweep(Record):
    """One `parameter` at several `values`: `arena.lanes[i]` holds the texts made with `values[i]`."""

    parameter: str
    values: tuple[float | str | bool, ...]
    arena: Arena


@dataclass(frozen=True, slots=True)
class Sweeps(Record):
    """Sweeps of several parameters, each by itself; all else is the same in all of them."""

    sweeps: tuple[Sweep, ...]


def letter(lane: int) -> str:
    """What a lane is called at a glance: A, B, ... Z, AA, AB, ..."""
    before = letter(lane // 26 - 1) if lane >= 26 else ""
    return before + chr(ord("A") + lane % 26)


def first_difference(one: Trace, other: Trace) -> int | None:
    """The index of the first token at which two texts differ, None if they do not."""
    pieces, others = _pieces(one), _pieces(other)
    if pieces == others:
        return None
    shorter = min(len(pieces), len(others))
    return next((index for index in range(shorter) if pieces[index] != others[index]), shorter)


def _pieces(trace: Trace) -> Sequence[bytes]:
    return [step.choice.piece for step in trace.steps]
