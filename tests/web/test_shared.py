"""What many ask for at once is made once for them, and is never older than the question."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from llm_playground.web.shared import Shared
from tests.passes import SOON

PEOPLE = 12


def test_many_who_ask_while_it_is_made_share_the_next_making() -> None:
    begun, go_on, made = threading.Event(), threading.Event(), [0]

    def make() -> int:
        made[0] += 1
        begun.set()
        assert go_on.wait(SOON)
        return made[0]

    shared = Shared(make)
    with ThreadPoolExecutor(PEOPLE) as people:
        first = people.submit(shared.get)
        assert begun.wait(SOON)
        arrived = threading.Barrier(PEOPLE)

        def ask() -> int:
            arrived.wait(SOON)
            return shared.get()

        others = [people.submit(ask) for _ in range(PEOPLE - 1)]
        arrived.wait(SOON)
        go_on.set()
        assert first.result(SOON) == 1
        answers = [each.result(SOON) for each in others]
    # Whoever was not there yet when the second was begun gets a third, and none gets the first, which is older.
    assert min(answers) == 2
    assert made[0] == max(answers)


def test_who_comes_later_gets_what_is_true_by_then() -> None:
    made = iter(range(9))
    shared = Shared(lambda: next(made))
    assert [shared.get(), shared.get()] == [0, 1]


def test_what_could_not_be_made_is_made_for_the_next() -> None:
    results = iter([ValueError("broken"), "whole"])

    def make() -> str:
        result = next(results)
        if isinstance(result, ValueError):
            raise result
        return result

    shared = Shared(make)
    with pytest.raises(ValueError, match="broken"):
        shared.get()
    assert shared.get() == "whole"
