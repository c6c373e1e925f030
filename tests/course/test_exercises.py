"""Every exercise: its solution passes, its stub does not, and whoever is nearly right is told what is wrong."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from llm_playground.course import exercises
from llm_playground.course.agreement import difference
from llm_playground.course.checking import judge
from llm_playground.course.exercise import Call, Exercise
from llm_playground.course.running import Outcome, run
from tests.course.mutations import mutants

MUTANTS = 25


def made(source: str, name: str) -> Any:
    names: dict[str, Any] = {}
    exec(compile(source, "<cell>", "exec"), names)
    return names[name]


@pytest.fixture(params=list(exercises))
def exercise(request: pytest.FixtureRequest) -> Exercise:
    return exercises[request.param]


def test_the_solution_passes_in_a_cell_of_its_own(exercise: Exercise) -> None:
    verdict = judge(exercise, made(exercise.solution, exercise.name))
    assert (verdict.passed, verdict.right) == (True, verdict.calls)
    assert verdict.calls >= 8


def test_the_stub_runs_and_is_still_to_be_written(exercise: Exercise) -> None:
    verdict = judge(exercise, made(exercise.stub, exercise.name))
    assert not verdict.passed
    assert "is still to be written" in verdict.message
    assert inspect.signature(made(exercise.stub, exercise.name)) == inspect.signature(
        made(exercise.solution, exercise.name)
    )


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of NumPy, as in a notebook: a mistake may well overflow
def test_each_common_mistake_has_a_message_of_its_own(exercise: Exercise) -> None:
    assert len(exercise.wrong) >= 2
    told = [judge(exercise, mistake) for mistake in exercise.wrong]
    for mistake, verdict in zip(exercise.wrong, told, strict=True):
        assert not verdict.passed
        assert " ".join((mistake.__doc__ or "").split()) in verdict.message, mistake.__name__
    assert len({verdict.message for verdict in told}) == len(told)


def test_small_changes_to_the_solution_are_wrong_unless_they_change_nothing(exercise: Exercise) -> None:
    """A sample of those that were tried: a hundred of each exercise, on twenty times as many calls."""
    calls = exercise.calls()
    others = [call for seed in range(1, 6) for call in exercise.drawn(np.random.default_rng(seed))]
    right, right_of_others = given(exercise.solution_function, calls), given(exercise.solution_function, others)
    for said, mutant in mutants(exercise.solution, exercise.name, MUTANTS):
        if alike(given(mutant, calls, patience=0.5), right):
            assert alike(given(mutant, others), right_of_others), f"{said} passes, and yet gives other values"


@np.errstate(all="ignore")
def given(function: Any, calls: list[Call], patience: float = 60) -> list[Outcome]:
    return run(function, calls, patience)


def alike(got: list[Outcome], right: list[Outcome]) -> bool:
    return len(got) == len(right) and all(
        one.error is None and difference(one.value, other.value) is None for one, other in zip(got, right, strict=True)
    )


def test_it_says_what_it_is_about(exercise: Exercise) -> None:
    assert exercise.title
    assert not exercise.title.endswith(".")
    assert len(exercise.task) > 80
    assert all(hint.rstrip().endswith((".", "?")) for hint in exercise.hints)
    assert exercise.solution_function.__doc__
    assert exercise.shown
