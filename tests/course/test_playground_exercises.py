"""What the exercises of the last section compute is what counting every case gives."""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from llm_playground.course import exercises


def test_one_of_k_tries_is_right_as_often_as_in_all_ways_to_pick_them() -> None:
    for samples, right, k in ((6, 2, 1), (6, 2, 3), (7, 0, 4), (7, 5, 3)):
        answers = [True] * right + [False] * (samples - right)
        picked = [any(each) for each in combinations(answers, k)]
        found = exercises["pass_at_k"].solution_function([right], samples, k)
        assert found == pytest.approx(sum(picked) / len(picked))


def test_the_ends_of_the_interval_are_shares_from_which_what_was_seen_is_z_errors_away() -> None:
    for right, questions, z in ((9, 16, 1.96), (16, 16, 1.96), (0, 5, 1.0), (120, 300, 2.5)):
        for end in exercises["success_interval"].solution_function(right, questions, z):
            away = abs(right / questions - end)
            assert away == pytest.approx(z * math.sqrt(max(end * (1 - end), 0) / questions), abs=1e-9)
