"""Two models on one text: what each makes of it, and how far apart they are along the way."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Encoding, Record
from llm_playground.records.score import Score, Totals


@dataclass(frozen=True, slots=True)
class Prediction(Record):
    """What one model made of one token: it read `context` tokens before it.

    `probability` is that of the token and `logprob` its logarithm, in nats; `rank` is its place in the whole
    vocabulary (1: the likeliest). `entropy` is that of the distribution, in nats.
    """

    context: int
    probability: float
    logprob: float
    rank: int
    entropy: float


@dataclass(frozen=True, slots=True)
class SharedCandidate(Record):
    """A token of both vocabularies, which are the same, and its probability by model `a` and by model `b`."""

    id: int
    piece: bytes
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Distributions(Record):
    """What two models with one vocabulary expect in one place.

    `kl_ab` is KL(a || b) and `kl_ba` is KL(b || a), in nats over the whole vocabulary; None where it is infinite, since
    one model rules out what the other does not. `candidates` are the likeliest of either, those that moved most and the
    token that came, by the larger of their two probabilities; the `others_count` tokens not listed hold `others_a` and
    `others_b`. `gained` and `lost` are the tokens that are likelier, and less likely, by `b` than by `a`, as indices
    into `candidates`, those that moved most first. `agree`: the likeliest token is the same by both.
    """

    kl_ab: float | None
    kl_ba: float | None
    candidates: tuple[SharedCandidate, ...]
    others_count: int
    others_a: float
    others_b: float
    gained: tuple[int, ...]
    lost: tuple[int, ...]
    agree: bool


@dataclass(frozen=True, slots=True)
class ComparedToken(Record):
    """One token of the text, `span` its half-open range of characters, as both models predicted it.

    `a`, `b` and `distributions` are None where nothing stands before the token.
    """

    id: int
    piece: bytes
    span: tuple[int, int]
    a: Prediction | None
    b: Prediction | None
    distributions: Distributions | None


@dataclass(frozen=True, slots=True)
class Apart(Record):
    """How far apart two models with one vocabulary are, over the `tokens` that both predict.

    `mean_kl_ab` and `mean_kl_ba` are in nats a token, None where one is infinite. `agree` counts the places with the
    same likeliest token. `furthest` are the tokens with the largest KL(b || a), the largest first, as indices.
    """

    tokens: int
    mean_kl_ab: float | None
    mean_kl_ba: float | None
    agree: int
    furthest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ComparedStretch(Record):
    """A part of the text at whose two ends both models have cut it, so that both have paid for the same characters.

    `span` is its half-open range of characters, `bytes` its length in UTF-8. `a` and `b` are the tokens that it has in
    either model, as half-open ranges; `bits_a` and `bits_b` are what they cost together: the sum of -log2 of their
    probabilities. None where nothing stands before the first of them.
    """

    span: tuple[int, int]
    bytes: int
    a: tuple[int, int]
    b: tuple[int, int]
    bits_a: float | None
    bits_b: float | None


@dataclass(frozen=True, slots=True)
class OwnVocabularies(Record):
    """Two models that cut text in two ways: each with its own tokens, and the stretches of text that both share.

    `size_a` and `size_b` are how many tokens there are in either; `token` is the first number that does not stand for
    the same in both: `piece_a` and `piece_b` (None: there is none of that number). `furthest` are the stretches at
    which one pays most beyond the other, in bits, as indices.
    """

    size_a: int
    size_b: int
    token: int
    piece_a: bytes | None
    piece_b: bytes | None
    score_a: Score
    score_b: Score
    stretches: tuple[ComparedStretch, ...]
    furthest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SameAnswer(Record):
    """The text as the answer to a prompt, by one of the models: with a chat template around the prompt, or without.

    `model` is "a" or "b". `prompt_tokens` is how many tokens it read before the text.
    """

    model: str
    template: bool
    prompt_tokens: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class ModelComparison(Record):
    """What two models make of one text.

    `before_a` and `before_b` are what they read before it: the prompt, or the token that begins a text; None where
    there is no such token. Models with one vocabulary are compared token by token: then there are `tokens` and `apart`.
    Others are compared along the characters, in `vocabularies`. `answers` holds the same text behind the same prompt,
    by both models, with and without the chat template, as far as there is one; () without a prompt.
    """

    a: str
    b: str
    text: str
    before_a: Encoding | None
    before_b: Encoding | None
    totals_a: Totals
    totals_b: Totals
    tokens: tuple[ComparedToken, ...]
    apart: Apart | None
    vocabularies: OwnVocabularies | None
    answers: tuple[SameAnswer, ...]
