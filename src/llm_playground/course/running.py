"""A learner's function, called where an endless loop can be stopped."""

from __future__ import annotations

import copy
import ctypes
import io
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from typing import Any, TextIO

from llm_playground.course.exercise import Call, Function

PATIENCE = 5.0  # seconds for all calls of a check together; the solutions take milliseconds
MOST_PRINTED = 10_000  # characters of all calls together; a print in a loop would fill the notebook


class TooLong(BaseException):
    """Raised within a function that takes too long. Not an Exception, so that `except Exception` does not catch it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gave, or the error that it ended in; `changed` says that it altered its arguments."""

    value: Any = None
    error: BaseException | None = None
    changed: bool = False


def run(function: Function, calls: Sequence[Call], patience: float = PATIENCE) -> list[Outcome]:
    """Call the function with each of `calls` in turn, and stop after the first that ends in an error.

    A thread of its own runs it: whatever happens there, the thread that called this goes on. A loop in Python is
    stopped; a single call of a library that never returns cannot be, and is left behind.
    """
    outcomes: list[Outcome] = []
    runner = threading.Thread(target=_run_all, args=(function, calls, outcomes), daemon=True)
    with redirect_stdout(_Beginning(sys.stdout, runner)):
        runner.start()
        try:
            runner.join(patience)
        finally:
            if runner.is_alive() and _interrupt(runner):
                runner.join(0.5)
    if len(outcomes) < len(calls) and not (outcomes and outcomes[-1].error):
        outcomes.append(Outcome(error=TooLong()))
    return outcomes


class _Beginning(io.TextIOBase):
    """Standard output that passes on only the beginning of what one thread prints, and all that others do."""

    def __init__(self, to: TextIO, thread: threading.Thread) -> None:
        self.to, self.thread, self.left = to, thread, MOST_PRINTED

    def write(self, text: str) -> int:
        if threading.current_thread() is not self.thread:
            return self.to.write(text)
        if self.left > 0:
            self.to.write(text[: self.left])
            if len(text) > self.left:
                self.to.write(f"\n… (only the first {MOST_PRINTED:,} characters that an answer prints are shown)\n")
        self.left -= len(text)
        return len(text)

    def flush(self) -> None:
        self.to.flush()


def _run_all(function: Function, calls: Sequence[Call], outcomes: list[Outcome]) -> None:
    try:
        for each in calls:
            outcomes.append(_call(function, each.arguments))
            if outcomes[-1].error is not None:
                return
    except TooLong:  # between two calls
        return


def _call(function: Function, given: tuple[Any, ...]) -> Outcome:
    arguments = copy.deepcopy(given)
    try:
        value = function(*arguments)
    except BaseException as error:  # noqa: BLE001 (a learner's function may raise anything; it is told)
        return Outcome(error=error)
    with suppress(Exception):  # of a generator there is no copy, nor of lists within lists without end
        value = copy.deepcopy(value)  # what is done to it later, in another call, changes nothing
    try:
        changed = _plain(arguments) != _plain(given)
    except Exception:  # noqa: BLE001 (something was put into them that cannot be compared)
        changed = True
    return Outcome(value, changed=changed)


def _plain(value: Any) -> Any:
    """The value without arrays, which == does not compare as a whole, at any depth."""
    if hasattr(value, "tolist"):
        return value.tolist(), value.shape
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _interrupt(thread: threading.Thread) -> bool:
    """Raise `TooLong` in another thread, as soon as that runs Python; whether it was still there."""
    assert thread.ident is not None
    reached: int = ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(TooLong))
    return reached == 1
