"""What is wrong with a `config.json` is told in the words of that file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from llm_playground.errors import CheckpointError
from llm_playground.transformer.config_file import read_config

GPT2 = {"model_type": "gpt2", "vocab_size": 300, "n_positions": 64, "n_layer": 3, "n_head": 4, "n_embd": 64}
QWEN2 = {
    "model_type": "qwen2",
    "vocab_size": 300,
    "hidden_size": 64,
    "intermediate_size": 112,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
}
LINEAR = {"rope_type": "linear", "factor": 4.0}
FILE = Path("some/model/config.json")


@pytest.mark.parametrize(
    ("config", "key", "value", "quoted"),
    [
        (GPT2, "n_positions", 10**12, "it must be a whole number from 1 to 1,000,000,000"),
        (GPT2, "n_inner", 0, "is 0; it must be a whole number from 1 to 10,000,000"),
        (GPT2, "n_head", None, "is null; it must be a whole number"),
        (GPT2, "layer_norm_epsilon", 1e300, "is 1e+300; it must be a number from 0 to 1."),
        (GPT2, "activation_function", "nosuch", "is 'nosuch'; model.py knows gelu_new"),
        (GPT2, "tie_word_embeddings", "no", "is 'no'; it must be true or false"),
        (QWEN2, "num_hidden_layers", 10**9, "is 1000000000; it must be a whole number from 1 to 100,000"),
        (QWEN2, "num_key_value_heads", 3, "num_attention_heads (4) must be a multiple of num_key_value_heads in"),
        (QWEN2, "num_attention_heads", 128, "(128) in"),
        (QWEN2, "hidden_size", 20, "divided by num_attention_heads in"),
        (QWEN2, "head_dim", 5, "is 5; RoPE turns pairs of dimensions, so it must be even"),
        (QWEN2, "rms_norm_eps", float("nan"), "is nan; it must be a number from 0 to 1."),
        (QWEN2, "hidden_act", "nosuch", "is 'nosuch'; model.py knows"),
        (QWEN2, "layer_types", 5, "is 5; it must be a list"),
        (QWEN2, "rope_theta", 0, "is 0; it must be a number above 0 and at most 1e+15"),
        (QWEN2, "rope_theta", 1, "all pairs turn alike"),
        (QWEN2, "rope_scaling", "x", "is 'x'; it must be an object or null"),
        (QWEN2, "rope_parameters", ["x"], "is ['x']; it must be an object or null"),
        (QWEN2, "rope_scaling", {"rope_type": "linear"}, "has no entry 'factor'"),
        (QWEN2, "rope_scaling", {"rope_type": "nosuch"}, "is 'nosuch'; model.py knows default, linear, llama3, yarn"),
        (QWEN2, "rope_scaling", LINEAR | {"factor": float("inf")}, "factor in rope_scaling of"),
        (QWEN2, "model_type", "nosuch", "is 'nosuch'; model.py knows gpt2, llama, qwen2, qwen3"),
    ],
)
def test_a_wrong_entry_is_told_by_its_key_its_file_and_what_is_allowed(
    config: dict[str, Any], key: str, value: object, quoted: str
) -> None:
    with pytest.raises(CheckpointError) as caught:
        read_config(config | {key: value}, FILE)
    message = str(caught.value)
    assert str(FILE) in message
    assert key in message
    assert quoted in message


@pytest.mark.parametrize("config", [GPT2, QWEN2], ids=["gpt2", "qwen2"])
def test_an_entry_that_is_missing_is_told_by_its_key(config: dict[str, Any]) -> None:
    optional = {"model_type", "num_key_value_heads"}
    for key in config.keys() - optional:
        with pytest.raises(CheckpointError, match=f"{FILE} has no entry '{key}'"):
            read_config({each: value for each, value in config.items() if each != key}, FILE)
