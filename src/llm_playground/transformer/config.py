"""The shape of a transformer, and how to read it from the `config.json` of a Hugging Face checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from llm_playground.errors import CheckpointError, shown

RopeScaling = Literal["default", "linear", "llama3", "yarn"]

FAMILIES = ("gpt2", "llama", "qwen2", "qwen3")

LARGEST_ROPE_NUMBER = 1e15
# Far beyond every model there is, and so small that no product of them overflows.
LARGEST = {
    "vocab_size": 10**8,
    "context_length": 10**9,
    "n_layer": 10**5,
    "n_head": 10**5,
    "n_kv_head": 10**5,
    "n_embd": 10**6,
    "head_dim": 10**5,
    "n_inner": 10**7,
}


class UnsupportedArchitecture(CheckpointError):
    """`model.py` does not know this architecture; `transformers` behind the same seam may."""


@dataclass(frozen=True)
class Rope:
    """Rotary position embedding (Su et al. 2021, RoFormer) and how it was stretched to longer contexts.

    `scaling` is "default" (none), "linear" (Chen et al. 2023), "llama3" (Llama 3.1) or "yarn" (Peng et al. 2023);
    the fields after it are used by the scalings that need them.
    """

    theta: float = 10_000.0
    scaling: RopeScaling = "default"
    factor: float = 1.0
    original_context: int = 0
    low_freq_factor: float = 1.0
    high_freq_factor: float = 4.0
    beta_fast: float = 32.0
    beta_slow: float = 1.0
    attention_factor: float | None = None
    truncate: bool = True

    def __post_init__(self) -> None:
        for name in ("theta", "factor", "low_freq_factor", "high_freq_factor", "beta_fast", "beta_slow"):
            if not _is_number(getattr(self, name)) or not 0 < getattr(self, name) <= LARGEST_ROPE_NUMBER:
                raise CheckpointError(f"{name} of RoPE is {shown(getattr(self, name))}; it must be a number above 0.")
        if self.theta == 1:
            raise CheckpointError("theta of RoPE is 1, so that all pairs turn alike; models have 10,000 and more.")
        if self.low_freq_factor == self.high_freq_factor:
            raise CheckpointError(f"low_freq_factor and high_freq_factor of RoPE are both {self.low_freq_factor}.")
        if self.attention_factor is not None and not _is_number(self.attention_factor):
            raise CheckpointError(f"attention_factor of RoPE is {shown(self.attention_factor)}; it must be a number.")
        if not isinstance(self.truncate, bool):
            raise CheckpointError(f"truncate of RoPE is {shown(self.truncate)}; it must be true or false.")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e30 < value < 1e30


@dataclass(frozen=True)
class TransformerConfig:
    """Everything that `Transformer` needs to know to build itself.

    GPT-2 differs from Llama, and Qwen2 and Qwen3 from Llama, only in these fields:

    |             | gpt2      | llama | qwen2       | qwen3   |
    |-------------|-----------|-------|-------------|---------|
    | positions   | learned   | RoPE  | RoPE        | RoPE    |
    | norm        | LayerNorm | RMS   | RMS         | RMS     |
    | mlp         | GELU      | SwiGLU| SwiGLU      | SwiGLU  |
    | q, k, v bias| yes       | no    | yes         | no      |
    | q, k norm   | no        | no    | no          | yes     |
    """

    family: Literal["gpt2", "llama", "qwen2", "qwen3"]
    vocab_size: int
    context_length: int
    n_layer: int
    n_head: int
    n_kv_head: int  # n_head: full attention; fewer: grouped-query attention, the heads of a group share keys and values
    n_embd: int
    head_dim: int
    n_inner: int  # width of the MLP
    norm: Literal["layer_norm", "rms_norm"]
    norm_eps: float
    rope: Rope | None  # None: learned positions
    activation: Literal["gelu_tanh", "gelu", "relu", "silu"]
    gated_mlp: bool  # SwiGLU: the activated gate is multiplied with a second projection
    qkv_bias: bool
    attn_out_bias: bool
    mlp_bias: bool
    qk_norm: bool
    tied_embeddings: bool  # lm_head is the token embedding, transposed

    def __post_init__(self) -> None:
        for name, largest in LARGEST.items():
            size = getattr(self, name)
            if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= largest:
                raise CheckpointError(f"{name} is {shown(size)}; it must be a whole number from 1 to {largest:,}.")
        if not _is_number(self.norm_eps) or self.norm_eps < 0:
            raise CheckpointError(f"norm_eps is {shown(self.norm_eps)}; it must be a number of at least 0.")
        for name in ("qkv_bias", "attn_out_bias", "mlp_bias", "tied_embeddings"):
            if not isinstance(getattr(self, name), bool):
                raise CheckpointError(f"{name} is {shown(getattr(self, name))}; it must be true or false.")
        if self.rope is not None and self.head_dim % 2:
            raise CheckpointError(f"head_dim is {self.head_dim}; RoPE turns pairs of dimensions, so it must be even.")
        if self.n_head % self.n_kv_head:
            raise CheckpointError(
                f"n_head ({self.n_head}) must be a multiple of n_kv_head ({self.n_kv_head}), so that each group of "
                "query heads shares one key-value head."
            )


def read_config(config: Mapping[str, Any]) -> TransformerConfig:
    """Our configuration for the dictionary in a checkpoint's `config.json`.

    Raises:
        UnsupportedArchitecture: another family, or a variant of these four that `model.py` does not compute.
        CheckpointError: a needed entry is missing or contradicts another.
    """
    family = config.get("model_type")
    if family not in FAMILIES:
        raise UnsupportedArchitecture(f"model_type is {shown(family)}; model.py knows {', '.join(FAMILIES)}.")
    try:
        return _read_gpt2(config) if family == "gpt2" else _read_llama_like(config, family)
    except KeyError as missing:
        raise CheckpointError(f"config.json has no entry {missing} (model_type {family!r}).") from missing
    except (TypeError, ValueError, ArithmeticError) as error:
        raise CheckpointError(
            f"config.json has an entry that is not a number where one is needed ({error})."
        ) from error


_ACTIVATIONS: dict[str, Literal["gelu_tanh", "gelu", "relu", "silu"]] = {
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "gelu": "gelu",
    "relu": "relu",
    "silu": "silu",
}


def _activation(name: object) -> Literal["gelu_tanh", "gelu", "relu", "silu"]:
    if not isinstance(name, str) or name not in _ACTIVATIONS:
        raise UnsupportedArchitecture(f"activation {shown(name)} is not one of {', '.join(_ACTIVATIONS)}.")
    return _ACTIVATIONS[name]


def _read_gpt2(config: Mapping[str, Any]) -> TransformerConfig:
    for entry, usual in (("scale_attn_weights", True), ("scale_attn_by_inverse_layer_idx", False)):
        if config.get(entry, usual) != usual:
            raise UnsupportedArchitecture(f"GPT-2 with {entry}={shown(config[entry])}.")
    n_embd, n_head = config["n_embd"], config["n_head"]
    return TransformerConfig(
        family="gpt2",
        vocab_size=config["vocab_size"],
        context_length=config["n_positions"],
        n_layer=config["n_layer"],
        n_head=n_head,
        n_kv_head=n_head,
        n_embd=n_embd,
        head_dim=n_embd // n_head,
        n_inner=config.get("n_inner") or 4 * n_embd,
        norm="layer_norm",
        norm_eps=config.get("layer_norm_epsilon", 1e-5),
        rope=None,
        activation=_activation(config.get("activation_function", "gelu_new")),
        gated_mlp=False,
        qkv_bias=True,
        attn_out_bias=True,
        mlp_bias=True,
        qk_norm=False,
        tied_embeddings=_given(config, "tie_word_embeddings", True),
    )


def _read_llama_like(config: Mapping[str, Any], family: Literal["llama", "qwen2", "qwen3"]) -> TransformerConfig:
    if config.get("use_sliding_window") or "sliding_attention" in (config.get("layer_types") or ()):
        raise UnsupportedArchitecture("sliding-window attention.")
    n_embd, n_head = config["hidden_size"], config["num_attention_heads"]
    attention_bias = _given(config, "attention_bias", False)
    return TransformerConfig(
        family=family,
        vocab_size=config["vocab_size"],
        context_length=config["max_position_embeddings"],
        n_layer=config["num_hidden_layers"],
        n_head=n_head,
        n_kv_head=config.get("num_key_value_heads") or n_head,
        n_embd=n_embd,
        # Qwen3 ships head_dim 128 whatever the width; its default in transformers is 128 as well.
        head_dim=config.get("head_dim") or (128 if family == "qwen3" else n_embd // n_head),
        n_inner=config["intermediate_size"],
        norm="rms_norm",
        norm_eps=config.get("rms_norm_eps", 1e-6),
        rope=_read_rope(config),
        activation=_activation(config.get("hidden_act", "silu")),
        gated_mlp=True,
        qkv_bias=True if family == "qwen2" else attention_bias,
        attn_out_bias=False if family == "qwen2" else attention_bias,
        mlp_bias=_given(config, "mlp_bias", False) if family == "llama" else False,
        qk_norm=family == "qwen3",
        tied_embeddings=_given(config, "tie_word_embeddings", False),
    )


def _read_rope(config: Mapping[str, Any]) -> Rope:
    """RoPE from either spelling: `rope_parameters` (transformers 5) or `rope_theta` with `rope_scaling` (before)."""
    entries = {"rope_theta": config.get("rope_theta"), **(config.get("rope_scaling") or {})}
    entries |= config.get("rope_parameters") or {}
    scaling: RopeScaling = entries.get("rope_type") or entries.get("type") or "default"
    if scaling not in get_args(RopeScaling):
        raise UnsupportedArchitecture(f"RoPE scaling {shown(scaling)}.")
    if entries.get("partial_rotary_factor", 1.0) != 1.0:
        raise UnsupportedArchitecture("RoPE on a part of each head.")
    if entries.get("mscale") or entries.get("mscale_all_dim"):
        raise UnsupportedArchitecture("YaRN with mscale.")
    context = config["max_position_embeddings"]
    original_context = _given(entries, "original_max_position_embeddings", context)
    for size in (context, original_context):
        if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= LARGEST["context_length"]:
            raise CheckpointError(
                f"config.json says a context of {shown(size)}; it must be a whole number from 1 to "
                f"{LARGEST['context_length']:,}."
            )
    return Rope(
        theta=_given(entries, "rope_theta", 10_000.0),
        scaling=scaling,
        factor=_given(entries, "factor", context / original_context),
        original_context=original_context,
        low_freq_factor=_given(entries, "low_freq_factor", 1.0),
        high_freq_factor=_given(entries, "high_freq_factor", 4.0),
        beta_fast=_given(entries, "beta_fast", 32.0),
        beta_slow=_given(entries, "beta_slow", 1.0),
        attention_factor=entries.get("attention_factor"),
        truncate=_given(entries, "truncate", True),
    )


def _given(entries: Mapping[str, Any], name: str, usual: Any) -> Any:
    """An entry, or the usual value where the file leaves it out or says null."""
    value = entries.get(name)
    return usual if value is None else value
