"""How probable a model finds a given text, token by token and as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Encoding, Record, Stage


@dataclass(frozen=True, slots=True)
class ScoredToken(Record):
    """One token of a scored text, and the distribution that it came from.

    `span` is the half-open range of characters of the text that it covers. `context` counts the tokens that the model
    read before it. `logprob` is in nats, `bits` the same as surprise: -log2 of `probability`. `rank` is its place in
    the whole vocabulary (1: the likeliest), and `distribution` the model's own, with its entropy in nats. All of these
    are None where nothing stands before the token.
    """

    id: int
    piece: bytes
    span: tuple[int, int]
    context: int
    logprob: float | None
    bits: float | None
    probability: float | None
    rank: int | None
    distribution: Stage | None


@dataclass(frozen=True, slots=True)
class Totals(Record):
    """A scored text as a whole: `tokens` with a probability, which stand for `bytes` bytes of UTF-8.

    `logprob` (nats) is the sum over them, the log-likelihood of the text, and `mean_logprob` its mean.
    `perplexity` is exp(-mean_logprob): from so many equally likely tokens it would be as hard to guess the next one; it
    is None beyond 1e300. `bits_per_byte` is -logprob / ln 2 / bytes, which can be compared between tokenizers; None
    where the tokens have no bytes. `expected_logprob` is minus the mean entropy of the distributions: what
    `mean_logprob` would be, on average, if the text had been drawn from the model.
    """

    tokens: int
    bytes: int
    logprob: float
    mean_logprob: float
    expected_logprob: float
    perplexity: float | None
    bits_per_byte: float | None


@dataclass(frozen=True, slots=True)
class Score(Record):
    """How probable a model finds a text.

    `before` is what the model read before the text, which is not scored itself: the prompt, or the token that begins a
    text; None where there is no such token. `surprising` are the tokens with the lowest probability, the lowest first,
    as indices into `tokens`. A text longer than the `context_length` was read in several windows, each `stride` tokens
    further on.
    """

    model: str
    before: Encoding | None
    text: str
    tokens: tuple[ScoredToken, ...]
    totals: Totals
    surprising: tuple[int, ...]
    windows: int
    stride: int
    context_length: int
    vocab_size: int

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(token.id for token in self.tokens)

    @property
    def logprobs(self) -> tuple[float | None, ...]:
        """Of each token, in nats; None where nothing stands before it."""
        return tuple(token.logprob for token in self.tokens)

    @property
    def ranks(self) -> tuple[int | None, ...]:
        return tuple(token.rank for token in self.tokens)

    @property
    def logprob(self) -> float:
        """The log-likelihood of the text, in nats."""
        return self.totals.logprob

    @property
    def perplexity(self) -> float | None:
        return self.totals.perplexity

    @property
    def bits_per_byte(self) -> float | None:
        return self.totals.bits_per_byte
