"""The shape of a model from the entries of its GGUF file, spelled as the config.json of a folder spells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from llm_playground.errors import LONGEST_NAME, CheckpointError
from llm_playground.models.gguf.header import Header
from llm_playground.models.gguf.weights import ROPE_FACTORS, GGUFWeights

# Entry of config.json -> entry of the file, after the name of the architecture.
GPT2 = {
    "n_positions": "context_length",
    "n_embd": "embedding_length",
    "n_layer": "block_count",
    "n_head": "attention.head_count",
    "n_inner": "feed_forward_length",
    "layer_norm_epsilon": "attention.layer_norm_epsilon",
}
LLAMA = {
    "max_position_embeddings": "context_length",
    "hidden_size": "embedding_length",
    "num_hidden_layers": "block_count",
    "num_attention_heads": "attention.head_count",
    "num_key_value_heads": "attention.head_count_kv",
    "head_dim": "attention.key_length",
    "intermediate_size": "feed_forward_length",
    "rms_norm_eps": "attention.layer_norm_rms_epsilon",
    "rope_theta": "rope.freq_base",
}
# Of Llama 3.1 and 3.2. The file holds the factors that follow from these, and not these.
LLAMA3_ROPE = {"low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}


def architecture_of(header: Header) -> str:
    """The name of the architecture: of ours "gpt2", "llama", "qwen2", "qwen3", and that of many others."""
    return header.text("general.architecture", "unknown")[:LONGEST_NAME]


def config_of(header: Header, weights: GGUFWeights) -> dict[str, Any]:
    """What `config.json` would say of a model of one of our families.

    Raises:
        CheckpointError: an entry is not what it must be, or asks for what `transformer/model.py` does not compute.
    """
    family = architecture_of(header)
    spelled = GPT2 if family == "gpt2" else LLAMA
    stated = _stated(header, family, spelled)
    embedding = header.tensors.get("token_embd.weight")
    if embedding is None:
        raise CheckpointError(f"{header.file} holds no token embedding: it is one part of a model, or no model at all.")
    config = {
        **stated,
        "model_type": family,
        "vocab_size": embedding.shape[0],
        "tie_word_embeddings": "output.weight" not in header.tensors,
    }
    return config if family == "gpt2" else config | _biases(header) | _rope(header, weights, family, stated)


def _stated(header: Header, family: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Those of the entries that the file has, by the names that config.json gives them."""
    entries = {ours: f"{family}.{theirs}" for ours, theirs in names.items()}
    return {ours: header.entries[theirs] for ours, theirs in entries.items() if theirs in header.entries}


def _biases(header: Header) -> dict[str, bool]:
    return {
        "attention_bias": "blk.0.attn_q.bias" in header.tensors,
        "mlp_bias": "blk.0.ffn_up.bias" in header.tensors,
    }


def _rope(header: Header, weights: GGUFWeights, family: str, stated: dict[str, Any]) -> dict[str, Any]:
    """How RoPE is stretched, as `rope_scaling` says it; nothing where it is not."""
    if ROPE_FACTORS in header.tensors:
        return {"rope_scaling": _llama3(header, weights, stated)}
    kind = header.text(f"{family}.rope.scaling.type", "none")
    if kind == "none":
        return {}
    entries = {
        "factor": "rope.scaling.factor",
        "original_max_position_embeddings": "rope.scaling.original_context_length",
        "attention_factor": "rope.scaling.attn_factor",
    }
    return {"rope_scaling": {"rope_type": kind, **_stated(header, family, entries)}}


def _llama3(header: Header, weights: GGUFWeights, stated: dict[str, Any]) -> dict[str, Any]:
    """The scaling of Llama 3.1 whose factors these are."""
    factors = weights.stored(ROPE_FACTORS).ravel()
    factor = float(factors.max())
    theta = stated.get("rope_theta", 10_000.0)
    if not isinstance(theta, int | float):
        raise header.wrong("llama.rope.freq_base", "a number")
    wavelengths = 2 * np.pi * float(theta) ** (np.arange(factors.size) / factors.size)
    turns = LLAMA3_ROPE["original_max_position_embeddings"] / wavelengths  # of a pair, over the original context
    low, high = LLAMA3_ROPE["low_freq_factor"], LLAMA3_ROPE["high_freq_factor"]
    smooth = np.clip((turns - low) / (high - low), 0, 1)
    expected = 1 / ((1 - smooth) / factor + smooth)
    if not np.allclose(factors, expected, rtol=1e-3):
        raise CheckpointError(
            f"{header.file} stretches RoPE by factors of its own ({ROPE_FACTORS}), other than those of Llama 3.1, "
            "which are not read. Give the hub id of what the file was made from."
        )
    return {"rope_type": "llama3", "factor": factor, **LLAMA3_ROPE}
