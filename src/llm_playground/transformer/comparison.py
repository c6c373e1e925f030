"""Two architectures side by side: what is different, and why anybody would have it so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from llm_playground.records import Record
from llm_playground.transformer.config import FAMILY_NAMES, TransformerConfig
from llm_playground.transformer.costs import costs_of

Both = tuple[TransformerConfig, TransformerConfig]
Why = str | Callable[[Both], str]


@dataclass(frozen=True, slots=True)
class Trait(Record):
    """What one part of an architecture is in both models; `why` tells what the difference does, where there is one."""

    name: str
    one: str
    other: str
    why: str | None

    @property
    def differs(self) -> bool:
        return self.one != self.other


@dataclass(frozen=True, slots=True)
class ArchitectureComparison(Record):
    """Two models, part by part: how they compute (`traits`) and how large they are (`sizes`)."""

    models: tuple[str, str]
    families: tuple[str, str]
    traits: tuple[Trait, ...]
    sizes: tuple[Trait, ...]


def compare_configs(one: tuple[str, TransformerConfig], other: tuple[str, TransformerConfig]) -> ArchitectureComparison:
    """Two models by their names and shapes."""
    names, configs = (one[0], other[0]), (one[1], other[1])
    families = (FAMILY_NAMES[configs[0].family], FAMILY_NAMES[configs[1].family])
    return ArchitectureComparison(
        names,
        families,
        tuple(_trait(name, tell, why, configs) for name, tell, why in _TRAITS),
        tuple(_trait(name, tell, None, configs) for name, tell in _SIZES),
    )


def _trait(
    name: str,
    tell: Callable[[TransformerConfig], str],
    why: Why | None,
    configs: Both,
) -> Trait:
    one, other = map(tell, configs)
    if one == other or why is None:
        return Trait(name, one, other, None)
    return Trait(name, one, other, why if isinstance(why, str) else why(configs))


def _positions(c: TransformerConfig) -> str:
    if c.rope is None:
        return "learned: a vector for each position, added at the bottom"
    stretched = "" if c.rope.scaling == "default" else f", stretched ({c.rope.scaling})"
    return f"RoPE: queries and keys are turned by their position (theta {c.rope.theta:,.0f}{stretched})"


def _norm(c: TransformerConfig) -> str:
    return "RMSNorm" if c.norm == "rms_norm" else "LayerNorm"


def _heads(c: TransformerConfig) -> str:
    if c.n_kv_head == c.n_head:
        return "multi-head: every head has keys and values of its own"
    if c.n_kv_head == 1:
        return f"multi-query: all {c.n_head} heads share one set of keys and values"
    return f"grouped-query: groups of {c.n_head // c.n_kv_head} heads share their keys and values"


def _mlp(c: TransformerConfig) -> str:
    activation = {"gelu_tanh": "GELU", "gelu": "GELU", "relu": "ReLU", "silu": "SiLU"}[c.activation]
    if not c.gated_mlp:
        return f"{activation}, two matrices"
    return f"{'SwiGLU' if c.activation == 'silu' else f'a gate with {activation}'}, three matrices"


def _biases(c: TransformerConfig) -> str:
    has = [
        name
        for name, there in (
            ("queries, keys and values", c.qkv_bias),
            ("attention's output", c.attn_out_bias),
            ("the MLP", c.mlp_bias),
        )
        if there
    ]
    return "in all matrices of a block" if len(has) == 3 else f"in {' and '.join(has)} only" if has else "none"


def _output(c: TransformerConfig) -> str:
    return "lm_head is wte, transposed (tied)" if c.tied_embeddings else "lm_head has a matrix of its own"


def _why_positions(configs: Both) -> str:
    if configs[0].rope and configs[1].rope:
        return (
            "The larger theta is, the more slowly the slowest pairs of numbers turn: positions far apart can still be "
            "told from each other, as longer texts need it."
        )
    return (
        "A learned vector exists for each position that was trained, and for none beyond; where RoPE turns queries and "
        "keys, a score depends on their distance alone."
    )


def _why_mlp(configs: Both) -> str:
    if configs[0].gated_mlp == configs[1].gated_mlp:
        return "The two bend the same sums in another way; how the MLP is built is the same."
    return (
        "In SwiGLU a second projection is multiplied with the activated one, so that a neuron can be opened or shut by "
        "another; with the same number of parameters this gives a lower loss."
    )


_TRAITS: tuple[tuple[str, Callable[[TransformerConfig], str], Why], ...] = (
    (
        "positions",
        _positions,
        _why_positions,
    ),
    (
        "norm",
        _norm,
        "RMSNorm leaves out LayerNorm's mean and bias: it only brings a vector to a length and scales each channel. "
        "That is less to compute, and trains as well.",
    ),
    (
        "attention",
        _heads,
        "Where heads share keys and values, the KV cache is as many times smaller as a group has heads; in long texts "
        "reading it takes most of the time.",
    ),
    (
        "norm of queries and keys",
        lambda c: "RMSNorm in each head" if c.qk_norm else "none",
        "With their lengths fixed, no score can grow so large in training that softmax looks at one token alone.",
    ),
    (
        "MLP",
        _mlp,
        _why_mlp,
    ),
    (
        "biases",
        _biases,
        "Most biases can be left out without a loss; those of queries and keys help a model with RoPE to read longer "
        "texts than it was trained on.",
    ),
    (
        "output",
        _output,
        "Tied embeddings save a matrix of the vocabulary's size, a large share of a small model.",
    ),
)

_SIZES: tuple[tuple[str, Callable[[TransformerConfig], str]], ...] = (
    ("parameters", lambda c: f"{costs_of(c, '').parameters:,}"),
    ("weights in float32", lambda c: f"{costs_of(c, '').weight_bytes() / 1e6:,.1f} MB"),
    ("blocks", lambda c: f"{c.n_layer:,}"),
    ("width of the stream", lambda c: f"{c.n_embd:,}"),
    ("query heads", lambda c: f"{c.n_head:,}"),
    ("key-value heads", lambda c: f"{c.n_kv_head:,}"),
    ("width of a head", lambda c: f"{c.head_dim:,}"),
    ("width of the MLP", lambda c: f"{c.n_inner:,}"),
    ("vocabulary", lambda c: f"{c.vocab_size:,} tokens"),
    ("context", lambda c: f"{c.context_length:,} tokens"),
    ("FLOPs a token, without attention", lambda c: f"{costs_of(c, '').weight_flops:,}"),
    ("KV cache a token, float32", lambda c: f"{costs_of(c, '').cache_bytes(1):,} bytes"),
    ("KV cache of the whole context", lambda c: f"{costs_of(c, '').cache_bytes(c.context_length) / 1e6:,.1f} MB"),
)
