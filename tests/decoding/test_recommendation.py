"""What a generation_config.json recommends is what transformers reads in it; what is not followed is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.decoding import PARAMETERS, STRATEGIES, make_strategy
from llm_playground.decoding.parameters import beam_rows, warper_rows
from llm_playground.decoding.recommendation import Recommendation, read_recommendation

QWEN2 = {
    "bos_token_id": 151643,
    "pad_token_id": 151643,
    "do_sample": True,
    "eos_token_id": [151645, 151643],
    "repetition_penalty": 1.1,
    "temperature": 0.7,
    "top_p": 0.8,
    "top_k": 20,
    "transformers_version": "4.37.0",
}
OFFERED = [row.name for row in (*warper_rows(), *beam_rows())]


def read(**entries: Any) -> Recommendation:
    found = read_recommendation(entries)
    assert found is not None
    return found


def left_out(found: Recommendation) -> dict[str, str]:
    return {each.name: each.why for each in found.left_out}


def test_a_model_that_samples_recommends_a_strategy_and_its_parameters() -> None:
    found = read(**QWEN2)
    assert found.strategy == "sample"
    assert found.parameters == {"repetition_penalty": 1.1, "temperature": 0.7, "top_k": 20, "top_p": 0.8}
    assert (found.unused, found.left_out, found.shortfall) == ({}, (), "")
    assert str(found) == "sample, repetition_penalty 1.1, temperature 0.7, top_k 20, top_p 0.8"


@pytest.mark.parametrize(
    "entries",
    [
        {},
        {"eos_token_id": 2, "_from_model_config": True, "transformers_version": "5.0.0", "max_new_tokens": 2048},
        {"temperature": None, "top_k": None, "do_sample": None},
        {"temperature": 1.0, "top_k": 0, "num_beams": 1, "no_repeat_ngram_size": 0, "renormalize_logits": False},
    ],
)
def test_a_file_that_says_nothing_about_choosing_tokens_recommends_nothing(entries: dict[str, Any]) -> None:
    assert read_recommendation(entries) is None


def test_what_is_not_followed_is_told_with_its_reason() -> None:
    found = read(do_sample=True, temperature=-1, top_k=True, top_p=0.8, guidance_scale=3, min_p="x" * 999, news=1)
    assert found.parameters == {"top_p": 0.8}
    expected = dict.fromkeys(("temperature", "top_k", "min_p"), "illegal")
    assert left_out(found) == {**expected, "news": "not_offered", "guidance_scale": "not_offered"}
    assert "temperature -1 (not a legal value)" in found.shortfall
    assert "guidance_scale 3 (not offered here)" in found.shortfall
    assert len(found.to_json()) < 700


@pytest.mark.parametrize("value", [1, "true"])
def test_only_true_draws_as_in_transformers(value: object) -> None:
    found = read(do_sample=value, temperature=0.5)
    assert (found.strategy, found.unused, left_out(found)) == ("greedy", {"temperature": 0.5}, {"do_sample": "illegal"})
    transformers = pytest.importorskip("transformers")
    assert transformers.GenerationConfig(do_sample=value).get_generation_mode() == "greedy_search"


def test_beams_that_draw_are_beam_sampling() -> None:
    found = read(do_sample=True, num_beams=4, temperature=0.5)
    assert (found.strategy, found.parameters) == ("beam_sample", {"temperature": 0.5, "num_beams": 4})
    assert found.left_out == ()


def test_top_h_is_that_of_transformers_and_banned_words_are_its_bad_words() -> None:
    found = read(do_sample=True, top_h=0.3, bad_words_ids=[[5], [6, 7]])
    assert found.parameters == {"banned_words": ((5,), (6, 7)), "top_h": 0.3, "top_h_over": "transformers"}


def test_stop_strings_are_recommended_beside_every_strategy() -> None:
    found = read(stop_strings=["\n\n", "END"])
    assert (found.strategy, found.stop, found.parameters) == ("greedy", ("\n\n", "END"), {})
    assert str(found) == r'greedy, stop "\n\n", "END"'
    assert read(do_sample=True, stop_strings="END").stop == ("END",)
    assert left_out(read(do_sample=True, stop_strings=[""])) == {"stop": "illegal"}
    assert read_recommendation({"stop_strings": []}) is None


def test_a_strategy_that_is_given_takes_what_it_has_a_use_for() -> None:
    found = read(**{**QWEN2, "do_sample": False})
    assert (found.strategy, found.parameters) == ("greedy", {"repetition_penalty": 1.1})
    assert found.unused == {"temperature": 0.7, "top_k": 20, "top_p": 0.8}
    assert found.with_given(None, {}) == ("greedy", {"repetition_penalty": 1.1})
    name, values = found.with_given("sample", {"temperature": 0.2, "top_k": None})
    assert make_strategy(name, **values).parameters == {"repetition_penalty": 1.1, "temperature": 0.2, "top_p": 0.8}
    assert read(**QWEN2).with_given("greedy", {}) == ("greedy", {"repetition_penalty": 1.1})
    assert read(num_beams=5).with_given("beam", {"length_penalty": 0}) == (
        "beam",
        {"num_beams": 5, "length_penalty": 0},
    )


def test_what_transformers_does_by_itself_is_no_recommendation_and_all_else_that_it_does_is_told() -> None:
    transformers = pytest.importorskip("transformers")
    defaults = transformers.GenerationConfig._get_default_generation_params()
    del defaults["do_sample"], defaults["top_k"]  # which somebody who writes them down means
    assert read_recommendation(defaults) is None
    entries = [name for name in vars(transformers.GenerationConfig()) if not name.startswith("_")]
    told = {name for name in entries if read_recommendation({name: 3}) is not None}
    offered_by_both = {*OFFERED} & {*entries}
    assert len(offered_by_both) == 16
    assert {*offered_by_both, "do_sample", "guidance_scale", "bad_words_ids", "watermarking_config"} <= told
    assert not told & {"eos_token_id", "max_length", "use_cache", "output_scores", "prompt_lookup_num_tokens"}
    assert len(told) < len(entries) - 30


_values = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 60), st.floats(), st.text(max_size=4), st.lists(st.integers(), max_size=3)
)


@given(st.dictionaries(st.sampled_from([*OFFERED, "do_sample", "guidance_scale", "nonsense"]), _values))
def test_whatever_a_file_says_makes_a_strategy_that_runs(entries: dict[str, Any]) -> None:
    found = read_recommendation(entries)
    if found is None:
        return
    for strategy in (None, *STRATEGIES):
        name, values = found.with_given(strategy, {})
        if name == "diverse_beam" and values.get("num_beams", 4) % values.get("num_beam_groups", 2):
            continue  # the groups would be uneven; whoever asks for them says how many
        made = make_strategy(name, **values)
        assert {key: made.parameters[key] for key in values} == values
    told = {*found.parameters, *found.unused, *(each.name for each in found.left_out)}
    for key in entries.keys() - told - {"do_sample"}:
        assert entries[key] is None or entries[key] in (0, 1)
    json.loads(found.to_json(), parse_constant=lambda word: pytest.fail(word))
    assert all(PARAMETERS[key].check(value) == value for key, value in found.parameters.items())
