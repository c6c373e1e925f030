"""What a learner has solved, kept in a file of theirs, so that it survives a new kernel and a new notebook.

The file holds, for each exercise that was checked, how often, whether it has passed, and the source of the answer: the
last that passed, or else the last; and under "quiz", by form and objective, what was chosen. Several kernels may write
it: each write reads what is there first.
"""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeGuard

from platformdirs import user_data_path

from llm_playground.course.exercise import Exercise
from llm_playground.course.exercises import exercises
from llm_playground.errors import CheckpointError, reason
from llm_playground.records.verdict import Progress, Solved

QUIZ = "quiz"  # its place in the file, where the exercises have theirs


def progress() -> Progress:
    """Every exercise of the course, in its order, and which have passed.

    Raises:
        CheckpointError: the file of the learner's progress cannot be read.
    """
    kept = read()
    return Progress(tuple(_row(each, kept.get(name, {})) for name, each in exercises.items()))


def keep(exercise: Exercise, answer: object, passed: bool) -> None:
    """Note that an answer was checked. A stub in which nothing has been written is none.

    Raises:
        CheckpointError: the file cannot be read or written.
    """
    source = _source(answer)
    if source is not None and exercise.stub.endswith(source.rstrip()):
        return
    kept, quiz = _read()
    before = kept.get(exercise.name, {"tries": 0, "passed": False, "answer": None})
    better = passed or not before["passed"]
    kept[exercise.name] = {
        "tries": before["tries"] + 1,
        "passed": before["passed"] or passed,
        "answer": source if better and source is not None else before["answer"],
    }
    _write(kept, quiz)


def keep_quiz(form: str, chosen: Mapping[str, str]) -> None:
    """Keep what was chosen in a form of the quiz, by objective, in place of what was kept of it.

    Raises:
        CheckpointError: the file cannot be read or written.
    """
    kept, quiz = _read()
    _write(kept, quiz | {form: dict(chosen)})


def place() -> Path:
    """The file of the learner's progress."""
    return user_data_path("llm-playground", appauthor=False) / "course.json"


def read() -> dict[str, dict[str, Any]]:
    """What was kept, by exercise; empty if nothing was.

    Raises:
        CheckpointError: the file cannot be read.
    """
    return _read()[0]


def read_quiz() -> dict[str, dict[str, str]]:
    """What was chosen in the quiz, by form and objective; empty if nothing was.

    Raises:
        CheckpointError: the file cannot be read.
    """
    return _read()[1]


def is_quiz(kept: object) -> TypeGuard[dict[str, dict[str, str]]]:
    """Whether this is what is kept of the quiz."""
    return isinstance(kept, dict) and all(
        isinstance(chosen, dict) and all(isinstance(each, str) for each in chosen.values()) for chosen in kept.values()
    )


def _read() -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, str]]]:
    file = place()
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        assert isinstance(kept, dict)
        quiz = kept.pop(QUIZ, {})
        assert is_quiz(quiz)
        assert all(each.keys() == {"tries", "passed", "answer"} for each in kept.values())
    except FileNotFoundError:
        return {}, {}
    except (OSError, ValueError, AttributeError, AssertionError) as error:
        raise CheckpointError(
            f"The file of your progress, {file}, cannot be read ({reason(error)}). Move it away, and it begins anew."
        ) from error
    return kept, quiz


def _write(kept: dict[str, dict[str, Any]], quiz: dict[str, dict[str, str]]) -> None:
    file, all_kept = place(), kept | ({QUIZ: quiz} if quiz else {})
    part = file.with_suffix(f".{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(all_kept, indent=1, ensure_ascii=False), encoding="utf-8")
        part.replace(file)
    except OSError as error:
        raise CheckpointError(f"Your progress cannot be kept in {file}: {reason(error)}.") from error


def _source(answer: object) -> str | None:
    try:
        return inspect.getsource(answer)  # type: ignore[arg-type]
    except (OSError, TypeError):  # made by exec, or no function at all
        return None


def _row(exercise: Exercise, kept: dict[str, Any]) -> Solved:
    return Solved(
        exercise.name, exercise.title, exercise.section, kept.get("tries", 0), bool(kept.get("passed", False))
    )
