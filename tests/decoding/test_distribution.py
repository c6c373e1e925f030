"""From logits to probabilities and to the record that a view shows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from decoding_fakes import letters
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from llm_playground.decoding import TopK, entropy, log_softmax, rank, softmax, summarize
from llm_playground.decoding.distribution import Distribution, likely_ids, top_ids
from llm_playground.errors import InvalidValue

logits_of_any_kind = arrays(
    np.float32,
    st.integers(1, 60),
    elements=st.one_of(st.floats(-(2.0**100), 2.0**100, width=32), st.integers(-3, 3).map(float), st.just(-math.inf)),
).filter(lambda logits: np.isfinite(logits).any())


@given(logits_of_any_kind)
def test_softmax_sums_to_1_and_keeps_cut_tokens_at_exactly_0(logits: Any) -> None:
    probabilities = softmax(logits)
    assert probabilities.dtype == np.float64
    assert probabilities.sum() == pytest.approx(1, abs=1e-12)
    assert (probabilities[np.isneginf(logits)] == 0).all()
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(np.exp(log_softmax(logits)), probabilities, atol=1e-12)


@given(logits_of_any_kind, st.integers(1, 12))
def test_a_stage_accounts_for_every_token(logits: Any, top: int) -> None:
    stage = summarize("model", {}, logits, letters, top)
    probabilities = softmax(logits)
    listed = [candidate.probability for candidate in stage.candidates]
    assert sum(listed) + stage.others_mass == pytest.approx(1, abs=1e-12)
    assert len(stage.candidates) + stage.others_count == len(logits)
    assert stage.kept == np.count_nonzero(probabilities)
    assert len(stage.candidates) == min(top, stage.kept)
    by_hand = sorted(range(len(logits)), key=lambda i: (-probabilities[i], i))
    assert [candidate.id for candidate in stage.candidates] == by_hand[: len(listed)]
    assert listed == probabilities[by_hand[: len(listed)]].tolist()
    assert stage.entropy == pytest.approx(entropy(probabilities), abs=1e-9)


@settings(max_examples=40)
@given(
    st.integers(0, 10**6),
    st.integers(1, 9),
    st.sampled_from([1, 7, 130, 2048, 9000]),
    st.sampled_from([1.0, 5.0, 300.0]),
    st.sampled_from([(), (-math.inf,), (math.nan,)]),
)
def test_what_is_computed_for_several_together_is_what_is_computed_for_each_to_the_last_bit(
    seed: int, number: int, size: int, spread: float, unusual: tuple[float, ...]
) -> None:
    logits = (np.random.default_rng(seed).normal(size=(number, size)) * spread).astype(np.float32)
    logits[-1, : len(unusual)] = unusual
    for row, distribution in zip(logits, Distribution.each(logits), strict=True):
        alone = Distribution.of(row)
        if not np.isfinite(row).any() or np.isnan(row).any():
            with pytest.raises(InvalidValue, match="The highest logit is"):
                distribution.stage("model", {}, letters)
            continue
        assert distribution.stage("model", {}, letters, 40) == alone.stage("model", {}, letters, 40)
        assert distribution.probabilities.tobytes() == alone.probabilities.tobytes()
        assert distribution.all_logprobs.tobytes() == alone.all_logprobs.tobytes()
        assert distribution.head.tolist() == alone.head.tolist()


def test_a_stage_lists_no_token_that_cannot_come() -> None:
    logits = np.arange(100, dtype=np.float32)
    stage = summarize("top_k", {"top_k": 3}, TopK(3)(logits, []), letters)
    assert [candidate.id for candidate in stage.candidates] == [99, 98, 97]
    assert (stage.kept, stage.others_count, stage.others_mass) == (3, 97, 0.0)
    assert all(math.isfinite(candidate.logit) for candidate in stage.candidates)


def test_a_small_tail_is_counted_and_not_rounded_away() -> None:
    stage = summarize("model", {}, np.array([0.0, -60.0, -61.0], dtype=np.float32), letters, top=1)
    assert stage.others_mass == pytest.approx(math.exp(-60) + math.exp(-61), rel=1e-9)


@pytest.mark.parametrize("spread", [0.01, 3.0, 40.0])
def test_the_rounded_softmax_is_that_of_torch_to_the_last_bit(spread: float) -> None:
    logits = (np.random.default_rng(1).normal(size=20_000) * spread).astype(np.float32)
    seen = Distribution.of(logits)
    powers = np.exp((logits - logits.max()).astype(np.float64)).astype(np.float32)
    expected = powers * (np.float32(1) / np.float32(powers.sum(dtype=np.float64)))
    large = expected > 1e-30  # below the smallest normal numbers there is little to be right about
    np.testing.assert_array_max_ulp(seen.probabilities32[large], expected[large], maxulp=1)
    np.testing.assert_allclose(seen.probabilities32, torch.from_numpy(logits).softmax(0).numpy(), rtol=1e-6, atol=1e-37)


@given(logits_of_any_kind, st.data())
def test_what_is_told_of_the_tokens_left_is_told_of_all(logits: Any, data: Any) -> None:
    seen, whole = Distribution.of(logits), softmax(logits)
    assert np.array_equal(seen.all_logits, logits)
    assert np.array_equal(seen.all_probabilities, whole)
    ids = np.array(data.draw(st.lists(st.integers(0, len(logits) - 1), max_size=5, unique=True)), dtype=np.intp)
    assert seen.probabilities_of(ids).tolist() == whole[ids].tolist() == [seen.probability(id) for id in ids]
    count, mass = seen.others(ids)
    rest = np.delete(whole, ids)
    assert (count, mass) == (np.count_nonzero(rest), pytest.approx(rest.sum(), abs=1e-12))
    assert seen.is_like(Distribution.of(logits))
    assert not seen.kept > 1 or not seen.is_like(seen.only(seen.ids != seen.likeliest(1)))


def test_entropy_runs_from_0_to_log_v() -> None:
    assert entropy(np.array([1.0, 0.0])) == 0
    assert entropy(np.array([0.5, 0.5])) == pytest.approx(math.log(2))
    assert summarize("model", {}, np.zeros(8, dtype=np.float32), letters).entropy == pytest.approx(math.log(8))
    one = np.array([-np.inf, 3.0], dtype=np.float32)
    assert summarize("model", {}, one, letters).entropy == 0


@given(arrays(np.float64, st.integers(1, 80), elements=st.sampled_from([0.0, 0.1, 0.2, 0.5])), st.integers(1, 90))
def test_top_ids_are_the_front_of_a_full_stable_sort(values: Any, count: int) -> None:
    by_hand = sorted(range(len(values)), key=lambda i: (-values[i], i))
    assert top_ids(values, count).tolist() == by_hand[:count]
    possible = [id for id in by_hand if values[id] > 0]
    assert likely_ids(values, count).tolist() == possible[:count]


def test_rank_1_is_the_most_likely_and_ties_go_to_the_lowest_id() -> None:
    logits = np.array([1.0, 3.0, 3.0, -np.inf], dtype=np.float32)
    assert [rank(logits, id) for id in range(4)] == [3, 1, 2, 4]


@pytest.mark.parametrize("logits", [[1.0, math.nan], [math.inf, 0.0], [-math.inf, -math.inf]], ids=str)
def test_logits_that_are_no_distribution_are_an_error_not_a_picture(logits: list[float]) -> None:
    with pytest.raises(InvalidValue, match="finite number"):
        summarize("model", {}, np.array(logits, dtype=np.float32), letters)
