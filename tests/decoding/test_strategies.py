"""Strategies by name: what they contain, and what they refuse in one clear sentence."""

from __future__ import annotations

from typing import Any

import pytest

from llm_playground.decoding import (
    PARAMETERS,
    STRATEGIES,
    MinP,
    Temperature,
    TopK,
    TopP,
    Typical,
    arrange,
    make_strategy,
    orders,
)
from llm_playground.decoding.chain import read_order
from llm_playground.decoding.parameters import warper_rows
from llm_playground.errors import InvalidValue, UnknownName

NAMES = ["greedy", "sample", "top_k", "top_p", "min_p", "typical", "contrastive", "beam", "diverse_beam", "beam_sample"]
SAMPLING = [kind.name for kind in STRATEGIES.values() if kind.sampled and not kind.searches]


def test_the_names_are_those_of_the_design() -> None:
    assert list(STRATEGIES) == NAMES


@pytest.mark.parametrize(
    ("name", "chain", "parameters"),
    [
        ("greedy", (), {}),
        ("sample", (), {}),
        ("top_k", (TopK(50),), {"top_k": 50}),
        ("top_p", (TopP(0.9),), {"top_p": 0.9}),
        ("min_p", (MinP(0.05),), {"min_p": 0.05}),
        ("typical", (Typical(0.95),), {"typical_p": 0.95}),
        ("beam", (), {"num_beams": 4, "length_penalty": 1.0, "early_stopping": False}),
    ],
)
def test_each_strategy_fills_in_its_own_parameter(name: str, chain: Any, parameters: Any) -> None:
    strategy = make_strategy(name)
    assert (strategy.chain, strategy.parameters) == (chain, parameters)
    assert strategy.sampled == (name in SAMPLING)
    assert make_strategy(name.replace("_", "-")) == strategy


def test_none_means_not_given() -> None:
    assert make_strategy("top_k", top_k=None, temperature=None) == make_strategy("top_k")
    assert make_strategy("greedy", temperature=None) == make_strategy("greedy")


@pytest.mark.parametrize("name", SAMPLING)
def test_every_sampling_strategy_takes_the_whole_chain_in_the_order_of_transformers(name: str) -> None:
    given = {row.name: row.default for row in warper_rows()}
    strategy = make_strategy(name, **given)
    assert strategy.order == orders()["transformers"].warpers
    assert strategy.parameters == given


def test_the_order_can_be_a_preset_or_a_list() -> None:
    llama = make_strategy("top_p", temperature=0.5, min_p=0.1, order="llama.cpp")
    assert llama.chain == (TopP(0.9), MinP(0.1), Temperature(0.5))
    assert make_strategy("top_p", temperature=0.5, order=["top_p", "temperature"]).chain == llama.chain[::2]


def test_the_presets_are_the_orders_of_transformers_llama_cpp_and_vllm() -> None:
    transformers, llama_cpp, vllm = (order.warpers for order in orders().values())
    assert transformers == (
        *("logit_bias", "repetition_penalty", "no_repeat_ngram", "banned_words", "min_new_tokens"),
        *("frequency_penalty", "presence_penalty", "dry", "temperature", "dynamic_temperature", "quadratic"),
        *("top_h", "top_k", "top_p", "min_p", "typical", "epsilon_cutoff", "eta_cutoff"),
        *("top_a", "tail_free", "top_n_sigma", "p_less", "xtc", "mirostat"),
    )
    assert llama_cpp == (
        *("logit_bias", "repetition_penalty", "frequency_penalty", "presence_penalty", "dry", "top_n_sigma", "top_k"),
        *("typical", "top_p", "min_p", "xtc", "temperature", "dynamic_temperature", "mirostat"),
    )
    assert vllm == (
        *("banned_words", "min_new_tokens", "logit_bias", "repetition_penalty"),
        *("frequency_penalty", "presence_penalty", "temperature", "min_p", "top_k", "top_p"),
    )


