"""Loops that ask one model, answered together: each goes on until it asks something, and waits for the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from llm_playground.decoding.asking import Answer, Question, Turns, ask
from llm_playground.models.seam import LanguageModel

Event = TypeVar("Event")


class Loop(Generic[Event]):
    """A loop on its way. It waits for the `answer` to its `question`; where none is given it asks for itself."""

    def __init__(self, model: LanguageModel, turns: Turns[Event]) -> None:
        self.model, self._turns = model, turns
        self.is_over = False
        self.question: Question | None = None
        self.answer: Answer | None = None

    def advance(self) -> Iterator[Event]:
        """Its events up to its next question, or its end. Raises: what the loop raises, and as `next_logits`."""
        turn = self._next()
        while turn is not None and not isinstance(turn, Question):
            yield turn
            turn = next(self._turns, None)
        self.question, self.answer, self.is_over = turn, None, turn is None

    def close(self) -> None:
        self.is_over = True
        self._turns.close()

    def _next(self) -> Question | Event | None:
        if self.question is None:
            return next(self._turns, None)
        return self._turns.send(self.answer or ask(self.model, self.question))  # and after an answer comes something


def answer_all(model: LanguageModel, loops: Sequence[Loop[Event]]) -> None:
    """Give loops that wait for `model` its answers in one call, each sequence asked once. Raises: as `next_logits`."""
    waiting = [(loop, loop.question) for loop in loops if loop.question]
    asked = tuple(dict.fromkeys(ids for _, question in waiting for ids in question.sequences))
    if not asked:
        return
    known = dict(zip(asked, ask(model, Question(asked, waiting[0][1].partial)), strict=True))
    for loop, question in waiting:
        loop.answer = [known[ids] for ids in question.sequences]
