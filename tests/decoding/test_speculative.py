"""Speculative decoding: the text keeps its distribution, exactly, whatever is drafted; and the record adds up."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from decoding_fakes import TableModel, letters, obvious_sample, random_table, run
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from llm_playground.decoding import decode, make_strategy, softmax, speculative
from llm_playground.decoding.observation import observe
from llm_playground.decoding.past import Past
from llm_playground.decoding.speculative import overlap_of, speculate
from llm_playground.records import Ending
from llm_playground.records.speculation import Round

STOP = 3
Ids = tuple[int, ...]


def speculated(model: Any, draft: Any, strategy: Any, n: int, k: int, **more: Any) -> tuple[list[Round], Ids, Ending]:
    *rounds, ending = speculate(
        model, draft, [0], strategy, n, num_draft_tokens=k, stop_ids={STOP}, piece=letters, **{"top": 0, **more}
    )
    return rounds, tuple(step.id for each in rounds for step in each.steps), ending


def logs(quarters: list[list[int]]) -> NDArray[np.float32]:
    with np.errstate(divide="ignore"):
        return np.log(np.array(quarters, dtype=np.float64) / 4).astype(np.float32)


class EveryCourse:
    """Stands in for the random numbers: `outcomes` runs something once for every course that they can take.

    A stream has the numbers 1/2n, 3/2n, ... of a grid as fine as the probabilities of the test, each as likely as the
    others; only those that are asked for count.
    """

    GRID = (4, 1, 2, 2)  # own draws, coins, drafts, acceptances

    def __call__(self, seed: int | None, *, stream: int = 0) -> Iterator[float]:
        grid = self.GRID[stream]
        while True:
            if len(self.at) == self.place:
                self.at.append([0, grid])
            number, _ = self.at[self.place]
            self.place += 1
            yield (2 * number + 1) / (2 * grid)

    def outcomes(self, make: Any) -> Counter[Any]:
        found: Counter[Any] = Counter()
        self.at: list[list[int]] = []
        while True:
            self.place = 0
            outcome = make()
            found[outcome] += Fraction(1, math.prod(grid for _, grid in self.at))
            while self.at and self.at[-1][0] == self.at[-1][1] - 1:
                self.at.pop()
            if not self.at:
                return found
            self.at[-1][0] += 1


def test_every_course_of_the_random_numbers_added_up_gives_the_models_own_distribution(monkeypatch) -> None:
    p = logs([[1, 2, 0, 1], [1, 1, 1, 1], [0, 2, 2, 0], [4, 0, 0, 0]])
    q = logs([[2, 2, 0, 0], [0, 2, 0, 2], [4, 0, 0, 0], [4, 0, 0, 0]])
    courses = EveryCourse()
    monkeypatch.setattr(speculative, "uniforms", courses)
    sample = make_strategy("sample")

    def text() -> Ids:
        return speculated(TableModel(p), TableModel(q), sample, 3, 2)[1]

    found = courses.outcomes(text)
    expected: Counter[Ids] = Counter()
    for ids in product(range(4), repeat=3):
        ids = ids[: ids.index(STOP) + 1] if STOP in ids else ids
        chances = [Fraction(round(4 * math.exp(p[before][id])), 4) for before, id in zip((0, *ids), ids, strict=False)]
        if all(chances):
            expected[ids] = math.prod(chances)  # type: ignore[assignment]
    assert found == expected
    assert sum(found.values()) == 1


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_what_is_accepted_and_what_comes_in_its_place_add_up_to_the_models_distribution(data) -> None:
    size = data.draw(st.integers(2, 12))
    rows = st.lists(st.one_of(st.floats(-8, 8), st.just(-math.inf)), min_size=size, max_size=size)
    pair = rows.filter(lambda row: max(row) > -math.inf)
    p, q = (softmax(np.array(data.draw(pair))) for _ in range(2))
    seen = overlap_of(p, q, 0, letters, size)
    shares = {row.id: row for row in seen.rows}
    shares |= {id: None for id in range(size) if id not in shares}  # neither p nor q is above 0 there
    for id, row in shares.items():
        accepted = q[id] * min(1.0, p[id] / q[id]) if q[id] else 0.0
        corrected = (1 - seen.shared) * row.residual if row else 0.0
        assert accepted + corrected == pytest.approx(p[id], abs=1e-12)
    assert seen.shared == pytest.approx(1 - abs(p - q).sum() / 2, abs=1e-12)


CHAINED = {"temperature": 0.8, "top_k": 4, "presence_penalty": 0.7}


def test_warped_draws_agree_with_the_warped_distribution_of_the_model_alone() -> None:
    p, q = (TableModel(random_table(6, scale=1.2, seed=seed)) for seed in (1, 2))
    strategy = make_strategy("sample", **CHAINED)
    runs = 200
    drawn = Counter(speculated(p, q, strategy, 2, 2, seed=seed)[1] for seed in range(runs))
    expected = dict(texts(p, strategy, Past.of_prompt([0]), 1.0, 2))
    assert set(drawn) <= set(expected)
    assert math.fsum(expected.values()) == pytest.approx(1)
    likely = [ids for ids, chance in expected.items() if chance * runs >= 5]
    square = sum((drawn[ids] - expected[ids] * runs) ** 2 / (expected[ids] * runs) for ids in likely)
    freedom = len(likely) - 1
    assert freedom >= 4
    # The 99.9 % point of chi-square, by Wilson and Hilferty.
    assert square < freedom * (1 - 2 / (9 * freedom) + 3.09 * math.sqrt(2 / (9 * freedom))) ** 3


def texts(model: Any, strategy: Any, past: Past, chance: float, n: int) -> Iterator[tuple[Ids, float]]:
    """Every text, and its probability where the model alone decides."""
    ids = past.generated
    if len(ids) == n or (ids and ids[-1] == STOP):
        yield ids, chance
        return
    for id, share in enumerate(observe(model.next_logits([past.ids])[0], strategy.chain, past).last.all_probabilities):
        if share:
            yield from texts(model, strategy, past.then(id), chance * share, n)


@pytest.mark.parametrize("k", [1, 3, 8])
def test_greedy_is_the_text_and_the_steps_of_greedy_in_fewer_passes(k: int) -> None:
    p = TableModel(random_table(9, seed=3))
    p.table[:, STOP] = -9
    q = TableModel(p.table + random_table(9, seed=4, scale=0.5))
    greedy = make_strategy("greedy", repetition_penalty=1.3)
    steps, ending = run(decode(p, [0], greedy, 20, stop_ids={STOP}, piece=letters))
    p.asked.clear()
    rounds, _, ended = speculated(p, q, greedy, 20, k, top=10)
    assert ([step for each in rounds for step in each.steps], ended) == (steps, ending)
    assert len(p.asked) == len(rounds) < 20
    assert len(q.asked) == sum(len(each.drafted) for each in rounds)
    itself = speculated(p, TableModel(p.table), greedy, 20, k)[0]
    assert all(each.fate == "accepted" for round in itself for each in round.drafted)
    assert len(itself) == math.ceil(20 / (k + 1))


@pytest.mark.parametrize("seed", range(4))
def test_every_token_follows_from_the_numbers_of_its_round(seed: int) -> None:
    p, q = (TableModel(random_table(6, scale=1.2, seed=each)) for each in (5, 6))
    rounds, _, _ = speculated(p, q, make_strategy("sample"), 30, 3, seed=seed, top=6)
    ids = [0]
    for round in rounds:
        for each, step in zip(round.drafted, round.steps, strict=False):
            seen, share = each.overlap, each.draft_probability
            assert seen
            assert each.u is not None
            assert each.acceptance is not None
            assert each.acceptance == min(1.0, each.probability / share)
            assert each.fate == ("accepted" if each.u < each.acceptance else "rejected")
            np.testing.assert_allclose(
                [(row.probability, row.draft_probability) for row in sorted(seen.rows, key=lambda row: row.id)],
                np.stack([softmax(p.table[ids[-1]]), softmax(q.table[ids[-1]])], axis=1),
            )
            residual = [row.residual for row in sorted(seen.rows, key=lambda row: row.id)]
            if each.fate == "rejected":
                assert (round.own, step) == ("residual", round.steps[-1])
                assert round.residual
                assert round.residual_u is not None
                assert obvious_sample(residual, round.residual_u) == step.id
                assert {c.id: pytest.approx(c.probability) for c in round.residual.candidates} == {
                    id: share for id, share in enumerate(residual) if share
                }
            else:
                assert step.id == each.id
            assert (step.choice.u, step.choice.speculated) == (None, True)
            assert step.choice.taken.chance == step.choice.probability
            ids.append(step.id)
        if round.own == "bonus":
            step = round.steps[-1]
            assert obvious_sample(softmax(p.table[ids[-1]]), step.choice.u) == step.id
            ids.append(step.id)
        fates = [each.fate for each in round.drafted]
        assert fates == sorted(fates, key=["accepted", "rejected", "dropped"].index)
        assert fates.count("rejected") == (round.own == "residual")


def test_where_the_draft_model_can_read_no_more_the_draws_are_those_of_the_model_alone() -> None:
    p, q = (TableModel(random_table(6, seed=each)) for each in (7, 8))
    strategy, more = make_strategy("top_p", xtc_probability=0.5), {"seed": 5, "stop_ids": {STOP}, "piece": letters}
    alone = list(decode(p, [0, 1], strategy, 12, context_length=9, **more))
    *rounds, ending = speculate(
        p, q, [0, 1], strategy, 12, num_draft_tokens=4, draft_context_length=1, context_length=9, **more
    )
    assert [*(step for round in rounds for step in round.steps), ending] == alone
    assert q.asked == []


def test_a_stop_string_ends_the_text_as_it_ends_that_of_the_model_alone() -> None:
    p = TableModel(random_table(9, seed=3))
    q, greedy, more = TableModel(p.table + random_table(9, seed=4, scale=0.3)), make_strategy("greedy"), {"top": 0}
    whole = run(decode(p, [0], greedy, 20, piece=letters))[1].completion
    for at in (3, 4, 5, 6):
        stop = whole[at : at + 3]
        alone = run(decode(p, [0], greedy, 20, stop=stop, piece=letters, **more))
        *rounds, ending = speculate(p, q, [0], greedy, 20, num_draft_tokens=4, stop=stop, piece=letters, **more)
        assert ([step for each in rounds for step in each.steps], ending) == alone
        assert ending.stop_string == stop


def test_a_token_that_ends_the_text_is_the_last_whoever_proposed_it() -> None:
    ends = np.full((6, 6), -9, dtype=np.float32)
    ends[0, 1] = ends[1, STOP] = 9
    rounds, ids, ending = speculated(TableModel(ends), TableModel(ends), make_strategy("sample"), 9, 5, seed=0)
    assert (ids, ending.finish_reason, ending.completion) == ((1, STOP), "stop", "B")
    assert [(len(round.drafted), round.own) for round in rounds] == [(2, None)]