def test_an_order_that_is_typed_is_a_preset_or_the_names_of_warpers() -> None:
    typed = {"llama.cpp": "llama.cpp", "top_p, temperature": ("top_p", "temperature"), "top-p": ("top-p",), "x": "x"}
    assert {text: read_order(text) for text in typed} == typed
    with pytest.raises(InvalidValue, match="The order temperature leaves out top_k"):
        make_strategy("top_k", order=read_order("temperature"))


def test_an_order_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidValue, match="leaves out temperature"):
        arrange([Temperature(1)], ["top_k"])
    with pytest.raises(InvalidValue, match="twice"):
        arrange([], ["top_k", "top_k"])
    with pytest.raises(UnknownName, match=r"no warper 'topk'; .* Did you mean top_k\?"):
        arrange([], ["topk"])
    with pytest.raises(
        UnknownName, match=r"no order 'llama'; choose one of transformers, llama\.cpp, vllm\. Did .* llama"
    ):
        arrange([], "llama")
    with pytest.raises(InvalidValue, match="order vllm has no place for typical, which is in use"):
        make_strategy("typical", order="vllm")
    with pytest.raises(InvalidValue, match=r"order is 3; it must be transformers, llama\.cpp, vllm or a list"):
        make_strategy("sample", order=3)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["nucleus", "", "Greedy", "top p", "contrast", "beam_search"])
def test_an_unknown_strategy_lists_the_known_ones(name: str) -> None:
    with pytest.raises(UnknownName, match=", ".join(NAMES)):
        make_strategy(name)


def test_a_near_miss_gets_a_suggestion() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean greedy\?"):
        make_strategy("Gredy")
    with pytest.raises(UnknownName, match=r"no parameter 'temprature'; .* Did you mean temperature\?"):
        make_strategy("sample", temprature=1.0)


@pytest.mark.parametrize(
    ("name", "parameter", "users"),
    [
        ("greedy", "temperature", "sample, top_k, top_p, min_p, typical or beam_sample"),
        ("beam", "top_k", "sample, top_k, top_p, min_p, typical or beam_sample"),
        ("sample", "num_beams", "beam, diverse_beam or beam_sample"),
        ("greedy", "early_stopping", "beam, diverse_beam or beam_sample"),
    ],
)
def test_a_parameter_that_is_not_used_names_the_strategies_that_use_it(name: str, parameter: str, users: str) -> None:
    message = f"{name} does not use {parameter}; choose the strategy {users}."
    with pytest.raises(InvalidValue, match=message):
        make_strategy(name, **{parameter: 1})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("num_beams", 0),
        ("num_beams", 2.0),
        ("num_beams", True),
        ("length_penalty", float("nan")),
        ("length_penalty", float("inf")),
        ("length_penalty", "1"),
        ("early_stopping", 1),
        ("early_stopping", 0),
        ("early_stopping", "always"),
        ("repetition_penalty", 0),
    ],
)
def test_bad_values_of_beam_search_are_refused(parameter: str, value: Any) -> None:
    with pytest.raises(InvalidValue, match=f"{parameter} is {value!r}; it must be"):
        make_strategy("beam", **{parameter: value})


def test_beam_parameters_are_for_beam_search_alone() -> None:
    strategy = make_strategy("beam", num_beams=2, early_stopping="never", repetition_penalty=1.1)
    expected = {"num_beams": 2, "length_penalty": 1.0, "early_stopping": "never"}
    assert strategy.beam_parameters == expected | {"num_beam_groups": 1, "diversity_penalty": 0.0}
    with pytest.raises(InvalidValue, match="has no beams"):
        _ = make_strategy("greedy").beam_parameters


def test_every_parameter_says_in_one_line_what_it_does_and_what_is_legal() -> None:
    used = {parameter for kind in STRATEGIES.values() for parameter in kind.takes}
    assert set(PARAMETERS) == used | {"max_new_tokens", "seed", "stop"}
    for parameter in PARAMETERS.values():
        assert parameter.effect.endswith(".")
        assert parameter.legal
        assert "\n" not in parameter.effect + parameter.legal + parameter.hint
