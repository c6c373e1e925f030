"""The simulation of benchmarks/scale.py gives back what was measured, and obeys what can be said beforehand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from scale import ROOM, SMALL, TEXT, TINY, Machine, enough, rows, simulate

PLAN = Path(__file__).parents[2] / "docs" / "scale.md"


@pytest.mark.parametrize("measured", [TINY, SMALL])
def test_what_was_measured_on_one_machine_comes_out_again(measured: tuple[int, int]) -> None:
    machine = Machine.measured(*measured)
    for tabs, told in zip((1, 16), measured, strict=True):
        assert simulate(machine, tabs, thinks=0.0, length=60.0).tokens / 60 == pytest.approx(told, rel=0.02)


def test_a_machine_with_little_to_do_gives_each_text_all_it_has_and_lets_nobody_wait() -> None:
    machine = Machine(a_pass=0.01, a_token=0.01)
    hour = simulate(machine, people=1, thinks=100.0)
    assert hour.rates == pytest.approx([50.0] * len(hour.rates))
    assert hour.waited == pytest.approx([0.0] * len(hour.waited))
    assert hour.tokens == TEXT * len(hour.rates)


def test_who_finds_the_machine_full_stands_in_line() -> None:
    crowded = simulate(Machine(a_pass=0.001, a_token=0.01), people=2 * ROOM, thinks=0.0, length=3_600.0)
    assert crowded.tokens / 3_600 == pytest.approx(100.0, rel=0.02)
    # As many wait as are served, so in the long run as long.
    assert crowded.waited[-1] == pytest.approx(TEXT * ROOM * 0.01, rel=0.05)


def test_twice_the_people_need_twice_the_machines_and_half_a_machine_counts_half() -> None:
    machine = Machine.measured(*SMALL)
    few, many = enough(500, machine), enough(1_000, machine)
    assert 2 * few - 2 <= many <= 2 * few
    assert enough(500, Machine.measured(*SMALL, share=0.5)) >= 1.5 * few


def test_the_table_of_the_plan_is_what_the_simulation_says() -> None:
    table = PLAN.read_text(encoding="utf-8").splitlines()
    assert [line for line in table if line.startswith("| 1,000 |")] == list(rows(1_000))
