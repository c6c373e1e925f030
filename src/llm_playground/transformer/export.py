"""Write a `Transformer` as a Hugging Face checkpoint folder: the table of `checkpoint.py`, read backwards.

What `load_transformer` stacked is split again and what it transposed is turned back, so that plain
`transformers` loads the folder, and `load_transformer` gives the same weights.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from torch import Tensor

from llm_playground.errors import CheckpointError
from llm_playground.transformer.config import Rope, TransformerConfig
from llm_playground.transformer.config_file import read_config
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.rope import same_angles
from llm_playground.transformer.sources import rows_of_parts, source_of

ARCHITECTURES = {
    "gpt2": "GPT2LMHeadModel",
    "llama": "LlamaForCausalLM",
    "qwen2": "Qwen2ForCausalLM",
    "qwen3": "Qwen3ForCausalLM",
}
ACTIVATIONS = {"gelu_tanh": "gelu_new", "gelu": "gelu", "relu": "relu", "silu": "silu"}


def save_transformer(
    transformer: Transformer,
    folder: Path,
    *,
    bos_id: int | None,
    eos_id: int | None,
    dtype: torch.dtype = torch.float16,
) -> None:
    """Write `config.json`, `generation_config.json` and `model.safetensors` into `folder`, made if missing.

    Args:
        bos_id, eos_id: the ids that begin and end a text; None where the model has no such token.
        dtype: what the weights are stored as. float16 keeps 11 bits of each weight in half the space.

    Raises:
        CheckpointError: the family's `config.json` cannot say what this model is, a weight is too large for
            `dtype`, or the folder cannot be written.
    """
    ids = {"bos_token_id": bos_id, "eos_token_id": eos_id}
    config = {**config_json(transformer.config), **ids, "torch_dtype": str(dtype).removeprefix("torch.")}
    tensors = export_tensors(transformer, dtype)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_json(folder / "config.json", config)
        _write_json(folder / "generation_config.json", {**ids, "pad_token_id": eos_id})
        part = folder / "model.safetensors.part"
        # transformers reads no file without this entry. (save_file would make a file that only its owner may read.)
        part.write_bytes(save(tensors, metadata={"format": "pt"}))
        os.replace(part, folder / "model.safetensors")
    except OSError as error:
        raise CheckpointError(f"The checkpoint cannot be written to {folder} ({error}).") from error


def export_tensors(transformer: Transformer, dtype: torch.dtype) -> dict[str, Tensor]:
    """Every weight under its family's name and in its layout; a tied lm_head is not written a second time."""
    config = transformer.config
    prefix = "transformer." if config.family == "gpt2" else "model."
    tensors = {}
    for name, parameter in transformer.named_parameters():
        source = source_of(name, config)
        tensor = parameter.detach().to("cpu", dtype)
        if not tensor.isfinite().all():
            raise CheckpointError(f"{name} has a value that {dtype} cannot hold; save it as torch.float32.")
        tensor = tensor.t() if source.transposed else tensor
        parts = tensor.split(rows_of_parts(name, tensor.shape[0], config))
        for their_name, part in zip(source.names, parts, strict=True):
            their_name = their_name if their_name.startswith("lm_head") else prefix + their_name
            # clone: a slice shares its storage with its neighbours, which safetensors refuses to write
            tensors[their_name] = part.clone(memory_format=torch.contiguous_format)
    return tensors


def config_json(config: TransformerConfig) -> dict[str, Any]:
    """The entries of `config.json` from which `read_config` gives this configuration again.

    Raises:
        CheckpointError: the family has no entry for something that this configuration asks for.
    """
    entries = _gpt2_json(config) if config.family == "gpt2" else _llama_like_json(config)
    entries = {"architectures": [ARCHITECTURES[config.family]], "model_type": config.family, **entries}
    read = read_config(entries)
    wrong = [
        name
        for name, value in vars(replace(config, rope=None)).items()
        if value != getattr(replace(read, rope=None), name)
    ]
    if not same_angles(config, read):
        wrong.append("rope")
    if wrong:
        given = ", ".join(f"{name}={getattr(config, name)}" for name in wrong)
        raise CheckpointError(f"A config.json of model_type {config.family!r} cannot express {given}.")
    return entries


def _gpt2_json(config: TransformerConfig) -> dict[str, Any]:
    return {
        "vocab_size": config.vocab_size,
        "n_positions": config.context_length,
        "n_layer": config.n_layer,
        "n_head": config.n_head,
        "n_embd": config.n_embd,
        "n_inner": config.n_inner,
        "layer_norm_epsilon": config.norm_eps,
        "activation_function": ACTIVATIONS[config.activation],
        "tie_word_embeddings": config.tied_embeddings,
        "attn_pdrop": 0.0,  # transformers assumes 0.1 where nothing is said
        "embd_pdrop": 0.0,
        "resid_pdrop": 0.0,
    }


def _llama_like_json(config: TransformerConfig) -> dict[str, Any]:
    # `rope_theta` with `rope_scaling` is the spelling that transformers 4 and 5 both read.
    entries = {
        "vocab_size": config.vocab_size,
        "max_position_embeddings": config.context_length,
        "num_hidden_layers": config.n_layer,
        "num_attention_heads": config.n_head,
        "num_key_value_heads": config.n_kv_head,
        "hidden_size": config.n_embd,
        "head_dim": config.head_dim,
        "intermediate_size": config.n_inner,
        "rms_norm_eps": config.norm_eps,
        "hidden_act": ACTIVATIONS[config.activation],
        "tie_word_embeddings": config.tied_embeddings,
    }
    if config.rope is not None:
        entries |= {"rope_theta": config.rope.theta, "rope_scaling": _rope_scaling(config.rope)}
    if config.family == "llama":
        return {**entries, "attention_bias": config.qkv_bias, "mlp_bias": config.mlp_bias}
    if config.family == "qwen3":
        entries["attention_bias"] = config.qkv_bias
    return {**entries, "use_sliding_window": False}


def _rope_scaling(rope: Rope) -> dict[str, Any] | None:
    if rope.scaling == "default":
        return None
    scaling: dict[str, Any] = {"rope_type": rope.scaling, "factor": rope.factor}
    if rope.scaling == "linear":
        return scaling
    scaling["original_max_position_embeddings"] = rope.original_context
    if rope.scaling == "llama3":
        return {**scaling, "low_freq_factor": rope.low_freq_factor, "high_freq_factor": rope.high_freq_factor}
    scaling |= {"beta_fast": rope.beta_fast, "beta_slow": rope.beta_slow, "truncate": rope.truncate}
    if rope.attention_factor is not None:
        scaling["attention_factor"] = rope.attention_factor
    return scaling


def _write_json(path: Path, entries: dict[str, Any]) -> None:
    path.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
