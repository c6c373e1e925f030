"""Gumbel-max: the same distribution as the draw by u, the same noise for all who share seed, step and token."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from decoding_fakes import TableModel, letters, random_table, run

from llm_playground.decoding import decode, decode_ids, make_strategy, softmax
from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.gumbel import gumbel_max, gumbel_noise
from llm_playground.errors import InvalidValue

WARPED = {"temperature": 1.4, "top_k": 6, "draw": "gumbel"}


def test_the_highest_sum_falls_on_each_token_as_often_as_its_probability_says() -> None:
    logits = np.array([1.5, 0.0, -math.inf, 2.0, 0.7, -1.0], dtype=np.float32)
    expected, draws, distribution = softmax(logits), 4000, Distribution.of(logits)
    won = Counter(gumbel_max(distribution, gumbel_noise(5, step, 6)) for step in range(draws))
    assert won[2] == 0
    square = sum((won[id] - p * draws) ** 2 / (p * draws) for id, p in enumerate(expected) if p)
    assert square < 18.5  # the 99.9 % point of chi-square with 4 degrees of freedom


def test_every_token_is_the_winner_of_a_slow_and_plain_computation() -> None:
    model, strategy = TableModel(random_table(9, seed=1)), make_strategy("top_p", top_p=0.9, **WARPED)
    steps, _ = run(decode(model, [0], strategy, 25, seed=11, piece=letters, top=9))
    ids = [0]
    for step in steps:
        last = {each.id: each.logit for each in step.stages[-1].candidates}
        uniform = np.random.Generator(np.random.PCG64(np.random.SeedSequence(11, spawn_key=(4, step.index)))).random(9)
        sums = {id: logit - math.log(-math.log(uniform[id])) for id, logit in last.items()}
        assert step.id == max(sums, key=sums.__getitem__)
        rows = step.choice.gumbel
        assert [row.id for row in rows] == sorted(sums, key=sums.__getitem__, reverse=True)
        assert [row.sum for row in rows] == pytest.approx([sums[row.id] for row in rows])
        assert all(row.sum == row.logit + row.noise for row in rows)
        assert step.choice.u is None
        assert step.choice.taken.chance == step.choice.probability
        ids.append(step.id)
    more = {"seed": 11, "piece": letters}
    assert list(decode_ids(model, [0], strategy, 25, seed=11)) == ids[1:]
    (bare, *_), _ = run(decode(model, [0], strategy, 25, top=0, **more))
    assert [row.id for row in bare.choice.gumbel] == [ids[1]], "the winner is told however few are listed"
    # Going on after some tokens draws with the noise of the steps to come.
    rest, _ = run(decode(model, [0], strategy, 25, taken=[step.choice.taken for step in steps[:7]], top=9, **more))
    assert rest == steps[7:]


def test_the_noise_of_a_token_depends_on_seed_step_and_id_and_on_nothing_else() -> None:
    noise = gumbel_noise(3, 2, 50)
    np.testing.assert_array_equal(noise, gumbel_noise(3, 2, 2000)[:50])
    for other in (gumbel_noise(4, 2, 50), gumbel_noise(3, 1, 50)):
        assert not np.isin(noise, other).any()
    assert len(set(noise)) == 50
    model, steps = TableModel(random_table(9, seed=1)), []
    for temperature in (0.7, 1.4):
        strategy = make_strategy("sample", temperature=temperature, draw="gumbel")
        (first, *_), _ = run(decode(model, [0], strategy, 1, seed=3, piece=letters, top=9))
        steps.append({row.id: row.noise for row in first.choice.gumbel})
    assert steps[0] == steps[1], "two temperatures share their noise"


@pytest.mark.parametrize("strategy", ["greedy", "beam", "beam_sample"])
def test_a_strategy_that_draws_no_single_token_refuses_it(strategy: str) -> None:
    with pytest.raises(InvalidValue, match=f"{strategy} does not use draw") as refused:
        make_strategy(strategy, draw="gumbel")
    assert refused.value.field == "parameters.draw"
