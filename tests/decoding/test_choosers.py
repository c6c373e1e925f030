"""One token from a distribution: exact at the edges, replayable by hand, as frequent as probable."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from decoding_fakes import obvious_sample
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.decoding import greedy, make_strategy, sample, softmax, uniforms
from llm_playground.decoding.choosers import choose
from llm_playground.decoding.observation import observe
from llm_playground.decoding.past import Past
from llm_playground.errors import InvalidValue

BELOW_1 = math.nextafter(1.0, 0.0)
unit = st.one_of(st.floats(0, 1, exclude_max=True), st.just(0.0), st.just(BELOW_1))


@given(st.lists(st.sampled_from([0.0, 0.0, 1.0, 2.0, 2.0, 5.0, 1e-9]), min_size=1, max_size=200), unit)
def test_a_draw_is_the_one_read_off_the_table(weights: list[float], u: float) -> None:
    weights[0] += 1
    probabilities = np.array(weights) / sum(weights)
    assert sample(probabilities, u) == obvious_sample(probabilities.tolist(), u)


@pytest.mark.parametrize("size", [63, 64, 65, 1024, 1025, 5000])
@pytest.mark.parametrize("scale", [0.0, 1.0, 6.0])
def test_the_fast_path_draws_what_the_full_table_draws(size: int, scale: float) -> None:
    probabilities = softmax(np.random.default_rng(size).normal(size=size) * scale)
    for u in [0.0, 0.3, 0.9, 0.999, 0.9999999, BELOW_1]:
        assert sample(probabilities, u) == obvious_sample(probabilities.tolist(), u)


@given(unit)
def test_a_token_without_probability_is_never_drawn(u: float) -> None:
    assert sample(np.array([0.0, 0.5, 0.0, 0.5 - 1e-12, 0.0]), u) in (1, 3)
    assert sample(np.array([0.0, 0.0, 1.0]), u) == 2


def test_u_0_draws_the_most_likely_token_and_a_boundary_belongs_to_the_next() -> None:
    probabilities = np.array([0.25, 0.5, 0.25])
    draws = [sample(probabilities, u) for u in (0.0, 0.49, 0.5, 0.74, 0.75, BELOW_1)]
    assert draws == [1, 1, 0, 0, 2, 2]


@pytest.mark.parametrize("u", [-0.1, 1.0, math.nan])
def test_a_u_outside_its_range_is_refused(u: float) -> None:
    with pytest.raises(InvalidValue, match="u is"):
        sample(np.array([1.0]), u)


def test_greedy_takes_the_lowest_id_on_a_tie() -> None:
    assert greedy(np.array([1.0, 4.0, 4.0])) == 1


def test_tokens_come_as_often_as_they_are_probable() -> None:
    """100,000 draws from what a chain leaves of 40 tokens, against its probabilities (Pearson's chi-square)."""
    logits = np.random.default_rng(3).normal(size=40).astype(np.float32) * 2
    chain = make_strategy("top_p", top_p=0.95, temperature=1.4).chain
    left = observe(logits, chain, Past.of_prompt([0])).last
    us = np.sort(np.fromiter(itertools.islice(uniforms(7), 100_000), np.float64))
    counts = dict.fromkeys(left.ids.tolist(), 0)

    def count(first: int, last: int) -> None:
        """Those drawn by us[first] to us[last]. The numbers that draw a token lie side by side, so where both ends draw
        the same one, all between them do."""
        id = choose(left, us[first])
        if id == choose(left, us[last]):
            counts[id] += last - first + 1
        else:
            middle = (first + last) // 2
            count(first, middle)
            count(middle + 1, last)

    count(0, len(us) - 1)
    expected = len(us) * left.probabilities
    assert sum(counts.values()) == len(us)
    assert 12 < len(expected) < 40
    chi_square = float(((np.array([*counts.values()]) - expected) ** 2 / expected).sum())
    freedom = len(expected) - 1  # beyond this bound one right sampler in a thousand is (Wilson and Hilferty 1931)
    assert chi_square < freedom * (1 - 2 / (9 * freedom) + 3.09 * (2 / (9 * freedom)) ** 0.5) ** 3


def test_the_same_seed_gives_the_same_numbers() -> None:
    first, again, other = (list(itertools.islice(uniforms(seed), 5)) for seed in (3, 3, 4))
    assert first == again != other
    assert all(0 <= u < 1 for u in first)


@pytest.mark.parametrize("seed", [-1, 1.0, True, "1"])
def test_a_seed_that_is_no_seed_is_refused_at_once(seed: Any) -> None:
    with pytest.raises(InvalidValue, match="seed is"):
        uniforms(seed)
