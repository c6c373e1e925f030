"""Speculative decoding: what a small model drafted, what the model itself made of it, and the text that came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from llm_playground.records import Ending, Record, Stage, Start, Step, Trace

DraftFate = Literal["accepted", "rejected", "dropped"]


@dataclass(frozen=True, slots=True)
class TwoShares(Record):
    """A token in both distributions at one place: its share in that of the draft model, in the model's own, and in what
    the model draws from if it rejects the token drafted there, the residual max(0, p - q), scaled to sum to 1."""

    id: int
    piece: bytes
    draft_probability: float
    probability: float
    residual: float


@dataclass(frozen=True, slots=True)
class Overlap(Record):
    """Both distributions at one place, after the strategy's warpers, over the whole vocabulary.

    `rows` are the likeliest tokens of either, and the one drafted; the `others_count` tokens without a row are summed.
    `shared` is the sum of min(p, q): how probable it was that a token drafted here would be accepted.
    """

    rows: tuple[TwoShares, ...]
    others_count: int
    others_draft_probability: float
    others_probability: float
    others_residual: float
    shared: float


@dataclass(frozen=True, slots=True)
class DraftedToken(Record):
    """A token that the draft model proposed, drawn by `draft_u` with the probability q = `draft_probability`.

    The model gave it p = `probability`, and accepted it if its random number `u` in [0, 1) was below
    `acceptance` = min(1, p / q). Where the strategy draws nothing, both random numbers are None, and it is accepted if
    the model would take the same token: `acceptance` is 1 or 0. What comes after a rejected token, or after the end of
    the text, is "dropped": nobody asked what the model thinks of it, so that `probability`, `acceptance`, `u` and
    `overlap` are None.
    """

    id: int
    piece: bytes
    draft_u: float | None
    draft_probability: float
    probability: float | None
    acceptance: float | None
    u: float | None
    overlap: Overlap | None
    fate: DraftFate


@dataclass(frozen=True, slots=True)
class Round(Record):
    """One pass of the model: the tokens drafted for it, and the `steps` that the text is longer by.

    These are the accepted ones and, as the last, one of the model's own: "residual", drawn in place of the rejected one
    by `residual_u` from the distribution `residual` (None of a strategy that draws nothing: it takes the likeliest
    token), or "bonus", drawn after all the drafted ones were accepted. None: an accepted token ended the text.
    """

    index: int
    drafted: tuple[DraftedToken, ...]
    own: Literal["residual", "bonus"] | None
    residual: Stage | None
    residual_u: float | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Speculation(Record):
    """A text of `start.model` for which the model `draft` proposed `num_draft_tokens` tokens a round.

    Attributes:
        model_passes: of the model, one a round. Without drafts it takes one a token.
        draft_passes: of the draft model, one a drafted token.
        accepted, rejected, dropped: how many of the drafted tokens.
        acceptance_rate: the accepted ones as a share of those that the model looked at; None if it looked at none.
        tokens_per_pass: how much longer the text grew with a pass of the model, on average; None without a round.
    """

    start: Start
    draft: str
    num_draft_tokens: int
    rounds: tuple[Round, ...]
    ending: Ending
    model_passes: int
    draft_passes: int
    accepted: int
    rejected: int
    dropped: int
    acceptance_rate: float | None
    tokens_per_pass: float | None

    @property
    def steps(self) -> tuple[Step, ...]:
        """Those of the text, in order."""
        return tuple(step for round in self.rounds for step in round.steps)

    @property
    def trace(self) -> Trace:
        """The text as any other: to be shown, saved, and to part from (`llm_playground.branch`)."""
        return Trace(self.start, self.steps, self.ending)

    @property
    def ids(self) -> tuple[int, ...]:
        """The generated ids, without the prompt's."""
        return self.trace.ids

    @property
    def text(self) -> str:
        """As that of a `Trace`."""
        return self.trace.text
