"""The shape of a transformer, and what its numbers may be. `config_file.py` reads it from a checkpoint."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, TypeGuard

from llm_playground.errors import CheckpointError, shown

RopeScaling = Literal["default", "linear", "llama3", "yarn"]

FAMILIES = ("gpt2", "llama", "qwen2", "qwen3")
FAMILY_NAMES = {"gpt2": "GPT-2", "llama": "Llama", "qwen2": "Qwen2", "qwen3": "Qwen3"}

LARGEST_ROPE_NUMBER = 1e15
LARGEST_EPS = 1.0  # models have 1e-5 or less
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
            check_rope_number(f"{name} of RoPE", getattr(self, name))
        if self.theta == 1:
            raise CheckpointError("rope_theta is 1, so that all pairs turn alike; models have 10,000 and more.")
        if self.low_freq_factor >= self.high_freq_factor:
            raise CheckpointError(
                f"low_freq_factor of RoPE is {self.low_freq_factor}; it must be below high_freq_factor, which is "
                f"{self.high_freq_factor}."
            )
        if self.attention_factor is not None:
            check_number("attention_factor of RoPE", self.attention_factor, LARGEST_ROPE_NUMBER)
        check_flag("truncate of RoPE", self.truncate)


def check_size(name: str, value: object, largest: int) -> None:
    """Refuse what is not a whole number from 1 to `largest`; the message calls it `name`, as those below do."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= largest:
        raise CheckpointError(f"{name} is {_written(value)}; it must be a whole number from 1 to {largest:,}.")


def check_number(name: str, value: object, largest: float) -> None:
    if not _is_number(value) or not 0 <= value <= largest:
        raise CheckpointError(f"{name} is {_written(value)}; it must be a number from 0 to {largest:g}.")


def check_rope_number(name: str, value: object) -> None:
    if not _is_number(value) or not 0 < value <= LARGEST_ROPE_NUMBER:
        raise CheckpointError(
            f"{name} is {_written(value)}; it must be a number above 0 and at most {LARGEST_ROPE_NUMBER:g}."
        )


def check_flag(name: str, value: object) -> None:
    if not isinstance(value, bool):
        raise CheckpointError(f"{name} is {_written(value)}; it must be true or false.")


def check_pairs(name: str, head_dim: int) -> None:
    if head_dim % 2:
        raise CheckpointError(f"{name} is {head_dim}; RoPE turns pairs of dimensions, so it must be even.")


def check_groups(heads: str, n_head: int, kv_heads: str, n_kv_head: int) -> None:
    if n_head % n_kv_head:
        raise CheckpointError(
            f"{heads} ({n_head}) must be a multiple of {kv_heads} ({n_kv_head}), so that each group of query heads "
            "shares one key-value head."
        )


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _written(value: object) -> str:
    """A value as a JSON file writes it, shortened."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return shown(value)


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
            check_size(name, getattr(self, name), largest)
        check_number("norm_eps", self.norm_eps, LARGEST_EPS)
        for name in ("qkv_bias", "attn_out_bias", "mlp_bias", "tied_embeddings"):
            check_flag(name, getattr(self, name))
        if self.rope is not None:
            check_pairs("head_dim", self.head_dim)
        check_groups("n_head", self.n_head, "n_kv_head", self.n_kv_head)
