"""How well a chat model answers: requests that training never had, sums, what it should decline, three turns."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bundled.asking import Share, Written, write
from llm_playground.corpus.dialogues import Check, Dialogue, Message, Turn, declines, dialogues, judge
from llm_playground.corpus.dialogues.split import is_held_out
from llm_playground.corpus.dialogues.sums import pair_key
from llm_playground.models.seam import LanguageModel

HELD_OUT_SEED = 2  # the split decides what is held out; the seed only which of it is asked
ANSWER_LIMIT = 200  # new tokens; the longest answers are stories of 110 words
SHORT_LIMIT = 60  # new tokens; for sums, for who is speaking, and for a base model, which does not stop by itself
DECLINING = ("refuses", "does_not_know")  # rules of checks


@dataclass(frozen=True)
class Answered:
    """An answer to one turn of a dialogue."""

    turn: Turn
    answer: Written

    @property
    def right(self) -> bool:
        return self.answer.ended and judge(self.turn.check, self.answer.text)


# -- held-out instructions -------------------------------------------------------------------------


def held_out_dialogues(count: int) -> list[Dialogue]:
    return list(dialogues(count, HELD_OUT_SEED, held_out=True))


def answer_turns(model: LanguageModel, asked: Iterable[Dialogue]) -> list[Answered]:
    """Every turn of every dialogue, greedily, with the true turns before it as its history."""
    return [
        Answered(turn, write(model, history(dialogue, dialogue.turns[:n], turn), ANSWER_LIMIT))
        for dialogue in asked
        for n, turn in enumerate(dialogue.turns)
    ]


def continue_requests(model: LanguageModel, asked: Iterable[Dialogue]) -> Share:
    """The same requests to a base model, as plain text: how often what follows happens to be an answer."""
    turns = [turn for dialogue in asked for turn in dialogue.turns]
    return Share.of(judge(turn.check, write(model, turn.user, SHORT_LIMIT).text) for turn in turns)


def history(dialogue: Dialogue, before: Sequence[Turn], turn: Turn) -> list[Message]:
    """The conversation up to the request of `turn`."""
    messages = Dialogue(dialogue.kind, dialogue.system, tuple(before)).messages
    return [*messages, {"role": "user", "content": turn.user}]


def by_kind(answers: Sequence[Answered]) -> dict[str, Share]:
    kinds = sorted({answered.turn.kind for answered in answers})
    return {kind: Share.of(a.right for a in answers if a.turn.kind == kind) for kind in kinds}


@dataclass(frozen=True)
class Declining:
    """How often an answer declines (it refuses, or says that it does not know): where it should, and elsewhere."""

    where_it_should: Share
    elsewhere: Share


def declining(answers: Sequence[Answered]) -> Declining:
    should = [answered for answered in answers if answered.turn.check.rule in DECLINING]
    others = [answered for answered in answers if answered.turn.check.rule not in DECLINING]
    shares = [Share.of(declines(answered.answer.text) for answered in part) for part in (should, others)]
    return Declining(*shares)


# -- sums ------------------------------------------------------------------------------------------

Pair = tuple[int, int]


def one_digit_pairs() -> list[Pair]:
    return [(x, y) for x in range(10) for y in range(10)]


def two_digit_pairs(count: int, seed: int = 0) -> list[Pair]:
    draw = random.Random(seed)
    return [(draw.randint(10, 99), draw.randint(10, 99)) for _ in range(count)]


def held_out_pairs() -> list[Pair]:
    """All pairs of two-digit numbers that training never adds, in any wording."""
    pairs = [(x, y) for x in range(10, 100) for y in range(x, 100)]
    return [(x, y) for x, y in pairs if is_held_out(pair_key(x, "plus", y) or "")]


def additions(model: LanguageModel, pairs: Iterable[Pair]) -> Share:
    return Share.of(_adds(model, x, y) for x, y in pairs)


def _adds(model: LanguageModel, x: int, y: int) -> bool:
    answer = write(model, [{"role": "user", "content": f"What is {x} + {y}?"}], SHORT_LIMIT)
    return answer.ended and judge(Check("number", number=x + y), answer.text)


# -- three turns -----------------------------------------------------------------------------------


def persona_dialogues(count: int) -> list[Dialogue]:
    """Different conversations of three turns about who is speaking; training never asks so."""
    found: dict[tuple[str, ...], Dialogue] = {}
    for dialogue in dialogues(40 * count, HELD_OUT_SEED, ["persona"], held_out=True):
        if len(dialogue.turns) == 3:
            found.setdefault(tuple(turn.user for turn in dialogue.turns), dialogue)
    return list(found.values())[:count]


def converse(model: LanguageModel, dialogue: Dialogue) -> list[Answered]:
    """The requests of a dialogue one after the other; the history is what the model itself answered."""
    said: list[Message] = [{"role": "system", "content": dialogue.system}] if dialogue.system is not None else []
    answers = []
    for turn in dialogue.turns:
        said.append({"role": "user", "content": turn.user})
        answer = write(model, said, SHORT_LIMIT)
        said.append({"role": "assistant", "content": answer.text})
        answers.append(Answered(turn, answer))
    return answers


def keeps_persona_and_format(answers: Sequence[Answered]) -> bool:
    """Every answer passes its check and, which the check includes, is not empty; it ends, and is nothing but text."""
    return all(answered.right and not answered.answer.special for answered in answers)
