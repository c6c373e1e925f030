"""A check answers every answer kindly, and keeps what was solved."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from llm_playground import course
from llm_playground.course import checking, running
from llm_playground.course.agreement import difference
from llm_playground.course.exercises import exercises
from llm_playground.course.in_python import as_value
from llm_playground.course.progress import place
from llm_playground.errors import CheckpointError, InvalidValue, UnknownName
from llm_playground.plain.faces import face_of

right = exercises["softmax"].solution_function


def said(answer: Any) -> str:
    verdict = course.check("softmax", answer)
    assert not verdict.passed
    return verdict.message


def test_what_was_tried_and_what_came_out_is_shown() -> None:
    verdict = course.check("softmax", lambda logits: logits)
    assert verdict.tried == "softmax(np.array([1., 2., 3.]))"
    assert verdict.got == "np.array([1., 2., 3.])"
    assert verdict.expected == "np.array([0.09  , 0.2447, 0.6652])"
    assert 'course.hint("softmax")' in verdict.message
    for shows in (face_of(verdict).text(verdict), face_of(verdict).html(verdict)):
        assert "0.2447" in shows


def ends_in_a_sentence(logits: np.ndarray) -> None:
    raise ValueError("It is too short.")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda logits: None, "gave None: is a return missing?"),
        (lambda logits: "probably", "gave a str, and it should give a NumPy array"),
        (lambda logits: right(logits)[:1], "shape (1,), and the shape should be (3,)"),
        (lambda logits: right(logits) * np.nan, "gave NaN"),
        (lambda logits: [[1.0], [2.0, 3.0]], "rows of different lengths"),
        (lambda logits: logits[99], "It raised IndexError in the line"),
        (ends_in_a_sentence, "`: It is too short. course.hint"),
        (lambda: 1, "It raised TypeError"),
        (3, "The answer is 3, and not a function"),
        (None, "and not a function"),
    ],
)
def test_a_wrong_answer_is_told_in_a_sentence(answer: Any, words: str) -> None:
    assert words in said(answer)
    assert not re.search(r"[.?!]\.", said(answer))


def test_a_place_within_a_place_is_named() -> None:
    assert difference({"a": [1, (2, 3)]}, {"a": [1, (2, 4)]}) == (
        "went wrong at 'a', there at item 1 (counting from 0), there at item 1 (counting from 0): it gave another value"
    )


def test_another_kind_of_value_is_named() -> None:
    assert difference(3, "three") == "gave an int, and it should give a str"


@pytest.mark.parametrize(
    "value",
    [
        np.array([1.0, -np.inf, np.nan]),
        np.array([[1.0, np.inf], [2.0, 3.0]]),
        np.zeros((0, 3)),
        (np.array([1.0, 2.0]), np.zeros((0, 2)), 3),
        (np.array([1.0, 2.0]),),
        [np.array([1, 2]), [3, 4]],
    ],
)
def test_a_value_is_shown_as_python_that_gives_it(value: Any) -> None:
    assert difference(eval(as_value(value), {"np": np}), value) is None


def test_lists_tensors_and_float32_will_do() -> None:
    for answer in (
        lambda logits: right(logits).tolist(),
        lambda logits: torch.softmax(torch.tensor(logits), -1),
        lambda logits: right(logits).astype(np.float32),
    ):
        assert course.check("softmax", answer).passed


def test_who_changes_what_is_given_is_told() -> None:
    def in_place(logits: np.ndarray) -> np.ndarray:
        result: np.ndarray = right(logits)
        logits += 1
        return result

    assert "it changed what it was given" in said(in_place)


class Unspeakable:
    """An object that can neither be copied nor compared nor shown."""

    def _no(self, *_: object) -> Any:
        raise RuntimeError("no")

    __deepcopy__ = __repr__ = __eq__ = _no  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


class UnspeakableError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no")


def with_itself(*_: object) -> list[Any]:
    given: list[Any] = []
    given.append(given)
    return given


def calls_itself(logits: np.ndarray) -> np.ndarray:
    return calls_itself(logits)


def fails_at_length(logits: np.ndarray) -> None:
    raise ValueError("z" * 10_000_000)


def fails_without_words(logits: np.ndarray) -> None:
    raise UnspeakableError


def gives_a_generator(logits: np.ndarray) -> Iterator[float]:
    yield from logits


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (calls_itself, "It raised RecursionError in the line `return calls_itself(logits)`"),
        (lambda logits: calls_itself, "gave a function, and it should give a NumPy array"),
        (with_itself, "gave rows of different lengths"),
        (gives_a_generator, "gave a generator, and it should give a NumPy array"),
        (lambda logits: Unspeakable(), "gave an Unspeakable, and it should give a NumPy array"),
        (lambda logits: logits + 0j, "gave an array of complex128, and not of numbers"),
        (lambda logits: [str(each) for each in logits], "gave a list, and it should give a NumPy array"),
        (fails_at_length, "It raised ValueError in the line `raise ValueError("),
        (fails_without_words, "It raised UnspeakableError in the line `raise UnspeakableError`."),
    ],
)
def test_whatever_an_answer_gives_is_told_shortly_and_at_once(answer: Any, words: str) -> None:
    verdict = course.check("softmax", answer)
    assert words in verdict.message
    assert len(f"{verdict.message}{verdict.got}") < 1000


def test_an_object_that_cannot_be_shown_is_told_within_a_list_too() -> None:
    verdict = course.check("bpe_encode", lambda word, merges: [Unspeakable()])
    assert "item 0 (counting from 0): it gave an Unspeakable, and it should give a bytes" in verdict.message
    assert verdict.got == "<list, which cannot be shown>"


def test_of_what_an_answer_prints_the_beginning_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    def prints(logits: np.ndarray) -> Any:
        print("x" * 1_000_000)
        return right(logits)

    assert course.check("softmax", prints).passed
    printed = capsys.readouterr().out
    assert printed.startswith("x" * running.MOST_PRINTED + "\n… (only the first 10,000 characters")
    assert len(printed) < running.MOST_PRINTED + 100
    print("all of what comes later")
    assert capsys.readouterr().out == "all of what comes later\n"


def test_a_loop_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def forever(logits: np.ndarray) -> None:
        while True:
            with contextlib.suppress(Exception):  # what stops it passes this
                pass

    monkeypatch.setattr(running.run, "__defaults__", (0.3,))
    began = time.monotonic()
    assert "does a loop never end?" in said(forever)
    assert time.monotonic() - began < 20
    assert course.check("softmax", right).passed  # nothing of it is left behind


def test_what_ends_a_program_ends_no_kernel() -> None:
    def leaves(logits: np.ndarray) -> None:
        raise SystemExit(3)

    assert "It raised SystemExit" in said(leaves)


def test_for_graders_a_wrong_answer_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="Not yet"):
        course.check("softmax", lambda logits: logits).assert_ok()
    monkeypatch.setenv(checking.STRICT, "1")
    with pytest.raises(AssertionError, match="Not yet"):
        course.check("softmax", lambda logits: logits)
    assert course.check("softmax", right).passed


def test_progress_is_kept_and_a_later_mistake_takes_nothing_away() -> None:
    place().unlink(missing_ok=True)
    course.check("softmax", lambda logits: logits)
    course.check("softmax", right)
    course.check("softmax", lambda logits: logits)
    row = next(row for row in course.progress().rows if row.exercise == "softmax")
    assert (row.tries, row.passed) == (3, True)
    assert "def softmax" in json.loads(place().read_text())["softmax"]["answer"]
    shown = face_of(course.progress())
    assert f"1 of {len(exercises)} exercises are solved" in shown.text(course.progress())
    assert "3 tries" in shown.html(course.progress())


def test_a_check_says_no_warning_that_the_answer_did_not_cause(recwarn: pytest.WarningsRecorder) -> None:
    """Solutions may overflow, and common mistakes divide by zero."""

    def gives_nothing(*arguments: Any) -> None:
        pass

    for exercise in exercises.values():
        checking.judge(exercise, gives_nothing)
    assert [str(each.message) for each in recwarn.list] == []


def test_a_stub_in_which_nothing_was_written_is_no_try_and_takes_no_answer_away(tmp_path: Path) -> None:
    """So a notebook of stubs may be run as a whole."""
    place().unlink(missing_ok=True)
    tried = _from_file(tmp_path / "tried.py", exercises["softmax"].stub.replace("raise", "return 1  #"))
    course.check("softmax", tried)
    kept = place().read_text()
    course.check("softmax", _from_file(tmp_path / "stub.py", exercises["softmax"].stub))
    assert place().read_text() == kept
    assert "return 1" in json.loads(kept)["softmax"]["answer"]


def _from_file(file: Path, source: str) -> Any:
    """The softmax of a module; its source can be read, as that of a cell can."""
    file.write_text(source)
    spec = spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(module := module_from_spec(spec))
    return module.softmax


def test_a_damaged_file_of_progress_is_told_and_left_alone() -> None:
    place().parent.mkdir(parents=True, exist_ok=True)
    place().write_text("[]")
    with pytest.raises(CheckpointError, match="Move it away"):
        course.check("softmax", right)
    assert place().read_text() == "[]"
    place().unlink()


def test_help_is_given_when_it_is_asked_for() -> None:
    assert course.hint("softmax") != course.hint("softmax", 2)
    assert "keepdims" in course.solution("softmax")
    with pytest.raises(InvalidValue, match="from 1 to 2"):
        course.hint("softmax", 3)
    with pytest.raises(UnknownName, match="Did you mean softmax"):
        course.check("sotfmax", right)
