"""RoPE is read from `config.json` as `transformers` reads it, in each spelling and where several stand together."""

from __future__ import annotations

import copy
from typing import Any

import hypothesis.strategies as st
import pytest
import torch
from hypothesis import given
from transformers import LlamaConfig, Qwen2Config
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding
from transformers.models.qwen2.modeling_qwen2 import Qwen2RotaryEmbedding
from transformers.utils import logging

from llm_playground.errors import CheckpointError
from llm_playground.transformer.config import UnsupportedArchitecture
from llm_playground.transformer.config_file import read_config
from llm_playground.transformer.rope import inverse_frequencies

logging.set_verbosity_error()

REFERENCES = {"llama": (LlamaConfig, LlamaRotaryEmbedding), "qwen2": (Qwen2Config, Qwen2RotaryEmbedding)}
SHAPE = {
    "vocab_size": 300,
    "hidden_size": 64,
    "intermediate_size": 112,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
LINEAR = {"rope_type": "linear", "factor": 4.0}

thetas = st.sampled_from([100.0, 10_000, 500_000.0])
contexts = st.sampled_from([1, 4, 16, 32])


def reference(family: str, entries: dict[str, Any]) -> tuple[torch.Tensor, float] | None:
    """Frequencies and factor of `transformers`; None where it refuses."""
    config_class, rotary = REFERENCES[family]
    try:
        rope = rotary(config_class(**SHAPE | copy.deepcopy(entries)))
        return rope.inv_freq, rope.attention_scaling
    except Exception:  # noqa: BLE001 (it checks little, and fails in many ways)
        return None


def ours(family: str, entries: dict[str, Any]) -> tuple[torch.Tensor, float]:
    config = read_config({"model_type": family, **SHAPE, **copy.deepcopy(entries)})
    assert config.rope is not None
    frequencies, factor = inverse_frequencies(config.rope, config.head_dim)
    return torch.from_numpy(frequencies), factor


def assert_same(family: str, entries: dict[str, Any]) -> None:
    theirs = reference(family, entries)
    if theirs is None:
        with pytest.raises(CheckpointError):
            ours(family, entries)
        return
    frequencies, factor = ours(family, entries)
    torch.testing.assert_close(frequencies, theirs[0], rtol=1e-5, atol=0)
    assert factor == pytest.approx(theirs[1])


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, Any]:
    """What may stand under `rope_parameters` or `rope_scaling`; now and then something that it needs is missing."""
    kind = draw(st.sampled_from(["default", "linear", "llama3", "yarn", "nosuch"]))
    spelling = draw(st.sampled_from([["rope_type"], ["type"], ["rope_type", "type"], []]))
    entries: dict[str, Any] = dict.fromkeys(spelling, kind)
    optional = {
        "rope_theta": thetas,
        "factor": st.sampled_from([1.0, 2, 4.0]),
        "original_max_position_embeddings": contexts,
        "low_freq_factor": st.just(1.0),
        "high_freq_factor": st.just(4.0),
        "beta_fast": st.sampled_from([32, 8.0, None]),
        "beta_slow": st.sampled_from([1.0, 2, None]),
        "attention_factor": st.sampled_from([1.3, None]),
        "truncate": st.sampled_from([True, False, None]),
    }
    return entries | {key: draw(values) for key, values in optional.items() if draw(st.integers(0, 3))}


@given(
    st.sampled_from(sorted(REFERENCES)),
    st.fixed_dictionaries(
        {},
        optional={
            "rope_parameters": parameters() | st.none() | st.just({}),
            "rope_scaling": parameters() | st.none() | st.just({}),
            "rope_theta": thetas,
            "original_max_position_embeddings": contexts,
        },
    ),
)
def test_every_combination_of_spellings_is_read_as_transformers_reads_it(family: str, entries: dict[str, Any]) -> None:
    assert_same(family, entries)


@pytest.mark.parametrize(
    "entries",
    [
        {"rope_parameters": {"rope_type": "default"}, "rope_scaling": YARN},
        {"rope_parameters": {"rope_type": "default", "rope_theta": 500.0}, "rope_scaling": LINEAR},
        {"rope_parameters": YARN, "rope_scaling": LINEAR, "rope_theta": 500.0},
        {"rope_parameters": {"rope_type": "default"}, "rope_scaling": {"rope_type": "nosuch"}},
        {"rope_parameters": YARN, "rope_scaling": {}},
        {"rope_scaling": YARN, "original_max_position_embeddings": 32},
        {"rope_scaling": LLAMA3, "original_max_position_embeddings": 32},
        {"rope_scaling": {"type": "linear"}},
        {"rope_scaling": {"rope_type": "llama3", "factor": 8.0}},
        {"rope_scaling": YARN | {"original_max_position_embeddings": 1}},
        {"rope_scaling": YARN | {"truncate": None}},
        {"rope_scaling": YARN | {"factor": None}},
        {"rope_theta": None},
    ],
    ids=str,
)
@pytest.mark.parametrize("family", sorted(REFERENCES))
def test_what_contradicts_itself_is_read_as_transformers_reads_it(family: str, entries: dict[str, Any]) -> None:
    assert_same(family, entries)


@pytest.mark.parametrize(
    "entries",
    [
        {"rope_scaling": YARN | {"mscale": 1.0, "mscale_all_dim": 0.5}},
        {"rope_parameters": {"full_attention": {"rope_type": "default", "rope_theta": 500.0}}},
        {"partial_rotary_factor": 0.5, "rope_scaling": LINEAR},
        {"layer_types": ["full_attention", "linear_attention"]},
    ],
    ids=str,
)
def test_what_is_not_computed_here_is_left_to_transformers(entries: dict[str, Any]) -> None:
    with pytest.raises(UnsupportedArchitecture):
        ours("qwen2", entries)
