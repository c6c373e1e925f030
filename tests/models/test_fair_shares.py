"""The law of fair shares, on the scheduler: who goes on asking gets as much as anybody, in however many lanes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from llm_playground.models.fair_shares import LEAD, LINGER, FairShares

MOST_ROWS = 16
# Of each person the rows of each lane: one of a text that is drawn, several of a beam search.
LANES = st.lists(st.integers(1, 6), min_size=1, max_size=8)
PEOPLE = st.lists(LANES, min_size=1, max_size=8)


class Class:
    """People who ask again as soon as they are answered; a pass takes no time, unless a test says so."""

    def __init__(self, people: list[list[int]]) -> None:
        self.shares, self.now = FairShares(), 0.0
        self.line = [(person, rows) for person, lanes in enumerate(people) for rows in lanes]
        self.got = [0] * len(people)

    def turn(self) -> list[tuple[int, int]]:
        """One pass; returns who was answered, and with how many rows."""
        picked = self.shares.pick(self.line, MOST_ROWS, self.now)
        answered = [self.line[place] for place in picked]
        self.line = [each for place, each in enumerate(self.line) if place not in picked] + answered
        for person, rows in answered:
            self.got[person] += rows
        self.shares.answered({person for person, _ in answered}, self.now)
        return answered


@given(PEOPLE, st.integers(1, 120))
def test_nobody_who_goes_on_asking_is_ever_far_ahead_of_another(people: list[list[int]], turns: int) -> None:
    group = Class(people)
    for _ in range(turns):
        answered = group.turn()
        assert answered
        assert sum(rows for _, rows in answered) <= MOST_ROWS
        assert max(group.got) - min(group.got) < LEAD + max(max(lanes) for lanes in people)


@given(PEOPLE, st.integers(1, 30), LANES)
def test_who_comes_later_gets_an_equal_share_from_then_on_and_nothing_for_the_past(
    people: list[list[int]], turns: int, lanes: list[int]
) -> None:
    group = Class(people)
    for _ in range(turns):
        group.turn()
    before = [*group.got, 0]
    group.line += [(len(people), rows) for rows in lanes]
    group.got.append(0)
    for _ in range(60):
        group.turn()
    since = [got - was for got, was in zip(group.got, before, strict=True)]
    most = max(max(each) for each in (*people, lanes))
    assert max(since) - min(since) < 2 * (LEAD + most)


@given(LANES)
def test_who_is_alone_gets_all_in_the_order_in_which_it_was_asked(lanes: list[int]) -> None:
    group, line = Class([lanes]), [(0, rows) for rows in lanes]
    asked = 0
    for _ in range(50):
        answered = group.turn()
        assert answered == [line[(asked + at) % len(line)] for at in range(len(answered))]
        assert len(answered) == len(line) or sum(rows for _, rows in answered) + max(lanes) > MOST_ROWS
        asked += len(answered)


def test_who_is_ahead_waits_for_the_next_question_of_another_but_not_for_long() -> None:
    shares = FairShares()
    assert shares.pick([("slow", 1)], MOST_ROWS, 0.0) == [0]
    shares.answered({"slow"}, 0.0)
    quick = [("quick", 1)] * 12
    assert shares.pick(quick, MOST_ROWS, 0.01) == [*range(LEAD)]
    shares.answered({"quick"}, 0.01)
    assert shares.pick(quick, MOST_ROWS, 0.02) == []
    assert abs(shares.patience(0.02) - (LINGER - 0.02)) < 1e-9
    assert shares.pick([*quick, ("slow", 1)], MOST_ROWS, 0.03)[-1] == 12  # it came, and those ahead go on a little
    shares.answered({"quick", "slow"}, 0.03)
    assert len(shares.pick(quick, MOST_ROWS, 0.04 + LINGER)) == 12  # it does not come any more


def test_a_question_with_more_rows_than_a_pass_is_answered_alone() -> None:
    assert FairShares().pick([("a", 99), ("b", 1)], MOST_ROWS, 0.0) == [0]
