"""Each warper alone: equal to transformers' processors, on ties and on the hand-made cases of the field."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from llm_playground.decoding import (
    MinP,
    RepetitionPenalty,
    Temperature,
    TopK,
    TopP,
    Typical,
    Warper,
    arrange,
    make_warper,
    softmax,
    warp,
)
from llm_playground.decoding.distribution import HEAD
from llm_playground.decoding.parameters import warper_rows
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.epsilon_cutoff import EpsilonCutoff
from llm_playground.decoding.warpers.eta_cutoff import EtaCutoff
from llm_playground.decoding.warpers.no_repeat_ngram import NoRepeatNGram
from llm_playground.decoding.warpers.tail_free import TailFree
from llm_playground.decoding.warpers.top_a import TopA
from llm_playground.decoding.warpers.top_h import TopH
from llm_playground.decoding.warpers.top_n_sigma import TopNSigma
from llm_playground.errors import InvalidValue

IDS = [3, 1, 4, 1, 5]
P = [0.4, 0.3, 0.2, 0.1]
INF = float("inf")


def logs(probabilities: Sequence[float]) -> np.ndarray[Any, np.dtype[np.float32]]:
    with np.errstate(divide="ignore"):
        return np.log(np.asarray(probabilities, dtype=np.float32))


def kept(warper: Warper, logits: Any, ids: Sequence[int] = ()) -> list[int]:
    return np.flatnonzero(np.isfinite(warper(np.asarray(logits, dtype=np.float32), Past.of_prompt(ids)))).tolist()


def theirs(warper: Warper) -> Any:
    """The processor of transformers that does the same."""
    processors = pytest.importorskip("transformers.generation.logits_process")
    make: dict[str, Callable[[Any], Any]] = {
        "temperature": processors.TemperatureLogitsWarper,
        "top_k": processors.TopKLogitsWarper,
        "top_p": processors.TopPLogitsWarper,
        "min_p": processors.MinPLogitsWarper,
        "typical": processors.TypicalLogitsWarper,
        "repetition_penalty": processors.RepetitionPenaltyLogitsProcessor,
        "no_repeat_ngram": processors.NoRepeatNGramLogitsProcessor,
        "top_h": processors.TopHLogitsWarper,
        "epsilon_cutoff": processors.EpsilonLogitsWarper,
        "eta_cutoff": processors.EtaLogitsWarper,
    }
    return make[warper.name](next(iter(warper.parameters.values())))


def their_probabilities(chain: Sequence[Warper], logits: Any, ids: Sequence[int]) -> Any:
    import torch

    scores = torch.from_numpy(np.array(logits))[None]
    for warper in chain:
        scores = theirs(warper)(torch.tensor([list(ids)]), scores)
    return torch.softmax(scores.double(), dim=-1)[0].numpy()


def same_as_theirs(chain: Sequence[Warper], logits: Any, ids: Sequence[int] = IDS) -> None:
    ours = softmax(warp(logits, tuple(chain), Past.of_prompt(ids))[-1])
    np.testing.assert_allclose(ours, their_probabilities(chain, logits, ids), rtol=0, atol=1e-6)


EACH: list[Warper] = [
    Temperature(0.3),
    Temperature(1.0),
    Temperature(7.5),
    TopK(1),
    TopK(5),
    TopK(10_000),
    TopP(0.0),
    TopP(0.3),
    TopP(0.9),
    TopP(0.999),
    MinP(0.0),
    MinP(0.05),
    MinP(0.6),
    MinP(1.0),
    Typical(0.05),
    Typical(0.5),
    Typical(0.95),
    RepetitionPenalty(0.5),
    RepetitionPenalty(1.3),
    RepetitionPenalty(4.0),
    NoRepeatNGram(1),
    NoRepeatNGram(2),
    NoRepeatNGram(3),
    EpsilonCutoff(0.001),
    EpsilonCutoff(0.2),
    EpsilonCutoff(0.99),
    EtaCutoff(0.002),
    EtaCutoff(0.3),
    EtaCutoff(0.99),
]
ONE_OF_EACH: list[Warper] = [
    RepetitionPenalty(1.3),
    Temperature(0.7),
    TopK(20),
    TopP(0.9),
    MinP(0.02),
    Typical(0.9),
]


@pytest.mark.parametrize("warper", EACH, ids=repr)
@pytest.mark.parametrize("size", [7, 50, 2048])
@pytest.mark.parametrize("scale", [0.1, 1.0, 5.0, 30.0])
def test_each_warper_gives_the_distribution_of_transformers(warper: Warper, size: int, scale: float) -> None:
    for seed in range(3):
        logits = (np.random.default_rng(seed).normal(size=size) * scale).astype(np.float32)
        same_as_theirs([warper], logits)


@pytest.mark.parametrize("warper", EACH, ids=repr)
def test_each_warper_agrees_on_logits_of_which_some_are_cut_already(warper: Warper) -> None:
    logits = (np.random.default_rng(5).normal(size=40) * 3).astype(np.float32)
    logits[::3] = -np.inf
    same_as_theirs([warper], logits)
    alone = np.full(9, -np.inf, dtype=np.float32)
    alone[6] = 2.5  # which the text does not hold
    same_as_theirs([warper], alone)


@pytest.mark.parametrize("warper", EACH, ids=repr)
@pytest.mark.parametrize(
    "logits",
    [[1.0] * 4, [2.0, 2.0, 1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 3.0, 3.0], [5.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]],
    ids=str,
)
def test_each_warper_agrees_on_ties(warper: Warper, logits: list[float]) -> None:
    same_as_theirs([warper], np.asarray(logits, dtype=np.float32), [0, 1, 1])


@pytest.mark.parametrize(
    "pair",
    list(itertools.permutations([*ONE_OF_EACH, NoRepeatNGram(2), EpsilonCutoff(0.01), EtaCutoff(0.05)], 2)),
    ids=lambda pair: repr(pair),
)
def test_every_pair_in_either_order_agrees_with_transformers(pair: tuple[Warper, Warper]) -> None:
    for seed, scale in enumerate([0.5, 2.0, 8.0]):
        logits = (np.random.default_rng(seed).normal(size=300) * scale).astype(np.float32)
        same_as_theirs(pair, logits)


@pytest.mark.parametrize("order", ["transformers", "llama.cpp"])
@pytest.mark.parametrize("size", [12, 300, 5000])
def test_the_full_chain_agrees_with_transformers(order: str, size: int) -> None:
    for seed in range(12):
        logits = (np.random.default_rng(seed).normal(size=size) * (0.3 * 1.5**seed)).astype(np.float32)
        same_as_theirs(arrange(ONE_OF_EACH, order), logits)


WHERE_BOTH_ARE: dict[str, Callable[[np.random.Generator], float]] = {
    "repetition_penalty": lambda random: random.uniform(0.6, 2),
    "no_repeat_ngram": lambda random: int(random.integers(1, 4)),
    "temperature": lambda random: random.uniform(0.2, 3),
    "top_h": lambda random: random.uniform(0.1, 0.95),
    "top_k": lambda random: int(random.integers(1, 60)),
    "top_p": lambda random: random.uniform(0.05, 1),
    "min_p": lambda random: random.uniform(0, 0.5),
    "typical": lambda random: random.uniform(0.1, 1),
    "epsilon_cutoff": lambda random: random.uniform(1e-4, 0.1),
    "eta_cutoff": lambda random: random.uniform(1e-4, 0.1),
}


def as_there(name: str, value: float) -> tuple[float | str, ...]:
    return (value, "transformers") if name == "top_h" else (value,)


@pytest.mark.parametrize("tenth", range(10))
def test_a_thousand_random_chains_in_random_orders_agree_with_transformers(tenth: int) -> None:
    for seed in range(100 * tenth, 100 * tenth + 100):
        random = np.random.default_rng(seed)
        names = random.permutation(list(WHERE_BOTH_ARE))[: random.integers(1, 7)].tolist()
        # Bans come first: where they would leave nothing of what a cut left, transformers has no distribution.
        names.sort(key=lambda name: name != "no_repeat_ngram")
        chain = [Warper.kinds[name](*as_there(name, WHERE_BOTH_ARE[name](random))) for name in names]
        logits = (random.normal(size=random.integers(20, 300)) * random.uniform(0.2, 8)).astype(np.float32)
        same_as_theirs(chain, logits, random.integers(0, 12, size=random.integers(0, 30)).tolist())


# ==== What transformers has not, or not over the whole vocabulary: a slow and obvious computation ====


def in_falling_order(logits: Any) -> list[tuple[float, int]]:
    return sorted(((float(p), id) for id, p in enumerate(softmax(logits))), key=lambda row: (-row[0], row[1]))


def by_top_h(logits: Any, share: float) -> list[int]:
    rows = [(p, id, -p * math.log(p)) for p, id in in_falling_order(logits) if p > 0]
    budget, spent, ids = share * sum(term for *_, term in rows), 0.0, []
    for _, id, term in rows:
        spent += term
        if ids and spent > budget:
            break
        ids.append(id)
    return sorted(ids)


def by_top_a(logits: Any, share: float) -> list[int]:
    highest = softmax(logits).max()
    return [id for id, p in enumerate(softmax(logits)) if p >= share * highest**2]


def by_tail_free(logits: Any, share: float) -> list[int]:
    rows = in_falling_order(logits)
    steps = [one - other for (one, _), (other, _) in itertools.pairwise(rows)]
    bends = [abs(one - other) for one, other in itertools.pairwise(steps)]
    if not bends:
        return sorted(id for _, id in rows)
    behind, count = 0.0, 0
    for bend in bends:
        behind += bend / sum(bends)
        if behind > share:
            break
        count += 1
    return sorted(id for _, id in rows[: max(1, count)])


def by_top_n_sigma(logits: Any, n: float) -> list[int]:
    left = [float(x) for x in logits if x > -INF]
    mean = sum(left) / len(left)
    deviation = (sum((x - mean) ** 2 for x in left) / len(left)) ** 0.5
    return [id for id, x in enumerate(logits) if x >= max(left) - n * deviation]


@pytest.mark.parametrize(
    ("warper", "obvious"),
    [
        *((TopH(share, "all"), by_top_h) for share in (0.05, 0.4, 0.9)),
        *((TopA(share), by_top_a) for share in (0.01, 0.2, 0.8)),
        *((TailFree(share), by_tail_free) for share in (0.3, 0.8, 0.97)),
        *((TopNSigma(n), by_top_n_sigma) for n in (0.5, 1.0, 2.5)),
    ],
    ids=lambda each: repr(each) if isinstance(each, Warper) else "",
)
@pytest.mark.parametrize("size", [2, 3, 30, 1000])
def test_the_tokens_kept_are_those_of_a_slow_computation(warper: Warper, obvious: Any, size: int) -> None:
    value = next(iter(warper.parameters.values()))
    for seed, scale in enumerate((0.3, 1.0, 3.0, 9.0)):
        logits = (np.random.default_rng(seed).normal(size=size) * scale).astype(np.float32)
        if size > 3:
            logits[::5] = -np.inf
        assert kept(warper, logits) == obvious(logits, value)


def test_top_h_sees_more_than_the_hundred_largest_logits_unless_it_is_to_be_that_of_transformers() -> None:
    flat = np.random.default_rng(0).normal(size=2000).astype(np.float32) * np.float32(0.1)
    assert len(kept(TopH(0.5, "all"), flat)) > 900
    same_as_theirs([TopH(0.5, "transformers")], flat)
    assert len(kept(TopH(0.5, "transformers"), flat)) < 60


@pytest.mark.parametrize("temperature", [0.1, 0.7, 5.0])
def test_top_n_sigma_keeps_the_same_tokens_before_and_after_a_temperature(temperature: float) -> None:
    logits = np.random.default_rng(3).normal(size=500).astype(np.float32)
    one, other = Temperature(temperature), TopNSigma(1.5)
    before, after = (np.isfinite(warp(logits, chain, Past.of_prompt([]))[-1]) for chain in ((one, other), (other, one)))
    assert np.array_equal(before, after)
    assert 1 < before.sum() < 500


def test_repeated_n_grams_are_banned_and_a_ban_of_everything_bans_nothing() -> None:
    assert kept(NoRepeatNGram(2), [0.0] * 4, [1, 2, 1]) == [0, 1, 3]
    assert kept(NoRepeatNGram(1), [0.0] * 4, [1, 2, 1, 9]) == [0, 3]
    assert kept(NoRepeatNGram(3), [0.0] * 4, [1, 2]) == [0, 1, 2, 3]
    assert kept(NoRepeatNGram(1), [0.0, 1.0, -INF], [0, 1]) == [0, 1]


def test_top_p_cuts_the_lower_ids_of_a_tie_however_many_tokens_are_likelier() -> None:
    """Where the boundary falls among equals, of which some are, and some are not, among the few that are in order."""
    for likelier in range(HEAD - 14, HEAD):
        probabilities = [0.895 / likelier] * likelier + [0.007] * 15  # of which 14 are the most that may be cut
        assert kept(TopP(0.9), logs(probabilities)) == [*range(likelier), likelier + 14]


def test_tail_free_keeps_tokens_that_tie() -> None:
    assert kept(TailFree(0.5), [1.0] * 6) == list(range(6))
    assert kept(TailFree(0.5), [5.0, 1.0, 1.0, 1.0]) == [0]


# ==== The hand-made cases of the field (transformers 5.23 and llama.cpp's tests) ====


@pytest.mark.parametrize(
    ("warper", "probabilities", "expected"),
    [
        (TopP(0), P, [0]),
        (TopP(0.7), P, [0, 1]),  # exactly on the boundary
        (TopP(0.5), [0.25] * 4, [2, 3]),  # a tie on the boundary: the higher ids stay
        (TopK(2), [0.4, 0.2, 0.2, 0.2], [0, 1, 2, 3]),  # ties with the k-th stay
        (TopK(3), P, [0, 1, 2]),
        (TopK(50), P, [0, 1, 2, 3]),
        (MinP(0.5), P, [0, 1]),  # here 0.2 is less than half of 0.4 by one bit
        (MinP(1.0), P, [0]),
        (MinP(0.51), P, [0, 1]),
        (MinP(0.76), P, [0]),
        (Typical(0.5), [0.4, 0.2, 0.2, 0.2], [1, 2, 3]),  # the mode itself is too unsurprising
        (Typical(0.2), P, [1]),
    ],
    ids=str,
)
def test_the_known_cases_keep_the_known_tokens(warper: Warper, probabilities: list[float], expected: list[int]) -> None:
    assert kept(warper, logs(probabilities)) == expected
    same_as_theirs([warper], logs(probabilities), [0])


def test_repetition_penalty_counts_each_token_once_and_depends_on_where_zero_lies() -> None:
    logits = np.array([2.0, -2.0, 1.0, 0.0], dtype=np.float32)
    penalised = RepetitionPenalty(2.0)(logits, Past.of_prompt([0, 0, 1]))
    assert penalised.tolist() == [1.0, -4.0, 1.0, 0.0]
    same_as_theirs([RepetitionPenalty(2.0)], logits, [0, 0, 1])
    shifted = RepetitionPenalty(2.0)(logits + 4, Past.of_prompt([0, 0, 1]))
    assert not np.allclose(softmax(penalised), softmax(shifted))


def test_repetition_penalty_passes_over_ids_that_have_no_logit() -> None:
    logits = np.array([2.0, 1.0], dtype=np.float32)
    assert RepetitionPenalty(2.0)(logits, Past.of_prompt([0, 7])).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("penalty", [1e-300, 1e-39, 1e39, 1e300])
def test_an_extreme_penalty_neither_overflows_nor_cuts_every_token(penalty: float) -> None:
    logits = np.array([3.0, -3.0, -np.inf], dtype=np.float32)
    penalised = RepetitionPenalty(penalty)(logits, Past.of_prompt([0, 1, 2]))
    assert np.isfinite(penalised).tolist() == [True, True, False]
    assert int(np.argmax(penalised)) == 0


@pytest.mark.parametrize("after", [Temperature(0.5), TopK(1), TopP(0.9), MinP(0.1), Typical(0.9)], ids=repr)
def test_every_warper_copes_with_what_an_extreme_penalty_leaves(after: Warper) -> None:
    logits = np.array([3.0, -3.0, 2.0], dtype=np.float32)
    warped = warp(logits, (RepetitionPenalty(1e-300), RepetitionPenalty(1e300), after), Past.of_prompt([0, 1]))[-1]
    assert softmax(warped).sum() == pytest.approx(1)
    warped = warp(logits, (RepetitionPenalty(1e-300), after), Past.of_prompt([0, 1]))[-1]
    assert softmax(warped)[0] == 1


def test_a_mass_that_rounding_keeps_out_of_reach_keeps_every_token() -> None:
    almost_all = 1 - 1e-9  # in float32 this is 1, and so many rounded probabilities sum to a little less
    for seed in range(20):
        logits = np.random.default_rng(seed).normal(size=50).astype(np.float32)
        assert len(kept(Typical(almost_all), logits)) == 50
        same_as_theirs([Typical(almost_all)], logits)


def test_an_infinite_like_temperature_makes_the_distribution_uniform() -> None:
    np.testing.assert_allclose(softmax(Temperature(1e30)(logs(P), Past.of_prompt([]))), [0.25] * 4)


def test_the_order_of_warpers_matters() -> None:
    logits = np.array([3.0, 2.0, 1.0], dtype=np.float32)
    first = softmax(warp(logits, (Temperature(0.5), TopP(0.8)), Past.of_prompt([]))[-1])
    second = softmax(warp(logits, (TopP(0.8), Temperature(0.5)), Past.of_prompt([]))[-1])
    assert first.tolist() == [1.0, 0.0, 0.0]
    np.testing.assert_allclose(second, [0.881, 0.119, 0.0], atol=5e-4)


# ==== Laws ====

finite = st.floats(-100, 100, width=32)
some_logits = arrays(np.float32, st.integers(1, 30), elements=st.one_of(finite, st.just(-INF), st.just(0.0)))
any_warper = st.one_of(
    st.floats(0, 1e6).map(Temperature),
    st.integers(1, 40).map(TopK),
    st.floats(0, 1).map(TopP),
    st.floats(0, 1).map(MinP),
    st.floats(0, 1, exclude_min=True).map(Typical),
    st.floats(0, 1e300, exclude_min=True).map(RepetitionPenalty),
    st.integers(1, 3).map(NoRepeatNGram),
    st.floats(0, 1).map(EpsilonCutoff),
    st.floats(0, 1).map(EtaCutoff),
    st.floats(0, 1).map(TopA),
    st.floats(0, 1, exclude_min=True).map(lambda share: TopH(share, "all")),
    st.floats(0, 1, exclude_min=True).map(TailFree),
    st.floats(0, 100).map(TopNSigma),
)


@given(some_logits.filter(lambda logits: np.isfinite(logits).any()), st.lists(any_warper, max_size=4))
def test_a_chain_that_looks_at_the_survivors_alone_does_what_its_warpers_do_one_by_one(
    logits: Any, chain: list[Warper]
) -> None:
    past = Past.of_prompt([0, 2, 5])
    padded = np.concatenate([np.full(len(logits), -np.inf, np.float32), logits])  # more than half are cut already
    for warper, before, after in zip(chain, (found := warp(padded, tuple(chain), past)), found[1:], strict=False):
        np.testing.assert_array_equal(warper(before, past), after)


@given(some_logits.filter(lambda logits: np.isfinite(logits).any()), st.lists(any_warper, max_size=4))
def test_no_chain_changes_its_input_or_empties_the_distribution(logits: Any, chain: list[Warper]) -> None:
    before = logits.copy()
    after = warp(logits, tuple(chain), Past.of_prompt([0, 2, 5]))
    assert np.array_equal(logits, before)
    assert all(not np.shares_memory(one, other) for one, other in itertools.pairwise(after))
    for stage in after:
        assert stage.dtype == np.float32
        assert abs(softmax(stage).sum() - 1) < 1e-9
    assert set(np.flatnonzero(softmax(after[-1]))) <= set(np.flatnonzero(np.isfinite(before)))


@given(some_logits.filter(lambda logits: np.isfinite(logits).any()))
def test_the_neutral_values_change_nothing(logits: Any) -> None:
    neutral = (Temperature(1), TopP(1), MinP(0), Typical(1), TopK(30), RepetitionPenalty(1), NoRepeatNGram(2))
    for warper in (*neutral, EpsilonCutoff(0), EtaCutoff(0), TopA(0), TopH(1, "all"), TailFree(1), TopNSigma(100)):
        assert np.array_equal(warper(logits, Past.of_prompt([0])), logits)


@given(some_logits.filter(lambda logits: np.isfinite(logits).any()))
def test_temperature_0_keeps_the_most_likely_token_alone(logits: Any) -> None:
    assert kept(Temperature(0), logits) == [int(np.argmax(logits))]


@given(arrays(np.float32, 8, elements=finite), st.floats(0, 1e-30))
def test_a_temperature_near_0_stays_a_distribution(logits: Any, temperature: float) -> None:
    warped = softmax(Temperature(temperature)(logits, Past.of_prompt([])))
    assert warped[int(np.argmax(logits))] == warped.max()


@given(some_logits.filter(lambda logits: np.isfinite(logits).any()), any_warper)
def test_a_warper_that_cuts_leaves_the_other_logits_and_one_that_does_not_cuts_none(logits: Any, warper: Any) -> None:
    warped = warper(logits, Past.of_prompt([0, 2, 5]))
    left = np.isfinite(warped)
    if warper.cuts:
        assert np.array_equal(warped[left], logits[left])
    elif warper.parameters.get("temperature", 1) >= 1e-30:
        assert np.array_equal(left, np.isfinite(logits))


@given(
    arrays(np.float32, st.integers(2, 60), elements=st.floats(-4, 4, width=32)),
    st.floats(1, 1e8),
    st.floats(0.05, 0.95),
)
def test_typical_keeps_no_token_that_its_mass_can_do_without(logits: Any, temperature: float, mass: float) -> None:
    flat = Temperature(temperature)(logits, Past.of_prompt([]))
    exact = flat.astype(np.float64) - flat.astype(np.float64).max()
    p = np.exp(exact) / np.exp(exact).sum()
    # How far from the entropy, less what rounds the differences of a flat distribution away: log Z on both sides.
    distance = np.abs(exact - (p * exact).sum())
    left = np.isfinite(Typical(mass)(flat, Past.of_prompt([])))
    assert p[left].sum() > mass - 1e-6
    assert left.sum() == len(left) or distance[left].max() < distance[~left].min() + 1e-12
    nearer = distance < distance[left].max() - 1e-12
    assert p[nearer].sum() < mass + 1e-6


def test_typical_keeps_its_mass_on_a_nearly_flat_distribution() -> None:
    logits = np.random.default_rng(0).normal(size=50_257).astype(np.float32)
    for temperature in (1e3, 1e6, 1e9):
        flat = Temperature(temperature)(logits, Past.of_prompt([]))
        assert softmax(flat)[kept(Typical(0.1), flat)].sum() == pytest.approx(0.1, abs=1e-4)
    assert len(kept(Typical(0.1), np.zeros(9))) == 9  # tokens that truly tie stay together


@pytest.mark.parametrize("temperature", [3.5e38, 1e39, 1e300])
def test_a_temperature_beyond_float32_is_a_flat_distribution_of_what_was_left(temperature: float) -> None:
    warped = Temperature(temperature)(np.array([1.0, 0.0, -INF, -3.0], dtype=np.float32), Past.of_prompt([]))
    np.testing.assert_allclose(softmax(warped), [1 / 3, 1 / 3, 0, 1 / 3])


# ==== Values that are refused ====


@pytest.mark.parametrize("value", [float("nan"), INF, -INF, True, False, "0.5", "", None, [0.5], 1j])
@pytest.mark.parametrize(
    "row", [row for row in warper_rows() if row.kind in ("number", "options")], ids=lambda row: row.name
)
def test_what_is_no_finite_number_is_refused(row: Any, value: Any) -> None:
    with pytest.raises(InvalidValue, match=f"{row.name} is .*; it must be"):
        make_warper(row.warper, {row.name: value})


@pytest.mark.parametrize(
    ("make", "value", "message"),
    [
        (Temperature, -0.1, "temperature is -0.1; it must be a finite number of at least 0"),
        (Temperature, 10**400, "temperature is 1000"),
        (TopK, 0, "top_k is 0; it must be a whole number of at least 1 .*leave it out to switch it off"),
        (TopK, -1, "top_k is -1"),
        (TopK, 2.0, "top_k is 2.0"),
        (TopP, 1.5, r"top_p is 1.5; it must be a number from 0 to 1 \(0.9 keeps the most likely tokens"),
        (TopP, -0.01, "top_p is -0.01"),
        (MinP, 1.01, "min_p is 1.01; it must be a number from 0 to 1"),
        (MinP, -1, "min_p is -1"),
        (Typical, 0, "typical_p is 0; it must be a number above 0, up to 1"),
        (Typical, 1.1, "typical_p is 1.1"),
        (RepetitionPenalty, 0, "repetition_penalty is 0; it must be a finite number above 0"),
        (RepetitionPenalty, -2.0, "repetition_penalty is -2.0"),
    ],
)
def test_a_value_outside_its_range_is_refused_with_the_range(make: Any, value: object, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        make(value)


def test_whole_numbers_are_welcome_where_any_number_is() -> None:
    assert Temperature(1).parameters == {"temperature": 1.0}
    assert TopP(np.float32(0.5)).parameters == {"top_p": 0.5}
    assert TopK(np.int64(3)).parameters == {"top_k": 3}
    assert isinstance(Temperature(2).temperature, float)
