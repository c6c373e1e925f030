"""A grade is what a slow search over thresholds finds, chosen on one half and scored on the other."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.transformer.grading import Tokens, answers, best_thresholds, both_signs, grades, scores


def f1_of(said: list[bool], right: list[bool]) -> float:
    hits = sum(a and b for a, b in zip(said, right, strict=True))
    return 2 * hits / max(1, sum(said) + sum(right))


tokens = st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.5]), st.booleans()), min_size=1, max_size=12)


@given(tokens)
def test_no_threshold_is_better_than_the_best(pairs: list[tuple[float, bool]]) -> None:
    values, right = [value for value, _ in pairs], [yes for _, yes in pairs]
    thresholds, f1 = best_thresholds(torch.tensor(values)[:, None], torch.tensor(right)[:, None], 0.0)
    slow = max((f1_of([value >= each for value in values], right) for each in values if each > 0), default=0.0)
    assert float(f1) == pytest.approx(slow)
    assert f1_of([value >= float(thresholds) for value in values], right) == pytest.approx(slow)
    said = torch.tensor(values) >= float(thresholds)
    assert scores(said, torch.tensor(right))[2] == pytest.approx(slow)


def test_a_label_is_asked_of_the_token_and_of_the_next_within_its_text() -> None:
    texts = [[{"a"}, set(), {"a", "b"}], [{"b"}, {"c"}]]
    assert answers(texts, ["a", "b"]).int().tolist() == [
        [1, 0, 0, 0],
        [0, 0, 1, 1],
        [1, 1, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 0, 0],
    ]


def test_units_are_chosen_on_one_half_and_graded_on_the_other() -> None:
    def half(flipped: int) -> Tokens:
        """Unit 0 fires on the token before an "a" but for `flipped` of them, unit 1 on every third token."""
        labels = [{"a"} if place % 4 == 1 else {"rare"} if place == 2 else set() for place in range(40)]
        units = torch.zeros(40, 3)
        units[[place for place in range(40) if place % 4 == 0][flipped:], 0] = 2.0
        units[::3, 1] = 1.0
        return Tokens(units, [labels])

    found = grades(half(0), half(4), least=5)
    assert [(grade.label, grade.next, grade.unit, grade.tokens) for grade in found.labels] == [("a", True, 0, 10)]
    assert found.labels[0].precision == 1
    assert found.labels[0].recall == pytest.approx(0.6)
    assert found.median == found.labels[0].f1 == pytest.approx(0.75)
    assert list(found.units) == [0]
    assert grades(half(0), half(4), least=50).labels == []


def test_a_number_may_tell_by_being_low() -> None:
    units = torch.tensor([[3.0], [-2.0], [1.0], [-5.0]])
    _, f1 = best_thresholds(both_signs(units), torch.tensor([[False], [True], [False], [True]]), -torch.inf)
    assert f1[1].item() == 1
    assert f1[0].item() < 1
