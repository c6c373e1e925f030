"""GGUF files out of checkpoint folders, written with the library of the format: what llama.cpp's converter does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import tokenizers
import torch
from transformers import AutoModelForCausalLM

BLOCK = {
    "gpt2": {
        "ln_1": "attn_norm",
        "attn.c_attn": "attn_qkv",
        "attn.c_proj": "attn_output",
        "ln_2": "ffn_norm",
        "mlp.c_fc": "ffn_up",
        "mlp.c_proj": "ffn_down",
    },
    "llama": {
        "input_layernorm": "attn_norm",
        "self_attn.q_proj": "attn_q",
        "self_attn.k_proj": "attn_k",
        "self_attn.v_proj": "attn_v",
        "self_attn.q_norm": "attn_q_norm",
        "self_attn.k_norm": "attn_k_norm",
        "self_attn.o_proj": "attn_output",
        "post_attention_layernorm": "ffn_norm",
        "mlp.gate_proj": "ffn_gate",
        "mlp.up_proj": "ffn_up",
        "mlp.down_proj": "ffn_down",
    },
}
OUTSIDE = {
    "transformer.wte": "token_embd",
    "transformer.wpe": "position_embd",
    "transformer.ln_f": "output_norm",
    "model.embed_tokens": "token_embd",
    "model.norm": "output_norm",
    "lm_head": "output",
}


# Where the scales lie in a block of 256 weights (ggml/src/ggml-common.h), two bytes each, and how large they are where
# the weights are about 0.1.
SCALES_OF_K = {
    "Q2_K": ((80, 82), 3e-3),
    "Q3_K": ((108,), 1e-3),
    "Q4_K": ((0, 2), 2e-4),
    "Q5_K": ((0, 2), 1e-4),
    "Q6_K": ((208,), 5e-5),
}


def write_gguf(folder: Path, file: Path, kind: str = "F32", rope_factors: Any = None) -> Path:
    """The model of a checkpoint folder as a GGUF file whose matrices are stored in blocks of that kind."""
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    family = model.config.model_type
    writer = gguf.GGUFWriter(file, family)
    writer.add_uint32(f"{family}.vocab_size", model.config.vocab_size)
    for key, value in shape_of(model.config.to_dict(), family):
        (writer.add_float32 if isinstance(value, float) else writer.add_uint32)(f"{family}.{key}", value)
    if (folder / "tokenizer.json").is_file():
        add_tokenizer(writer, folder)
    if rope_factors is not None:
        writer.add_tensor("rope_freqs.weight", np.asarray(rope_factors, np.float32))
    for name, tensor in model.state_dict().items():
        if name != "lm_head.weight" or not model.config.tie_word_embeddings:
            add_tensor(writer, name, tensor.numpy(), family, model.config, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def shape_of(config: dict[str, Any], family: str) -> Iterator[tuple[str, int | float]]:
    if family == "gpt2":
        yield "context_length", config["n_positions"]
        yield "embedding_length", config["n_embd"]
        yield "block_count", config["n_layer"]
        yield "attention.head_count", config["n_head"]
        yield "feed_forward_length", 4 * config["n_embd"]
        yield "attention.layer_norm_epsilon", float(config["layer_norm_epsilon"])
        return
    yield "context_length", config["max_position_embeddings"]
    yield "embedding_length", config["hidden_size"]
    yield "block_count", config["num_hidden_layers"]
    yield "attention.head_count", config["num_attention_heads"]
    yield "attention.head_count_kv", config["num_key_value_heads"]
    yield "feed_forward_length", config["intermediate_size"]
    yield "attention.layer_norm_rms_epsilon", float(config["rms_norm_eps"])
    yield "rope.freq_base", float((config.get("rope_parameters") or config)["rope_theta"])
    if config.get("head_dim"):
        yield "attention.key_length", config["head_dim"]


def add_tensor(writer: Any, name: str, array: np.ndarray, family: str, config: Any, kind: str) -> None:
    module, _, end = name.rpartition(".")
    if module in OUTSIDE:
        called = f"{OUTSIDE[module]}.{end}"
    else:
        _, _, layer, module = module.split(".", 3)
        called = f"blk.{layer}.{BLOCK['gpt2' if family == 'gpt2' else 'llama'][module]}.{end}"
    if family == "gpt2" and module.split(".")[-1].startswith("c_") and end == "weight":
        array = array.T
    if family == "llama" and module in ("self_attn.q_proj", "self_attn.k_proj"):
        heads = config.num_attention_heads if "q_proj" in module else config.num_key_value_heads
        halves = array.reshape(heads, 2, array.shape[0] // heads // 2, *array.shape[1:])
        array = halves.swapaxes(1, 2).reshape(array.shape)
    add_blocks(writer, called, array, kind)


def add_blocks(writer: Any, called: str, array: np.ndarray, kind: str) -> None:
    array = np.ascontiguousarray(array)
    if array.ndim == 2 and kind in SCALES_OF_K:
        blocks = getattr(gguf.GGMLQuantizationType, kind)
        writer.add_tensor(called, random_blocks(array.shape, kind), raw_dtype=blocks)
    elif array.ndim == 2 and kind != "F32" and array.shape[1] % 32 == 0:
        blocks = getattr(gguf.GGMLQuantizationType, kind)
        writer.add_tensor(called, gguf.quants.quantize(array, blocks), raw_dtype=blocks)
    else:
        writer.add_tensor(called, array)


def random_blocks(shape: tuple[int, ...], kind: str) -> np.ndarray:
    """Rows of blocks of a kind that the library reads and does not write: any bytes, with scales that are none
    too large."""
    weights, n_byte = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[kind]]
    dice = np.random.default_rng(sum(shape))
    blocks = dice.integers(0, 256, (shape[0] * shape[1] // weights, n_byte), np.uint8)
    places, size = SCALES_OF_K[kind]
    for at in places:
        scales = dice.uniform(0, size, (len(blocks), 1)).astype(np.float16)
        blocks[:, at : at + 2] = scales.view(np.uint8)
    return blocks.reshape(shape[0], -1)


def add_tokenizer(writer: Any, folder: Path) -> None:
    backend = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    model = json.loads(backend.to_str())["model"]
    special = {token.content for token in backend.get_added_tokens_decoder().values()}
    tokens = [text for text, _ in sorted(backend.get_vocab().items(), key=lambda item: item[1])]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([3 if token in special else 1 for token in tokens])
    writer.add_token_merges([" ".join(pair) for pair in model["merges"]])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(0)
    if (template := folder / "chat_template.jinja").is_file():
        writer.add_chat_template(template.read_text())


def write_foreign(folder: Path, file: Path, architecture: str, kind: str = "F32", **entries: Any) -> Path:
    """A checkpoint of an architecture that only `transformers` knows, by the names that the library of the format has.

    Args:
        entries: what else the file says; the names begin after that of the architecture.
    """
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    config = model.config
    number = next(number for number, name in gguf.MODEL_ARCH_NAMES.items() if name == architecture)
    names = gguf.get_tensor_name_map(number, config.num_hidden_layers)
    writer = gguf.GGUFWriter(file, architecture)
    said = {
        "vocab_size": config.vocab_size,
        "context_length": config.max_position_embeddings,
        "embedding_length": config.hidden_size,
        "block_count": config.num_hidden_layers,
        "feed_forward_length": config.intermediate_size,
        "attention.head_count": config.num_attention_heads,
        "attention.head_count_kv": config.num_key_value_heads,
        "attention.key_length": config.head_dim,
        "attention.sliding_window": config.sliding_window,
        "attention.layer_norm_rms_epsilon": config.rms_norm_eps,
        **entries,
    }
    for key, value in said.items():
        write = {float: writer.add_float32, str: writer.add_string, bool: writer.add_bool}.get(type(value))
        (write or writer.add_uint32)(f"{architecture}.{key}", value)
    if (folder / "tokenizer.json").is_file():
        add_tokenizer(writer, folder)
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        array = tensor.numpy()
        if architecture.startswith("gemma") and name.endswith("norm.weight"):
            array = array + 1  # Gemma multiplies by one more than the weight, and llama.cpp by what the file holds
        called = names.get_name(name, try_suffixes=(".weight", ".bias"))
        assert called is not None
        add_blocks(writer, called, array, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file
