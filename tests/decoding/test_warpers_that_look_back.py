"""Warpers that look back, act by chance or follow the entropy: equal to a slow and obvious computation."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from decoding_fakes import TableModel, letters, random_table, run
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from llm_playground.decoding import Warper, decode, make_strategy, make_warper, softmax, warp
from llm_playground.decoding.past import Past
from llm_playground.decoding.temperatures import Temperature
from llm_playground.decoding.warpers.banned_words import BannedWords
from llm_playground.decoding.warpers.dry import Dry
from llm_playground.decoding.warpers.dynamic_temperature import DynamicTemperature
from llm_playground.decoding.warpers.frequency_penalty import FrequencyPenalty
from llm_playground.decoding.warpers.min_new_tokens import MinNewTokens
from llm_playground.decoding.warpers.mirostat import Mirostat
from llm_playground.decoding.warpers.p_less import PLess
from llm_playground.decoding.warpers.presence_penalty import PresencePenalty
from llm_playground.decoding.warpers.quadratic import Quadratic
from llm_playground.decoding.warpers.xtc import Xtc
from llm_playground.errors import InvalidValue

INF = float("inf")


def logs(probabilities: Sequence[float]) -> Any:
    return np.log(np.asarray(probabilities, dtype=np.float32))


def kept(warper: Warper, logits: Any, past: Past) -> list[int]:
    return np.flatnonzero(np.isfinite(warper(np.asarray(logits, dtype=np.float32), past))).tolist()


NO_PAST = Past.of_prompt([0])
some_ids = st.lists(st.integers(0, 6), min_size=1, max_size=24)
finite = arrays(np.float32, 7, elements=st.floats(-50, 50, width=32))
some_logits = arrays(np.float32, 7, elements=st.one_of(st.floats(-50, 50, width=32), st.just(-INF))).filter(
    lambda logits: np.isfinite(logits).any()
)


@given(finite, some_ids, st.integers(0, 24), st.floats(-2, 2), st.floats(-2, 2))
def test_presence_and_frequency_count_what_was_generated_and_not_the_prompt(
    logits: Any, ids: list[int], n_prompt: int, presence: float, frequency: float
) -> None:
    past = Past(tuple(ids), n_prompt)
    expected = [
        logit - presence * (count > 0) - frequency * count
        for logit, count in ((float(logits[id]), Counter(ids[n_prompt:])[id]) for id in range(len(logits)))
    ]
    warped = warp(logits, (PresencePenalty(presence), FrequencyPenalty(frequency)), past)[-1]
    np.testing.assert_allclose(warped, expected, rtol=1e-5, atol=1e-5)


class Words:
    """A vocabulary of seven words, the last ones a space and what may break a run."""

    WORDS = (b"a", b"b", b"ab", b"c\n", b": ", b"#", b"##x")

    def piece(self, id: int) -> bytes:
        return self.WORDS[id]


some_breakers = st.lists(st.sampled_from(["\n", ":", "##", "b#", "abab", ": #"]), max_size=3, unique=True)


@given(finite, some_ids, st.floats(0, 5), st.floats(1, 3), st.integers(1, 4), some_breakers)
@example(np.zeros(7, np.float32), [0, 1, 2, 3, 0, 1], 1.0, 2.0, 1, ["\n"])  # all tokens since the breaker are a run
def test_dry_punishes_the_longest_run_since_a_breaker_that_a_token_would_repeat(
    logits: Any, ids: list[int], multiplier: float, base: float, allowed: int, breakers: list[str]
) -> None:
    def text_of(ids: list[int]) -> str:
        return b"".join(map(Words.WORDS.__getitem__, ids)).decode()

    def reaches_beyond_a_breaker(n: int) -> bool:
        # It does if a breaker ends in the last n tokens, in whichever token it begins.
        return any(
            breaker in text_of(ids[: at + 1])[-len(Words.WORDS[ids[at]]) - len(breaker) + 1 :]
            for at in range(len(ids) - n, len(ids))
            for breaker in breakers
        )

    def longest(id: int) -> int:
        text = [*ids, id]
        return max(
            (
                n
                for n in range(1, len(ids) + 1)
                for end in range(n, len(ids))
                if text[-n - 1 :] == ids[end - n : end + 1]
                and not reaches_beyond_a_breaker(n)
                and not any(breaker in text_of([id]) for breaker in breakers)
            ),
            default=0,
        )

    past, dry = Past.of_prompt(ids), Dry(multiplier, base, allowed, tuple(breakers)).spelled(Words())  # type: ignore[arg-type]
    runs = [longest(id) for id in range(len(logits))]
    expected = [
        logit - multiplier * base ** (n - allowed) * (n >= allowed)
        for logit, n in zip(logits.tolist(), runs, strict=True)
    ]
    np.testing.assert_allclose(dry(logits, past), expected, rtol=1e-5, atol=1e-4)
    assert dry.state(past) == {"longest": max(runs)}


def test_a_breaker_is_seen_that_begins_before_the_longest_run_that_counts() -> None:
    line = [2, 2] + [0] * 49
    dry = Dry(1, 2, 1, ("abab",)).spelled(Words())  # type: ignore[arg-type]
    assert dry.state(Past.of_prompt([*line, 1, *line])) == {"longest": 49}


def test_a_very_long_run_neither_overflows_nor_cuts() -> None:
    warped = Dry(100, 10, 1, ())(logs([0.5, 0.5]), Past.of_prompt([0] * 400))
    assert np.isfinite(warped).all()
    assert softmax(warped).tolist() == [0, 1]


@pytest.mark.parametrize("n_new", [0, 1, 2, 3])
def test_min_new_tokens_is_that_of_transformers(n_new: int) -> None:
    import torch
    from transformers.generation.logits_process import MinNewTokensLengthLogitsProcessor

    logits = np.random.default_rng(n_new).normal(size=12).astype(np.float32)
    ids = [1, 2, *range(3, 3 + n_new)]
    theirs = MinNewTokensLengthLogitsProcessor(2, 2, [4, 7])(torch.tensor([ids]), torch.tensor(logits[None]))
    ours = MinNewTokens(2)(logits, Past(tuple(ids), 2, stop_ids=frozenset({4, 7, 99})))
    assert np.array_equal(ours, theirs[0].numpy())


def test_a_text_that_can_only_end_too_soon_is_refused_in_either_order() -> None:
    past, banned = Past.of_prompt([0], frozenset({1})), BannedWords(((0,), (2,)), ((0,), (2,)))
    for chain, told in (((banned, MinNewTokens(5)), "min_new_tokens is 5"), ((MinNewTokens(5), banned), "bans all")):
        with pytest.raises(InvalidValue, match=told):
            warp(np.float32([1, 2, 3]), chain, past)


def test_a_run_does_not_end_before_it_has_the_tokens_that_it_must_have() -> None:
    always_stops = TableModel([[0.0, 9.0, 1.0]] * 3)
    strategy = make_strategy("greedy", min_new_tokens=3)
    steps, ending = run(decode(always_stops, [0], strategy, 9, stop_ids={1}, piece=letters))
    assert [step.id for step in steps] == [2, 2, 2, 1]
    assert ending.finish_reason == "stop"


@given(some_logits, st.floats(0.05, 3), st.floats(0.05, 3), st.floats(0.1, 4))
def test_the_dynamic_temperature_follows_the_entropy(logits: Any, low: float, high: float, exponent: float) -> None:
    p = [float(each) for each in softmax(logits) if each > 0]
    left = int(np.isfinite(logits).sum())
    share = min(1, -sum(each * math.log(each) for each in p) / math.log(left)) if left > 1 else 0
    warped = DynamicTemperature(low, high, exponent)(logits, NO_PAST)
    temperature = low + (high - low) * share**exponent if left > 1 else 1
    np.testing.assert_allclose(softmax(warped), softmax(Temperature(temperature)(logits, NO_PAST)), atol=1e-5)


def test_the_dynamic_temperature_is_the_high_one_where_all_are_alike_and_nearly_the_low_one_where_one_is_sure() -> None:
    flat, sure = np.zeros(4, dtype=np.float32), np.array([30, 0, 0, -1], dtype=np.float32)
    warper = DynamicTemperature(0.5, 2.0, 1.0)
    assert warper._temperature(flat) == pytest.approx(2.0)
    assert warper._temperature(sure) == pytest.approx(0.5, abs=1e-6)


@given(some_logits, st.floats(0.01, 10), st.floats(1, 3))
def test_smoothing_bends_by_the_square_and_the_cube_and_keeps_the_order(
    logits: Any, factor: float, curve: float
) -> None:
    warped = Quadratic(factor, curve)(logits, NO_PAST)
    k, s, highest = (3 - curve) / 2, (curve - 1) / 2, float(logits.max())
    for before, after in zip(logits.tolist(), warped.tolist(), strict=True):
        if before == -INF:
            assert after == -INF
        else:
            d = before - highest
            assert after == pytest.approx(highest - k * factor * d**2 + s * factor * d**3, rel=1e-4, abs=1e-3)
    order = np.argsort(logits, kind="stable")
    assert (np.diff(warped[order][np.isfinite(warped[order])]) >= 0).all()


def test_p_less_cuts_below_the_chance_that_two_draws_agree() -> None:
    p = [0.4, 0.3, 0.2, 0.1]  # Σp² = 0.3, and (4 · 0.3 - 1) / 3 = 0.0667
    assert kept(PLess("plain"), logs([0.42, 0.3, 0.18, 0.1]), NO_PAST) == [0]
    assert kept(PLess("plain"), logs([0.36, 0.34, 0.2, 0.1]), NO_PAST) == [0, 1]
    assert kept(PLess("normed"), logs(p), NO_PAST) == [0, 1, 2, 3]
    assert kept(PLess("normed"), logs([0.7, 0.2, 0.06, 0.04]), NO_PAST) == [0]
    for kind in ("plain", "normed"):
        assert kept(PLess(kind), [1.0] * 9, NO_PAST) == list(range(9))


@given(some_logits, st.floats(0, 1), st.floats(0, 1), st.floats(0, 1, exclude_max=True))
def test_xtc_leaves_of_the_top_choices_the_least_likely(logits: Any, chance: float, threshold: float, u: float) -> None:
    p = softmax(logits)
    there = [id for id in range(len(p)) if np.isfinite(logits[id])]  # what an earlier stage has cut is no top choice
    rows = sorted(((float(p[id]), id) for id in there if p[id] >= threshold), reverse=True)
    warper, past = Xtc(chance, threshold), NO_PAST.tossed(u)
    warped = warper(logits, past)
    left = set(np.flatnonzero(np.isfinite(warped)).tolist())
    before = set(np.flatnonzero(np.isfinite(logits)).tolist())
    if u >= chance or len(rows) < 2:
        assert left == before
    else:
        least = min(each for each, _ in rows)
        stays = max(id for each, id in rows if each == least)
        assert left == before - {id for _, id in rows} | ({stays} & before)
    assert warper.state(past) == {"u": u}


def test_mirostat_is_the_loop_of_llama_cpp() -> None:
    """Its own state, kept and changed from token to token, against ours, worked out of the past each time."""
    model, tau, eta = TableModel(random_table(60, scale=1.5)), 3.0, 0.3
    strategy = make_strategy("sample", temperature=1.4, mirostat_tau=tau, mirostat_eta=eta)
    steps, _ = run(decode(model, [5], strategy, 60, seed=2, piece=letters, top=60))
    mu, last, cut = 2 * tau, 5, 0
    for step in steps:
        p = softmax(model.table[last] / np.float32(1.4))
        surprise = -np.log2(p)
        expected = {id for id in range(60) if surprise[id] <= mu} or {int(np.argmax(p))}
        stage = step.stages[-1]
        assert stage.state["mu"] == pytest.approx(mu, abs=1e-9)
        assert {candidate.id for candidate in stage.candidates} == expected
        cut += len(expected) < 60
        drawn = p[step.id] / sum(p[id] for id in expected)
        mu -= eta * (-math.log2(drawn) - tau)
        last = step.id
    assert cut > 20


def test_mirostat_brings_a_text_to_the_surprise_that_it_should_have() -> None:
    model = TableModel(random_table(200, scale=0.5))
    for tau in (2.0, 4.0):
        steps, _ = run(decode(model, [0], make_strategy("sample", mirostat_tau=tau), 400, seed=0, piece=letters))
        surprise = [-math.log2(step.choice.probability) for step in steps[50:]]
        assert sum(surprise) / len(surprise) == pytest.approx(tau, abs=0.3)


def test_the_coin_does_not_change_the_draws_and_both_come_back_with_the_seed() -> None:
    model = TableModel(random_table(20))
    plain, _ = run(decode(model, [0], make_strategy("sample"), 30, seed=7, piece=letters))
    xtc = [run(decode(model, [0], make_strategy("sample", xtc_threshold=0.05), 30, seed=7, piece=letters))[0]] * 2
    assert [step.choice.u for step in plain] == [step.choice.u for step in xtc[0]]
    coins = [step.stages[1].state["u"] for step in xtc[0]]
    assert coins == [step.stages[1].state["u"] for step in xtc[1]]
    assert len(set(coins) | {step.choice.u for step in plain}) == 60
    assert 5 < sum(step.stages[1].kept < 20 for step in xtc[0]) < 25


def test_a_warper_of_which_one_parameter_is_given_has_the_others_of_the_table() -> None:
    strategy = make_strategy("sample", xtc_threshold=0.2)
    assert strategy.parameters == {"xtc_probability": 0.5, "xtc_threshold": 0.2}
    assert strategy.chain == (Xtc(0.5, 0.2),)
    assert make_warper("dry", {"dry_base": 2}) == Dry(0.8, 2.0, 2, ("\n", ":", '"', "*"))


any_warper = st.one_of(
    st.floats(-2, 2).map(PresencePenalty),
    st.floats(-2, 2).map(FrequencyPenalty),
    st.builds(Dry, st.floats(0, 100), st.floats(1, 10), st.integers(1, 4), st.just(())),
    st.integers(1, 9).map(MinNewTokens),
    st.builds(DynamicTemperature, st.floats(0, 100), st.floats(0, 100), st.floats(0.01, 10)),
    st.builds(Quadratic, st.floats(0.001, 10), st.floats(1, 3)),
    st.sampled_from(["plain", "normed"]).map(PLess),
    st.builds(Xtc, st.floats(0, 1), st.floats(0, 1)),
    st.builds(Mirostat, st.floats(0.01, 100), st.floats(0, 1)),
)


@given(some_logits, st.lists(any_warper, max_size=4), some_ids, st.lists(st.floats(1e-12, 1), max_size=9))
def test_no_chain_changes_its_input_or_empties_the_distribution(
    logits: Any, chain: list[Warper], ids: list[int], chances: list[float]
) -> None:
    past = Past(tuple(ids), 1, frozenset({2}), tuple(chances), 0.3)
    before = logits.copy()
    try:
        after = warp(logits, tuple(chain), past)
    except InvalidValue:  # what the others left could only end the text
        assert any(isinstance(each, MinNewTokens) for each in chain)
        assert np.isfinite(before[2])
        return
    finally:
        assert np.array_equal(logits, before)
    for warper, earlier, stage in zip(chain, after, after[1:], strict=False):
        assert stage.dtype == np.float32
        assert not np.shares_memory(earlier, stage)
        assert abs(softmax(stage).sum() - 1) < 1e-9
        left = np.isfinite(stage)
        assert not (left & ~np.isfinite(earlier)).any()
        if warper.cuts:
            assert np.array_equal(stage[left], earlier[left])


@given(some_logits)
def test_the_neutral_values_change_nothing(logits: Any) -> None:
    past = Past((0, 2, 2, 5, 2, 2), 2, frozenset({3}), (0.5,), 0.9)
    neutral = (
        PresencePenalty(0),
        FrequencyPenalty(0),
        Dry(0, 1.75, 2, ()),
        MinNewTokens(4),
        DynamicTemperature(1, 1, 1),
    )
    for warper in (*neutral, Xtc(0.9, 0), Mirostat(100, 0)):
        np.testing.assert_array_equal(warper(logits, past), logits)
