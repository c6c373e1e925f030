"""A model beside the truth: what the story world would have written next, and what the model thought of it."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record
from llm_playground.records.score import Score


@dataclass(frozen=True, slots=True)
class TrueCandidate(Record):
    """One token that could come next: how probable it is in truth, and how probable the model makes it."""

    id: int
    piece: bytes
    truth: float
    model: float


@dataclass(frozen=True, slots=True)
class TrueToken(Record):
    """The true distribution in the place of one token of a text, beside the model's.

    `candidates` are the likeliest of either and the token that came, the truest first; the `others_count` tokens not
    listed hold `others_truth` and `others_model`. `possible` tokens have a true probability above 0; `entropy` is that
    of the truth and `kl` is KL(truth || model), both in nats: their sum is what the model pays here on average.
    `probability` and `logprob` (nats) are those of the token that came; 0 and None where the world never writes it.
    """

    candidates: tuple[TrueCandidate, ...]
    others_count: int
    others_truth: float
    others_model: float
    possible: int
    entropy: float
    kl: float
    probability: float
    logprob: float | None

    @property
    def is_drawn(self) -> bool:
        """Whether anything else could have come."""
        return self.possible > 1


@dataclass(frozen=True, slots=True)
class TrueTotals(Record):
    """Over the `tokens` of a text that both sides predict, of which `drawn` could have been others.

    `logprob` is the log-likelihood in truth and `model_logprob` the model's, in nats; `mean_entropy` (what nobody can
    avoid to pay for a token, on average) and `mean_kl` (what the model pays more) are those of the distributions.
    """

    tokens: int
    drawn: int
    logprob: float
    model_logprob: float
    mean_entropy: float
    mean_kl: float


@dataclass(frozen=True, slots=True)
class Truth(Record):
    """A text of the story world, scored by a model, with the true distribution of each of its tokens.

    `tokens` has one for each of `score.tokens`; None where there is no distribution to compare, and after `left_at`,
    the first token that the world never writes there (None: the text could have been written so). `furthest` are the
    tokens with the largest KL, the largest first. `seed` is that of the story, None for a text that was given.
    """

    score: Score
    seed: int | None
    tokens: tuple[TrueToken | None, ...]
    left_at: int | None
    furthest: tuple[int, ...]
    totals: TrueTotals | None
