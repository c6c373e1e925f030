"""How a page asks one of several replicas of a model: which questions there are, and what comes of a replica that has
gone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from llm_playground.errors import ModelUnavailable, PlaygroundError

PATIENCE = 60.0  # seconds in which one of the replicas must answer, while those that have died are started anew
PAUSE = 0.2  # seconds between two tries


class Gone(Exception):
    """The replica that was asked has died, or cannot be reached. Another one gives the same answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a replica says, and which of them it is. Of its errors those that are told to people are values."""

    place: str
    value: Any = None
    error: PlaygroundError | None = None


class Replicas(Protocol):
    """The replicas of one model, interchangeable: all that they are asked depends on nothing but the question."""

    def ask(self, question: str, *given: Any, at: str | None = None) -> Callable[[], Answer]:
        """Ask the replica `at` that place, or one that has little to do where it is not there any more or None is
        named; the call that is returned waits for the answer.

        Raises:
            Gone: by that call.
        """
        ...


class Patience:
    """How long replicas that do not answer are still asked."""

    def __init__(self, model: str) -> None:
        self._model, self._end = model, time.monotonic() + PATIENCE

    def wait(self, error: Gone) -> None:
        """A moment, before another replica is asked.

        Raises:
            ModelUnavailable: that has been long enough.
        """
        if time.monotonic() > self._end:
            raise ModelUnavailable(
                f"None of the machines that compute {self._model} answers. Try again in a moment.", field="model"
            ) from error
        time.sleep(PAUSE)


def asked(replicas: Replicas, model: str, question: str, *given: Any) -> Any:
    """What any replica answers; one that dies meanwhile is followed by another.

    Raises:
        PlaygroundError: what the replica says is wrong; or none answers.
    """
    patience = Patience(model)
    while True:
        try:
            return value_of(replicas.ask(question, *given)())
        except Gone as error:
            patience.wait(error)


def value_of(answer: Answer) -> Any:
    """Raises: what the replica says is wrong."""
    if answer.error is not None:
        raise answer.error
    return answer.value
