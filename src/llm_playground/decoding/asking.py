"""Loops that say what they want to know of a model, and wait for it: one caller answers each loop at once, another
collects what many of them ask and answers it in one call."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.seam import LanguageModel
from llm_playground.records import Partial

Event = TypeVar("Event")


@dataclass(frozen=True, slots=True)
class Question:
    """What comes after each of these `sequences` of ids? `partial`: of a model that is told of in part."""

    sequences: tuple[tuple[int, ...], ...]
    partial: Partial | None = None


Answer = Sequence[Distribution]  # one for each sequence of the question
Turns = Generator[Question | Event, Answer, None]  # a question is answered by `send`, after an event comes `next`


def ask(model: LanguageModel, question: Question) -> Answer:
    """What `model` answers."""
    logits = np.asarray(model.next_logits(question.sequences), dtype=np.float32)
    return Distribution.each(logits, question.partial)


def answered(turns: Turns[Event], model: LanguageModel) -> Generator[Event, None, None]:
    """The events of a loop whose questions `model` answers at once. Closing the generator ends the loop."""
    try:
        turn = next(turns, None)
        while turn is not None:
            if isinstance(turn, Question):
                turn = turns.send(ask(model, turn))  # and after an answer comes something
            else:
                yield turn
                turn = next(turns, None)
    finally:
        turns.close()
