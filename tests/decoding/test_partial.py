"""A model that is told of in part: what is exact on the likeliest tokens is exact, and what is not known is None."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from llm_playground.decoding import PARAMETERS, decode
from llm_playground.decoding.chain import Chain, distributions_along, with_seen
from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.past import Past
from llm_playground.decoding.strategies import Strategy, strategy_of
from llm_playground.decoding.warpers import Warper, make_warper
from llm_playground.errors import InvalidValue
from llm_playground.records import Partial, Stage, Step, Taken, Told

SIZE, TOLD = 200, 12
NO_PAST = Past((0, 1, 2), 1)
VALUES = {  # where the default would do nothing on such distributions
    "epsilon_cutoff": {"epsilon_cutoff": 0.03},
    "eta_cutoff": {"eta_cutoff": 0.03},
    "min_p": {"min_p": 0.3},
    "top_k": {"top_k": 4},
    "top_p": {"top_p": 0.5},
    "top_a": {"top_a": 0.6},
    "repetition_penalty": {"repetition_penalty": 1.5},
    "mirostat": {"mirostat_tau": 1.5},
    "xtc": {"xtc_probability": 1.0, "xtc_threshold": 0.1},
    "temperature": {"temperature": 0.7},
}


def logprobs(seed: int) -> np.ndarray:
    """Log-probabilities (SIZE,) of some model."""
    logits = np.random.default_rng(seed).normal(scale=2.5, size=SIZE)
    return (logits - np.log(np.exp(logits).sum())).astype(np.float32)


def told(all_logprobs: np.ndarray, count: int = TOLD) -> np.ndarray:
    """What a server tells of them: those of the likeliest tokens."""
    least = np.sort(all_logprobs)[-count]
    return np.where(all_logprobs >= least, all_logprobs, np.float32(-np.inf))


# What each needs, by the table; a kind that another test makes up has no row there.
NEEDS = {row.warper: row.needs for row in PARAMETERS.values() if row.warper in Warper.kinds}


def warpers_that_need(needs: str) -> list[str]:
    return [name for name, needed in NEEDS.items() if needed == needs]


def made(name: str) -> Warper:
    return make_warper(name, VALUES.get(name, {}))


def left(logits: np.ndarray, warper: Warper, partial: Partial | None = None) -> set[int]:
    (after,) = distributions_along(Distribution.of(logits, partial), (warper,), NO_PAST)
    return set(after.ids[after.probabilities > 0].tolist())


@pytest.mark.parametrize("name", warpers_that_need("from below"))
def test_a_cut_from_below_leaves_of_what_was_told_what_it_leaves_of_all(name: str) -> None:
    for seed in range(30):
        own = logprobs(seed)
        likeliest = set(np.flatnonzero(np.isfinite(told(own))).tolist())
        assert left(told(own), made(name), Partial()) == left(own, made(name)) & likeliest


@pytest.mark.parametrize("name", warpers_that_need("all"))
def test_a_warper_that_needs_all_tokens_does_otherwise_on_a_few(name: str) -> None:
    if name == "dynamic_temperature":
        (of_all,) = distributions_along(Distribution.of(logprobs(0)), (made(name),), NO_PAST)
        (of_few,) = distributions_along(Distribution.of(told(logprobs(0))), (made(name),), NO_PAST)
        ratios = [np.ptp(each.logits[np.argsort(each.logits)[-TOLD:]]) for each in (of_all, of_few)]
        assert ratios[0] != pytest.approx(ratios[1])
        return
    differ = (
        left(told(own), made(name)) != left(own, made(name)) & set(np.flatnonzero(np.isfinite(told(own))).tolist())
        for own in map(logprobs, range(200))
    )
    assert any(differ)


@pytest.mark.parametrize("name", [*warpers_that_need("logits"), *warpers_that_need("")])
def test_only_what_needs_the_logits_sees_a_constant_added_to_all(name: str) -> None:
    text = Past((0, 1, 2), 1, frozenset({3}))
    warper = make_warper(name, VALUES.get(name, {}))
    shifted = logprobs(1) + np.float32(20)
    before, after = (
        next(iter(distributions_along(Distribution.of(each), (warper,), text))).all_probabilities
        for each in (logprobs(1), shifted)
    )
    assert (before == pytest.approx(after, rel=1e-4, abs=1e-7)) is (NEEDS[name] == "")


STRATEGIES = [
    ("greedy", {}, None),
    ("sample", {}, None),
    ("sample", {"temperature": 1.4, "frequency_penalty": 0.8}, None),
    ("top_p", {"top_p": 0.6}, None),
    ("top_p", {"top_p": 0.8, "temperature": 1.3}, None),
    ("top_p", {"top_p": 0.99, "temperature": 1.3}, "llama.cpp"),
    ("min_p", {"min_p": 0.05, "temperature": 0.8, "xtc_probability": 0.5}, "llama.cpp"),
    ("top_k", {"top_k": TOLD}, None),
    ("top_k", {"top_k": 3, "temperature": 2.0}, "llama.cpp"),
    ("sample", {"mirostat_tau": 2.0, "smoothing_factor": 0.3}, None),
]


def piece(id: int) -> bytes:
    return b"%d" % id


class Model:
    """A distribution for each length of a text; a server tells of a part of it."""

    def __init__(self, count: int | None) -> None:
        self.count = count

    def next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        rows = [logprobs(len(ids)) for ids in sequences]
        return np.stack(rows if self.count is None else [told(row, self.count) for row in rows])


def steps(model: Model, strategy: Strategy, partial: Partial | None = None) -> list[Step]:
    seed = 5 if strategy.sampled else None
    events = decode(model, [1], strategy, 8, seed=seed, partial=partial, piece=piece)
    return [event for event in events if isinstance(event, Step)]


@pytest.mark.parametrize(("name", "parameters", "order"), STRATEGIES)
def test_a_run_is_that_of_the_whole_model_with_a_top_k_where_the_rest_is_cut(
    name: str, parameters: dict[str, float], order: str | None
) -> None:
    strategy = strategy_of(name, parameters, order)
    chain: Chain = tuple(
        make_warper("top_k", {"top_k": TOLD}) if each.name == "seen" else each for each in with_seen(strategy.chain)
    )
    whole = steps(Model(None), Strategy(strategy.name, chain, strategy.sampled, strategy.parameters))
    part = steps(Model(TOLD), strategy, Partial(SIZE))
    assert [step.id for step in part] == [step.id for step in whole]
    for one, other in zip(part, whole, strict=True):
        assert one.choice.rank == other.choice.rank
        assert one.choice.model_probability == pytest.approx(other.choice.model_probability, rel=1e-5)
        assert one.choice.probability == pytest.approx(other.choice.probability, rel=1e-5)
        for of_part, of_whole in zip(one.stages, other.stages, strict=True):
            assert_same_as_far_as_known(of_part, of_whole)


def assert_same_as_far_as_known(part: Stage, whole: Stage) -> None:
    listed = {each.id: each.probability for each in part.candidates}
    if part.told is not None and part.name != "model":  # it would have to look further than was told
        assert listed.keys() == {each.id for each in whole.candidates}
        return
    assert listed == pytest.approx({each.id: each.probability for each in whole.candidates}, rel=1e-5)
    assert part.others_mass == pytest.approx(whole.others_mass, rel=1e-4, abs=1e-6)
    assert part.others_count == whole.others_count
    if part.told is None:
        assert part.kept == whole.kept
        assert part.entropy == pytest.approx(whole.entropy, rel=1e-5, abs=1e-6)
    else:
        assert (part.kept, part.entropy) == (None, None)


def test_how_much_was_told_stands_in_the_record_as_long_as_it_matters() -> None:
    model, seen, cut = steps(Model(TOLD), strategy_of("sample", {"temperature": 0.5}, None), Partial())[0].stages
    mass = float(np.exp(np.sort(logprobs(1))[-TOLD:].astype(np.float64)).sum())
    assert model.told == Told(TOLD, pytest.approx(mass, rel=1e-6), None)  # type: ignore[arg-type]
    assert sum(each.probability for each in model.candidates) + model.others_mass == pytest.approx(1)
    assert (model.others_count, seen.others_count) == (None, None)
    assert (seen.name, seen.told, seen.kept, cut.kept) == ("seen", None, TOLD, TOLD)


def test_a_top_p_within_what_was_told_cuts_the_rest_itself_and_one_beyond_leaves_it() -> None:
    mass = float(np.exp(np.sort(logprobs(1))[-TOLD:].astype(np.float64)).sum())
    for top_p, cuts_all in ((mass - 0.01, True), (mass + 0.01, False)):
        _, top, seen = steps(Model(TOLD), strategy_of("top_p", {"top_p": top_p}, None), Partial())[0].stages
        assert (top.told is None) is cuts_all
        assert seen.told is None


def test_a_token_that_was_not_told_cannot_be_taken_by_hand() -> None:
    own = logprobs(1)
    likely, unlikely = int(own.argmax()), int(own.argmin())
    strategy = strategy_of("greedy", {}, None)

    def take(id: int) -> Step | object:
        return next(decode(Model(TOLD), [1], strategy, 2, forced=(id,), partial=Partial(), piece=lambda _: b"x"))

    assert isinstance(take(likely), Step)
    with pytest.raises(
        InvalidValue, match=f"tells of the {TOLD} likeliest tokens here, and this one is not among them"
    ):
        take(unlikely)


def test_a_branch_of_a_partial_model_goes_on_as_the_text_did() -> None:
    strategy, whole = strategy_of("sample", {}, None), steps(Model(TOLD), strategy_of("sample", {}, None), Partial())
    taken = [Taken(step.id, step.choice.probability) for step in whole[:4]]
    rest = decode(Model(TOLD), [1], strategy, 8, taken=taken, seed=5, partial=Partial(), piece=piece)
    assert [each for each in rest if isinstance(each, Step)] == whole[4:]
