"""Pairs of answers to one request, one of them preferred by a rule that can be checked: for preference training."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from llm_playground.corpus.dialogues.checks import Check, judge
from llm_playground.corpus.dialogues.conversation import all_kinds, dialogue
from llm_playground.corpus.dialogues.dice import Dice
from llm_playground.corpus.dialogues.split import is_held_out
from llm_playground.corpus.world import document_seed
from llm_playground.errors import unknown

Measure = Literal["right", "words"]

FURTHEST = 9  # by so much a wrong result is off at most
SHORTER = 0.8  # a short story has at most this share of the words of the long one


@dataclass(frozen=True)
class Preference:
    """A request, the answer that is preferred, and the one that is not; by `check` an answer of one's own is judged."""

    request: str
    chosen: str
    rejected: str
    check: Check


@dataclass(frozen=True)
class Rule:
    """A rule of preference: how a pair is drawn from a seed, and what is measured of answers: the share of `right`
    ones, or how many `words` they have."""

    pair: Callable[[int, bool], Preference]
    measure: Measure


def preferences(rule: str, count: int, seed: int, *, held_out: bool = False) -> Iterator[Preference]:
    """The first `count` pairs of the set `seed`. `held_out` asks what training never asks.

    Raises:
        UnknownName: no such rule; the message lists them.
    """
    pair = rule_of(rule).pair
    return (pair(document_seed(seed, index), held_out) for index in range(count))


def rule_of(name: str) -> Rule:
    """Raises: UnknownName: no such rule."""
    if name not in RULES:
        raise unknown("preference", name, RULES, field="preference")
    return RULES[name]


def measured(rule: str, asked: Sequence[Preference], answers: Sequence[str]) -> float:
    """Of answers to the requests of these pairs: the share of right ones, or their mean number of words."""
    if rule_of(rule).measure == "words":
        return sum(len(answer.split()) for answer in answers) / len(answers)
    return sum(judge(each.check, answer) for each, answer in zip(asked, answers, strict=True)) / len(answers)


def _right_sum(seed: int, held_out: bool) -> Preference:
    """The right result, and one that is off by a little."""
    turn, dice = dialogue(seed, ["sum"], held_out=held_out).turns[0], Dice(seed)
    right = turn.check.number
    off = [right + by for by in range(-FURTHEST, FURTHEST + 1) if by != 0 and right + by >= 0]
    wrong = re.sub(r"\d+(?=\D*$)", str(dice.pick(off)), turn.assistant)
    return Preference(turn.user, turn.assistant, wrong, turn.check)


def _short_story(seed: int, held_out: bool) -> Preference:
    """Two stories on the same wish; the shorter one is preferred."""
    dice = Dice(seed)
    while True:
        request = all_kinds()["story"].request(dice)
        if is_held_out(request.key or request.text) != held_out:
            continue
        one, other = sorted((request.reply(dice) for _ in range(2)), key=lambda reply: len(reply.text.split()))
        if len(one.text.split()) <= SHORTER * len(other.text.split()):
            return Preference(request.text, one.text, other.text, one.check)


RULES = {"right_sums": Rule(_right_sum, "right"), "short_stories": Rule(_short_story, "words")}
