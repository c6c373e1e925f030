"""The next-token game: guess before the model does, on a story of the story world, which knows the truth.

A guess is one option and how sure the learner is of it; what is left of the probability goes to all other options in
equal parts. So everybody has a distribution over the same options, and is judged by the same log-loss: to be sure and
wrong costs most. The options are the five tokens that the truth or the model thinks likeliest, and "something else".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, count, islice
from random import Random
from typing import NamedTuple
from weakref import ref

from llm_playground.corpus.world import document_seed, sample
from llm_playground.engine.truth import LARGEST_SEED, truth
from llm_playground.errors import InvalidValue, shown, whole_number
from llm_playground.models.seam import LanguageModel
from llm_playground.records.guessing import Losses, Play, PlayedRound, Question
from llm_playground.records.truth import TrueCandidate, TrueToken

ROUNDS = 10
OPTIONS = 5
LEAST_ENTROPY = 0.5  # nats: what is nearly certain is no question
SMALLEST = 1e-300  # of a probability whose logarithm is a number
STORIES_KEPT = 32  # for as many games at a time the truth is computed once
SUREST = 0.99  # nobody may be ruined by one guess


class Guess(NamedTuple):
    """One option, from 0; and how sure the learner is of it, from an even share to `SUREST`."""

    option: int
    sure: float


class _Round(NamedTuple):
    before: str
    token: TrueToken
    came: int  # its id
    piece: bytes


def play(model: LanguageModel, seed: int, guesses: Sequence[Guess] = ()) -> Play:
    """The game of that seed after these guesses: nothing of what is still to be guessed is told.

    Raises:
        InvalidValue: more guesses than rounds, no such option, or a sureness out of range; and as `truth`.
    """
    seed = whole_number("seed", seed, 0, LARGEST_SEED)
    if len(guesses) > ROUNDS:
        raise InvalidValue(f"There are {len(guesses)} guesses, and the game has {ROUNDS} rounds.", field="guesses")
    checked = [_checked(guess) for guess in guesses]  # first: a wrong value should not wait for the stories
    rounds = list(islice(_rounds(model, seed), min(len(guesses) + 1, ROUNDS)))
    shuffled = [_options(each, Random(f"{seed}/{at}")) for at, each in enumerate(rounds)]  # noqa: S311 (a game)
    played = [_played(*each) for each in zip(rounds, shuffled, checked, strict=False)]
    is_over = len(guesses) == ROUNDS
    return Play(
        model.name,
        seed,
        ROUNDS,
        tuple(played),
        None if is_over else _question(rounds[-1], shuffled[-1]),
        _mean([each.losses for each in played]) if played else None,
    )


def _rounds(model: LanguageModel, seed: int) -> Iterator[_Round]:
    """The places of the stories where much could come, in the order of the text; where one ends, another begins."""
    return chain.from_iterable(_places(ref(model), seed, story) for story in count())


@lru_cache(maxsize=STORIES_KEPT)
def _places(model: ref[LanguageModel], seed: int, story: int) -> tuple[_Round, ...]:
    """Those of one story. They are asked for anew with every guess, since a game is a function of its guesses.

    The reference is weak, so that what is kept here keeps no model.
    """
    alive = model()
    assert alive is not None
    found = truth(alive, sample(document_seed(seed, story), ["story"]).text)
    return tuple(
        _Round(found.score.text[: seen.span[0]], token, seen.id, seen.piece)
        for token, seen in zip(found.tokens, found.score.tokens, strict=True)
        if seen.span[0] > 0 and token is not None and token.entropy >= LEAST_ENTROPY
    )


def _options(asked: _Round, random: Random) -> list[TrueCandidate]:
    """The likeliest tokens of either side, in an order that tells nothing."""
    likeliest = sorted(asked.token.candidates, key=lambda each: -max(each.truth, each.model))[:OPTIONS]
    return sorted(likeliest, key=lambda _: random.random())


def _question(asked: _Round, options: list[TrueCandidate]) -> Question:
    return Question(asked.before, tuple(each.piece for each in options))


def _checked(guess: Guess) -> Guess:
    option = whole_number("option", guess.option, 0, OPTIONS)
    least = 1 / (OPTIONS + 1)
    if not isinstance(guess.sure, int | float) or not least - 1e-9 <= guess.sure <= SUREST:
        raise InvalidValue(
            f"sure is {shown(guess.sure)}; it must be from {least:.3f} (one of {OPTIONS + 1} options) to {SUREST}.",
            field="sure",
        )
    return Guess(option, float(guess.sure))


def _played(asked: _Round, options: list[TrueCandidate], guess: Guess) -> PlayedRound:
    came = next((at for at, each in enumerate(options) if each.id == asked.came), len(options))
    left = (1 - guess.sure) / len(options)
    learner = tuple(guess.sure if at == guess.option else left for at in range(len(options) + 1))
    model, true = (_with_others([getattr(each, side) for each in options]) for side in ("model", "truth"))
    losses = Losses(_loss(learner, came), _loss(model, came), _loss(true, came), even=math.log(len(learner)))
    return PlayedRound(_question(asked, options), guess.option, came, asked.piece, learner, model, true, losses)


def _loss(shares: tuple[float, ...], came: int) -> float:
    return -math.log(max(shares[came], SMALLEST)) + 0.0  # never -0.0


def _with_others(shares: list[float]) -> tuple[float, ...]:
    return (*shares, max(0.0, 1 - math.fsum(shares)))


def _mean(losses: list[Losses]) -> Losses:
    sides = ("learner", "model", "truth", "even")
    return Losses(*(math.fsum(getattr(each, side) for each in losses) / len(losses) for side in sides))
