"""Read the shape of a transformer from the `config.json` of a Hugging Face checkpoint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from llm_playground.errors import CheckpointError, shown
from llm_playground.transformer.config import (
    FAMILIES,
    LARGEST,
    LARGEST_EPS,
    LARGEST_ROPE_NUMBER,
    Rope,
    RopeScaling,
    TransformerConfig,
    UnsupportedArchitecture,
    check_flag,
    check_groups,
    check_number,
    check_pairs,
    check_rope_number,
    check_size,
)

Activation = Literal["gelu_tanh", "gelu", "relu", "silu"]

_ACTIVATIONS: dict[str, Activation] = {
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "gelu": "gelu",
    "relu": "relu",
    "silu": "silu",
}


def read_config(config: Mapping[str, Any], file: Path | str = "config.json") -> TransformerConfig:
    """Our configuration for the dictionary in a checkpoint's `config.json`.

    Args:
        file: where it stands; messages name it.

    Raises:
        UnsupportedArchitecture: another family, or a variant of these four that `model.py` does not compute.
        CheckpointError: a needed entry is missing, is not what it must be, or contradicts another.
    """
    entries, family = _Entries(config, str(file)), config.get("model_type")
    if family not in FAMILIES:
        raise UnsupportedArchitecture(entries.unknown("model_type", family, FAMILIES))
    return _read_gpt2(entries) if family == "gpt2" else _read_llama_like(entries, family)


@dataclass(frozen=True, slots=True)
class _Entries:
    """An object in a JSON file. What is taken out of it is checked, and called in messages as the file calls it."""

    values: Mapping[str, Any]
    place: str

    def called(self, key: str) -> str:
        return f"{key} in {self.place}"

    def has(self, key: str) -> bool:
        return self.values.get(key) is not None

    def needed(self, key: str) -> Any:
        if key not in self.values:
            raise CheckpointError(f"{self.place} has no entry {key!r}.")
        return self.values[key]

    def size(self, key: str, field: str) -> int:
        """A whole number, of which `field` of `TransformerConfig` is made."""
        check_size(self.called(key), self.needed(key), LARGEST[field])
        return int(self.values[key])

    def eps(self, key: str, usual: float) -> float:
        value = self.values.get(key, usual)
        check_number(self.called(key), value, LARGEST_EPS)
        return float(value)

    def rope_number(self, key: str) -> float:
        check_rope_number(self.called(key), self.needed(key))
        return float(self.values[key])

    def flag(self, key: str, usual: bool) -> bool:
        """Some files say null for what they leave open."""
        if self.has(key):
            check_flag(self.called(key), self.values[key])
        return bool(self.values[key]) if self.has(key) else usual

    def activation(self, key: str, usual: str) -> Activation:
        name = self.values.get(key, usual)
        if not isinstance(name, str) or name not in _ACTIVATIONS:
            raise UnsupportedArchitecture(self.unknown(key, name, _ACTIVATIONS))
        return _ACTIVATIONS[name]

    def part(self, key: str) -> _Entries:
        """The object under `key`; an empty one where there is none."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, Mapping):
            raise CheckpointError(f"{self.called(key)} is {shown(value)}; it must be an object or null.")
        return _Entries(value or {}, f"{key} of {self.place}")

    def unknown(self, key: str, name: object, known: Iterable[str]) -> str:
        return f"{self.called(key)} is {shown(name)}; model.py knows {', '.join(known)}."


def _read_gpt2(config: _Entries) -> TransformerConfig:
    for key, usual in (("scale_attn_weights", True), ("scale_attn_by_inverse_layer_idx", False)):
        if config.values.get(key, usual) != usual:
            raise UnsupportedArchitecture(f"{config.called(key)} is {shown(config.values[key])}.")
    n_embd, n_head = config.size("n_embd", "n_embd"), config.size("n_head", "n_head")
    return TransformerConfig(
        family="gpt2",
        vocab_size=config.size("vocab_size", "vocab_size"),
        context_length=config.size("n_positions", "context_length"),
        n_layer=config.size("n_layer", "n_layer"),
        n_head=n_head,
        n_kv_head=n_head,
        n_embd=n_embd,
        head_dim=_width_of_a_head(config, "n_embd", "n_head"),
        n_inner=config.size("n_inner", "n_inner") if config.has("n_inner") else 4 * n_embd,
        norm="layer_norm",
        norm_eps=config.eps("layer_norm_epsilon", 1e-5),
        rope=None,
        activation=config.activation("activation_function", "gelu_new"),
        gated_mlp=False,
        qkv_bias=True,
        attn_out_bias=True,
        mlp_bias=True,
        qk_norm=False,
        tied_embeddings=config.flag("tie_word_embeddings", True),
    )


