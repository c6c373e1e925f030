"""The frequencies of rotary position embeddings, and the three ways the Llama and Qwen families stretch them.

RoPE turns each pair of a head's dimensions by an angle `position * frequency`. Fast pairs tell neighbours apart, slow
pairs tell far from near. A model trained on short texts has never seen the large angles of long ones, so a longer
context is bought by turning more slowly: all pairs alike (linear), or only those too slow to complete a turn within
the original context (llama3, yarn).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from llm_playground.transformer.config import Rope, TransformerConfig

Floats = NDArray[np.float32]


def inverse_frequencies(rope: Rope, head_dim: int) -> tuple[Floats, float]:
    """Radians per position for each pair of dimensions, float32 `(head_dim / 2,)`, and the factor on cos and sin.

    In NumPy, for the forward passes in NumPy and in PyTorch alike. Equal to `transformers.modeling_rope_utils` for the
    same parameters, up to the last bit of the power.
    """
    with np.errstate(all="ignore"):  # a theta or factor that no model has may leave the range of float32
        return _scaled(rope, head_dim)


def same_angles(one: TransformerConfig, other: TransformerConfig) -> bool:
    """Whether both turn every position alike: fields of `Rope` that its scaling does not use may differ."""
    if one.rope is None or other.rope is None:
        return one.rope is other.rope
    ours, our_factor = inverse_frequencies(one.rope, one.head_dim)
    theirs, their_factor = inverse_frequencies(other.rope, other.head_dim)
    return np.array_equal(ours, theirs) and our_factor == their_factor


def _scaled(rope: Rope, head_dim: int) -> tuple[Floats, float]:
    exponents = np.arange(0, head_dim, 2, dtype=np.float32) / np.float32(head_dim)
    frequencies: Floats = np.reciprocal(np.float32(rope.theta) ** exponents)
    match rope.scaling:
        case "default":
            return frequencies, 1.0
        case "linear":
            return frequencies / rope.factor, 1.0
        case "llama3":
            return _llama3(frequencies, rope), 1.0
        case "yarn":
            return _yarn(frequencies, rope, head_dim), _yarn_attention_factor(rope)


def _llama3(frequencies: Floats, rope: Rope) -> Floats:
    """Llama 3.1: keep pairs that turn often within the original context, slow the rest, blend in between."""
    turns = rope.original_context * frequencies / (2 * math.pi)
    keep = (turns - rope.low_freq_factor) / (rope.high_freq_factor - rope.low_freq_factor)
    keep = keep.clip(0, 1)
    return keep * frequencies + (1 - keep) * frequencies / rope.factor


def _yarn(frequencies: Floats, rope: Rope, head_dim: int) -> Floats:
    """YaRN (Peng et al. 2023, arXiv 2309.00071): the same idea, blended linearly in the index of the pair."""

    def pair_that_turns(times: float) -> float:
        return head_dim * math.log(rope.original_context / (times * 2 * math.pi)) / (2 * math.log(rope.theta))

    first, last = pair_that_turns(rope.beta_fast), pair_that_turns(rope.beta_slow)
    if rope.truncate:
        first, last = math.floor(first), math.ceil(last)
    first, last = max(first, 0), min(last, head_dim - 1)
    pairs: Floats = np.arange(head_dim // 2, dtype=np.float32)
    if first == last:
        last += 0.001
    # In a very short context `last` lies before `first`; then no pair is slowed, as in `transformers`.
    slow: Floats = ((pairs - first) / (last - first)).clip(0, 1)
    return slow * frequencies / rope.factor + (1 - slow) * frequencies


def _yarn_attention_factor(rope: Rope) -> float:
    """YaRN makes attention a little sharper the more the context was stretched (its section 3.4)."""
    if rope.attention_factor is not None:
        return float(rope.attention_factor)
    return 0.1 * math.log(rope.factor) + 1.0 if rope.factor > 1 else 1.0
