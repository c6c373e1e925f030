"""One step computed by itself: it is the step of the run, its rows say who was cut by whom, `u` draws what it hits."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import llm_playground as lp
from llm_playground.decoding import make_strategy
from llm_playground.decoding.chain import default_order
from llm_playground.decoding.choosers import choose
from llm_playground.decoding.observation import observe
from llm_playground.decoding.past import Past
from llm_playground.decoding.pipeline import SHARES, pipeline_of
from llm_playground.errors import InvalidValue
from llm_playground.models.native import NativeModel
from llm_playground.records.pipeline import Pipeline
from tests.decoding.decoding_fakes import letters

PROMPT = "Once upon a time, there was a little"
CHAIN: dict[str, Any] = {"temperature": 0.8, "top_k": 40, "top_p": 0.9, "repetition_penalty": 1.2}


@pytest.mark.parametrize(
    ("strategy", "parameters"),
    [
        ("sample", CHAIN),
        ("greedy", {"repetition_penalty": 1.2}),
        ("typical", {"typical_p": 0.9}),
        ("beam", {"num_beams": 3, "repetition_penalty": 1.3}),
    ],
)
def test_every_step_of_a_run_comes_out_as_it_was(strategy: str, parameters: dict[str, Any]) -> None:
    seed = None if strategy in ("greedy", "beam") else 7
    run = lp.trace("tiny-gpt2", PROMPT, strategy, 6, seed=seed, **parameters)
    for index, step in enumerate(run.steps):
        token = step.id if strategy == "beam" else None
        again = lp.step("tiny-gpt2", PROMPT, strategy, taken=run.steps[:index], seed=seed, token=token, **parameters)
        assert again.pipeline.choice == step.choice
        assert (again.text, again.index) == (step.text, step.index)
        for stage, summary in zip(step.stages, again.pipeline.stages, strict=True):
            assert (stage.name, stage.kept, stage.entropy) == (summary.name, summary.kept, summary.entropy)
            shares = {row.id: row.probabilities[again.pipeline.stages.index(summary)] for row in again.pipeline.rows}
            assert all(shares[each.id] == each.probability for each in stage.candidates)


def seen(logits: list[float], parameters: dict[str, Any], order: tuple[str, ...], u: float) -> Pipeline:
    strategy = make_strategy("sample", order=order, **parameters)
    found = observe(np.array(logits, np.float32), strategy.chain, Past.of_prompt([0, 1]))
    id = choose(found.last, u)
    return pipeline_of(found, found.choice(id, u, letters), letters, top=3)


@settings(max_examples=60)
@given(
    st.lists(st.floats(-30, 30, width=32), min_size=2, max_size=80),
    st.fixed_dictionaries(
        {},
        optional={
            "temperature": st.sampled_from([0.0, 0.01, 0.7, 1.0, 100.0]),
            "top_k": st.integers(1, 90),
            "top_p": st.sampled_from([0.0, 0.3, 0.9, 1.0]),
            "min_p": st.sampled_from([0.0, 0.1, 1.0]),
            "typical_p": st.sampled_from([0.2, 0.9]),
            "repetition_penalty": st.sampled_from([0.5, 1.3]),
        },
    ),
    st.permutations(default_order()),
    st.floats(0, 1, exclude_max=True),
)
def test_a_row_says_what_became_of_its_token_and_who_cut_it(
    logits: list[float], parameters: dict[str, Any], order: list[str], u: float
) -> None:
    shown = seen(logits, parameters, tuple(order), u)
    chain = make_strategy("sample", order=order, **parameters).chain
    # Slowly, one token at a time: its logit after each warper, and the softmax written out.
    columns = [np.array(logits, np.float32)]
    for warper in chain:
        columns.append(warper(columns[-1], Past.of_prompt([0, 1])))
    exact = [np.exp(np.maximum(column.astype(np.float64) - column.max(), -1000)) for column in columns]
    softmaxes = [np.where(each > np.exp(-1000), each, 0) / each.sum() for each in exact]
    listed = {row.id for row in shown.rows}
    for row in shown.rows:
        path = [each[row.id] for each in softmaxes]
        assert row.probabilities == pytest.approx(path, abs=1e-12)
        gone = next((at for at in range(len(path)) if not any(path[at:])), None)
        assert row.cut == gone
    for summary, column in zip(shown.stages, softmaxes, strict=True):
        others = [share for id, share in enumerate(column) if id not in listed]
        assert summary.others_mass == pytest.approx(sum(others), abs=1e-12)
        assert summary.others_kept == sum(share > 0 for share in others)
        assert summary.kept == sum(share > 0 for share in column)
        assert set(np.argsort(-column, kind="stable")[:3]) & {id for id, p in enumerate(column) if p} <= listed
    assert shown.others_count + len(listed) == len(logits)
    assert shown.choice.id in listed


@settings(max_examples=60)
@given(
    st.lists(st.floats(-12, 3, width=32), min_size=1, max_size=60),
    st.sampled_from([{}, {"top_k": 5}, {"top_p": 0.9}, {"temperature": 3.0}]),
)
def test_the_token_under_u_is_the_one_that_is_drawn(logits: list[float], parameters: dict[str, Any]) -> None:
    shares = seen(logits, parameters, default_order(), 0.0).shares
    strategy = make_strategy("sample", **parameters)
    found = observe(np.array(logits, np.float32), strategy.chain, Past.of_prompt([0, 1]))
    ends = [0.0, *(each.end for each in shares)]
    for at, (start, share) in enumerate(zip(ends, shares, strict=False)):
        if start < share.end:  # a probability of 1e-20 may leave no number between
            assert choose(found.last, start) == share.id
            assert choose(found.last, np.nextafter(share.end, 0)) == share.id
        assert at < SHARES
    if ends[-1] < 1:
        assert choose(found.last, ends[-1]) not in {each.id for each in shares}


def test_all_filters_off_at_temperature_1_is_the_models_own_distribution() -> None:
    off = lp.step("tiny-gpt2", PROMPT, "sample", u=0.5, temperature=1, top_p=1, top_k=10**6, min_p=0, typical_p=1)
    assert off.pipeline.is_identity
    assert len(off.pipeline.stages) == 6
    own, *_, last = zip(*(row.probabilities for row in off.pipeline.rows), strict=True)
    assert own == last
    assert sum(own) + off.pipeline.stages[0].others_mass == pytest.approx(1, abs=1e-12), "nothing is renormalised"
    assert not lp.step("tiny-gpt2", PROMPT, "sample", u=0.5, temperature=1.01).pipeline.is_identity


def test_a_slider_moves_without_a_forward_pass_and_shows_what_asking_anew_would(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = lp.load("tiny-gpt2")
    assert isinstance(model, NativeModel)
    run = lp.trace(model, "The fox and the owl", "sample", 5, seed=3)
    passes = []
    real = model.forward
    monkeypatch.setattr(model, "forward", lambda spans: passes.append(spans) or real(spans))
    moved = [
        lp.step(model, "The fox and the owl", "sample", taken=run.steps[:at], seed=3, temperature=0.1 * at + 0.1)
        for at in (4, 0, 2)
    ]
    assert passes == []
    model.cache.rows.clear()
    anew = [
        lp.step(model, "The fox and the owl", "sample", taken=run.steps[:at], seed=3, temperature=0.1 * at + 0.1)
        for at in (4, 0, 2)
    ]
    assert len(passes) == 3
    for kept, asked in zip(moved, anew, strict=True):
        assert [row.id for row in kept.pipeline.rows] == [row.id for row in asked.pipeline.rows]
        for one, other in zip(kept.pipeline.rows, asked.pipeline.rows, strict=True):
            assert one.probabilities == pytest.approx(other.probabilities, abs=1e-5)


@pytest.mark.parametrize("temperature", [0.8, 2.0, 10.0])
def test_a_nucleus_is_one_of_the_whole_vocabulary_not_of_the_tokens_that_are_listed(temperature: float) -> None:
    logits = (np.random.default_rng(0).normal(size=50_257) * 3).astype(np.float32)
    chain = make_strategy("top_p", top_p=0.9, temperature=temperature).chain
    found = observe(logits, chain, Past.of_prompt([0]))
    shown = pipeline_of(found, found.choice(0, None, letters), letters)
    weights = np.sort(np.exp(logits.astype(np.float64) / temperature))[::-1]
    reached = np.cumsum(weights / weights.sum())
    assert shown.stages[2].kept == pytest.approx(1 + int(np.searchsorted(reached, 0.9)), abs=1)
    assert shown.stages[2].kept > 100 > len(shown.rows)
    likeliest = max(row.probabilities[1] for row in shown.rows)
    assert likeliest == pytest.approx(weights[0] / weights.sum(), rel=1e-5)


def test_what_a_warper_went_by_is_told_and_the_order_matters() -> None:
    shown = lp.step(
        "tiny-gpt2", PROMPT, "sample", u=0.2, temperature=2, top_p=0.5, seed=3, order=["top_p", "temperature"]
    )
    other = lp.step("tiny-gpt2", PROMPT, "sample", u=0.2, temperature=2, top_p=0.5)
    assert [stage.name for stage in shown.pipeline.stages] == ["model", "top_p", "temperature"]
    assert shown.pipeline.stages[-1].kept < other.pipeline.stages[-1].kept
    assert shown.drawn_by(0.9) == lp.step(
        "tiny-gpt2", PROMPT, "sample", u=0.9, temperature=2, top_p=0.5, seed=3, order=["top_p", "temperature"]
    )
    text = repr(shown)
    assert "cut by top_p" in text
    assert "all others" in text
    assert json.loads(shown.to_json())["pipeline"]["choice"]["u"] == 0.2


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"u": 1.0}, "u", "u is 1.0; it must be a number from 0 up to, but not including, 1"),
        ({"u": 0.5, "token": 3}, "u", "A token is given"),
        ({"strategy": "greedy", "u": 0.5}, "u", "greedy draws nothing"),
        ({"strategy": "beam"}, "token", "chooses a whole text"),
        ({"token": 10**6}, "token", "from 0 to 2,047"),
        ({"taken": [1, "x"]}, "taken", "'x', which is neither a step nor a token id"),
        ({"taken": [1] * 600}, "taken", "The text has 601 tokens"),
    ],
)
def test_a_place_that_cannot_be_is_refused_in_a_sentence(wrong: dict[str, Any], field: str, sentence: str) -> None:
    with pytest.raises(InvalidValue, match=sentence) as raised:
        lp.step("tiny-gpt2", [1], **{"strategy": "sample"} | wrong)
    assert raised.value.field == field


def test_a_step_after_a_token_taken_by_hand_is_that_of_the_branch() -> None:
    """Mirostat counts the surprise of that token too."""
    trunk = lp.trace("tiny-gpt2", "Once upon a time", "sample", 8, seed=3, mirostat_tau=2.0)
    left = [each.id for each in trunk.steps[2].stages[-1].candidates]
    branch = lp.branch(trunk, at=2, token=next(id for id in left if id != trunk.ids[2]))
    assert branch.steps[2].choice.taken.chance is not None
    step = lp.step("tiny-gpt2", "Once upon a time", "sample", taken=branch.steps[:5], seed=3, mirostat_tau=2.0)
    assert step.pipeline.stages[-1].state == branch.steps[5].stages[-1].state
    assert step.pipeline.choice.id == branch.ids[5]