def _read_llama_like(config: _Entries, family: Literal["llama", "qwen2", "qwen3"]) -> TransformerConfig:
    _check_full_attention(config)
    n_embd, n_head = config.size("hidden_size", "n_embd"), config.size("num_attention_heads", "n_head")
    n_kv_head = config.size("num_key_value_heads", "n_kv_head") if config.has("num_key_value_heads") else n_head
    check_groups("num_attention_heads", n_head, config.called("num_key_value_heads"), n_kv_head)
    attention_bias = config.flag("attention_bias", False)
    return TransformerConfig(
        family=family,
        vocab_size=config.size("vocab_size", "vocab_size"),
        context_length=config.size("max_position_embeddings", "context_length"),
        n_layer=config.size("num_hidden_layers", "n_layer"),
        n_head=n_head,
        n_kv_head=n_kv_head,
        n_embd=n_embd,
        head_dim=_read_head_dim(config, family),
        n_inner=config.size("intermediate_size", "n_inner"),
        norm="rms_norm",
        norm_eps=config.eps("rms_norm_eps", 1e-6),
        rope=_read_rope(config),
        activation=config.activation("hidden_act", "silu"),
        gated_mlp=True,
        qkv_bias=True if family == "qwen2" else attention_bias,
        attn_out_bias=False if family == "qwen2" else attention_bias,
        mlp_bias=config.flag("mlp_bias", False) if family == "llama" else False,
        qk_norm=family == "qwen3",
        tied_embeddings=config.flag("tie_word_embeddings", False),
    )


def _check_full_attention(config: _Entries) -> None:
    layers = config.values.get("layer_types") or ()
    if not isinstance(layers, list | tuple):
        raise CheckpointError(f"{config.called('layer_types')} is {shown(layers)}; it must be a list.")
    if config.values.get("use_sliding_window") or any(each != "full_attention" for each in layers):
        raise UnsupportedArchitecture(f"{config.place} asks for sliding-window attention, or another kind of layer.")


def _read_head_dim(config: _Entries, family: str) -> int:
    if config.has("head_dim"):
        check_pairs(config.called("head_dim"), config.size("head_dim", "head_dim"))
        return config.size("head_dim", "head_dim")
    if family == "qwen3":
        return 128  # whatever the width; the default in transformers as well
    head_dim = _width_of_a_head(config, "hidden_size", "num_attention_heads")
    check_pairs(f"hidden_size divided by num_attention_heads in {config.place}", head_dim)
    return head_dim


def _width_of_a_head(config: _Entries, width: str, heads: str) -> int:
    if config.values[heads] > config.values[width]:
        raise CheckpointError(
            f"{heads} ({config.values[heads]}) in {config.place} is more than {width} ({config.values[width]}), so "
            "that nothing is left for a head."
        )
    return int(config.values[width] // config.values[heads])


def _read_rope(config: _Entries) -> Rope:
    """RoPE from either spelling, `rope_parameters` (transformers 5) or `rope_theta` with `rope_scaling` (before).

    A file may have both. As in transformers 5, `rope_scaling` then counts, and nothing of `rope_parameters` does.
    """
    older, newer = config.part("rope_scaling"), config.part("rope_parameters")
    rope = older if older.values else newer
    scaling = rope.values.get("rope_type", rope.values.get("type", "default"))
    if scaling not in get_args(RopeScaling):
        raise UnsupportedArchitecture(rope.unknown("rope_type", scaling, get_args(RopeScaling)))
    if any(isinstance(value, Mapping) for value in rope.values.values()):
        raise UnsupportedArchitecture(f"{rope.place} differs from layer to layer.")
    if any(entries.values.get("partial_rotary_factor", 1.0) != 1.0 for entries in (rope, config)):
        raise UnsupportedArchitecture(f"{config.place} turns a part of each head only (partial_rotary_factor).")
    theta = 10_000.0
    if "rope_theta" in rope.values or "rope_theta" in config.values:
        theta = (rope if "rope_theta" in rope.values else config).rope_number("rope_theta")
    fields = _scaling_entries(scaling, config, rope)
    try:
        return Rope(theta=theta, scaling=scaling, **fields)
    except CheckpointError as error:
        raise CheckpointError(f"{config.place} describes no rotary embedding: {error}") from error


def _scaling_entries(scaling: RopeScaling, config: _Entries, rope: _Entries) -> dict[str, Any]:
    """The fields of `Rope` that a scaling uses."""
    if scaling == "default":
        return {}
    if scaling == "linear":
        return {"factor": rope.rope_number("factor")}
    original = _original_context(config, rope)
    if scaling == "llama3":
        numbers = {key: rope.rope_number(key) for key in ("factor", "low_freq_factor", "high_freq_factor")}
        return {"original_context": original, **numbers}
    if rope.has("mscale") and rope.has("mscale_all_dim"):
        raise UnsupportedArchitecture(f"{rope.place} has mscale, which model.py does not compute.")
    attention_factor = rope.values.get("attention_factor")
    if attention_factor is not None:
        check_number(rope.called("attention_factor"), attention_factor, LARGEST_ROPE_NUMBER)
    stretched = rope.needed("factor") is None  # then as much as the context grew
    return {
        "original_context": original,
        "factor": config.values["max_position_embeddings"] / original if stretched else rope.rope_number("factor"),
        "beta_fast": rope.rope_number("beta_fast") if rope.has("beta_fast") else 32.0,
        "beta_slow": rope.rope_number("beta_slow") if rope.has("beta_slow") else 1.0,
        "attention_factor": attention_factor,
        "truncate": rope.flag("truncate", "truncate" not in rope.values),  # null is false to transformers
    }


def _original_context(config: _Entries, rope: _Entries) -> int:
    """The context before it was stretched. Beside `rope_scaling` it counts more than in it, as in transformers 5."""
    for entries in (config, rope):
        if "original_max_position_embeddings" in entries.values:
            return entries.size("original_max_position_embeddings", "context_length")
    return config.size("max_position_embeddings", "context_length")
