"""`course.check`: an answer is tried with many calls, and the first that goes wrong is told."""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from llm_playground.course import progress
from llm_playground.course.agreement import difference
from llm_playground.course.exercise import Call, Exercise, Function
from llm_playground.course.exercises import exercises
from llm_playground.course.in_python import as_call, as_value, shortened
from llm_playground.course.running import PATIENCE, Outcome, TooLong, run
from llm_playground.errors import shown
from llm_playground.records.verdict import Verdict

LONGEST_LINE = 120  # characters of the line in which an answer failed
STRICT = "LLM_PLAYGROUND_STRICT"  # in the environment: a wrong answer raises, for graders


def check(name: str, answer: object) -> Verdict:
    """Try an answer to an exercise.

        course.check("top_p", my_top_p)

    Args:
        name: of the exercise, as `course.exercises` lists them.
        answer: the learner's function. It is called with the examples of the task and with others; each call gets
            copies of its arguments. A loop without end is stopped.

    Returns:
        The verdict, which shows itself. It is kept in the learner's progress.

    Raises:
        UnknownName: no exercise has this name.
        AssertionError: the answer is wrong, and the environment variable LLM_PLAYGROUND_STRICT is 1.
    """
    exercise = exercises[name]
    verdict = judge(exercise, answer)
    progress.keep(exercise, answer, verdict.passed)
    if os.environ.get(STRICT) == "1":
        verdict.assert_ok()
    return verdict


def judge(exercise: Exercise, answer: object) -> Verdict:
    """The verdict on an answer; nothing is kept."""
    calls = exercise.calls()
    if not callable(answer):
        message = (
            f"The answer is {shown(answer)}, and not a function. Give the function itself, without calling it: "
            f'course.check("{exercise.name}", {exercise.name}).'
        )
        return Verdict(exercise.name, exercise.title, False, message, 0, len(calls))
    right = [outcome.value for outcome in run(_silent(exercise.solution_function), calls)]
    outcomes = run(answer, calls)
    wrong = [_wrong(exercise, *each) for each in zip_longest(calls, right, outcomes)]
    first = next((at for at, each in enumerate(wrong) if each), None)
    if first is None:
        message = f"Right: all {len(calls)} calls gave what they should."
        return Verdict(exercise.name, exercise.title, True, message, len(calls), len(calls))
    return Verdict(
        exercise.name,
        exercise.title,
        False,
        _message(exercise, calls, outcomes, first, wrong[first] or ""),
        sum(each is None for each in wrong),
        len(calls),
        as_call(exercise.name, calls[first].arguments),
        _shown(outcomes[first].value) if outcomes[first].error is None else None,
        as_value(right[first]),
    )


def _wrong(exercise: Exercise, call: Call, right: Any, outcome: Outcome | None) -> str | None:
    """What is wrong with the outcome of a call, as a sentence."""
    if outcome is None:
        return "It was not tried, since one before it failed."
    if isinstance(outcome.error, TooLong):
        return f"It was stopped after {PATIENCE:.0f} seconds: does a loop never end?"
    if isinstance(outcome.error, NotImplementedError):
        return f"{exercise.name} is still to be written."
    if outcome.error is not None:
        return _failure(outcome.error)
    if differs := _difference(outcome.value, right):
        return _sentence(f"It {differs}")
    if outcome.changed:
        return "What it gave is right, but it changed what it was given. Work on a copy."
    return None


def _failure(error: BaseException) -> str:
    """An error, and the line of the learner's function that it came from."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != _RUNNING]
    where = f" in the line `{shortened(frames[0].line, LONGEST_LINE)}`" if frames and frames[0].line else ""
    try:
        says = shortened(str(error).strip().partition("\n")[0])
    except Exception:  # noqa: BLE001 (an error of the learner's own, which fails to say what it is)
        says = ""
    return _sentence(f"It raised {type(error).__name__}{where}{': ' + says if says else ''}")


def _sentence(words: str) -> str:
    """With a full stop, unless it ends already: an error may say anything."""
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _difference(got: Any, right: Any) -> str | None:
    """As `difference`, of whatever a learner's function may give."""
    try:
        return difference(got, right)
    except Exception:  # noqa: BLE001 (an object that cannot be compared)
        return f"gave a value of the type {type(got).__name__} that cannot be compared with what it should be"


def _shown(got: Any) -> str:
    """As `as_value`, of whatever a learner's function may give."""
    try:
        return as_value(got)
    except Exception:  # noqa: BLE001 (an object that cannot say what it is, or lists within lists without end)
        return f"<{type(got).__name__}, which cannot be shown>"


def _message(exercise: Exercise, calls: list[Call], outcomes: Sequence[Outcome], first: int, wrong: str) -> str:
    note = f" This call is special: {calls[first].note}." if calls[first].note and outcomes[first].error is None else ""
    mistake = _known_mistake(exercise, calls, outcomes)
    help = f'course.hint("{exercise.name}") gives a hint.'
    return f"Not yet. {wrong}{note} {mistake + ' ' if mistake else ''}{help}"


def _known_mistake(exercise: Exercise, calls: list[Call], outcomes: Sequence[Outcome]) -> str | None:
    """What to tell somebody whose answer gives what a common mistake gives, at every call."""
    for mistake in exercise.wrong:
        gives = run(_silent(mistake), calls)
        if len(gives) == len(outcomes) and all(map(_alike, outcomes, gives)):
            return " ".join((mistake.__doc__ or "").split())
    return None


def _silent(function: Function) -> Function:
    """The function without NumPy's warnings, which the learner would take for those of the answer."""
    silent: Function = np.errstate(all="ignore")(function)
    return silent


def _alike(one: Outcome, other: Outcome) -> bool:
    if one.error or other.error:
        return type(one.error) is type(other.error)
    return one.changed == other.changed and _difference(one.value, other.value) is None


_RUNNING = run.__code__.co_filename
