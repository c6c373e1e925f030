"""The shapes of those models of the catalog that have to be downloaded, so that one can look at them before. Pythia's
are not among them: it is of an architecture that our transformer does not compute.

They are what the `config.json` of each says at its pinned revision, or its GGUF file. From a shape follow the parts,
their parameters and what they cost.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from llm_playground.transformer.architectures import gpt2_config, qwen2_config
from llm_playground.transformer.config import TransformerConfig

_gpt2 = partial(gpt2_config, vocab_size=50_257, context_length=1024)
_QWEN = qwen2_config(
    n_layer=24,
    n_head=14,
    n_kv_head=2,
    n_embd=896,
    n_inner=4864,
    vocab_size=151_936,
    context_length=32_768,
    rope_theta=1e6,
)

_smollm2 = partial(qwen2_config, vocab_size=49_152, context_length=8192, rope_theta=1e5)


def _llama(shape: TransformerConfig) -> TransformerConfig:
    """Without Qwen2's bias of q, k and v."""
    return replace(shape, family="llama", qkv_bias=False, norm_eps=1e-5)


_SMOLLM2_135M = _llama(_smollm2(n_layer=30, n_head=9, n_kv_head=3, n_embd=576, n_inner=1536))
_SMOLLM2_360M = _llama(_smollm2(n_layer=32, n_head=15, n_kv_head=5, n_embd=960, n_inner=2560))


def _qwen3(context_length: int) -> TransformerConfig:
    """Heads wider than their share of the stream, and a norm over each q and k instead of a bias."""
    shape = qwen2_config(
        n_layer=28,
        n_head=16,
        n_kv_head=8,
        n_embd=1024,
        n_inner=3072,
        vocab_size=151_936,
        context_length=context_length,
        rope_theta=1e6,
    )
    return replace(shape, family="qwen3", head_dim=128, qkv_bias=False, qk_norm=True)


SHAPES = {
    "gpt2": _gpt2(n_layer=12, n_head=12, n_embd=768),
    "gpt2-medium": _gpt2(n_layer=24, n_head=16, n_embd=1024),
    "distilgpt2": _gpt2(n_layer=6, n_head=12, n_embd=768),
    "qwen": _QWEN,
    "qwen-base": _QWEN,
    "smollm2-135m": _SMOLLM2_135M,
    "smollm2-135m-base": _SMOLLM2_135M,
    "smollm2-360m": _SMOLLM2_360M,
    "smollm2-360m-base": _SMOLLM2_360M,
    "qwen3": _qwen3(40_960),
    "qwen3-base": _qwen3(32_768),
    "smollm2": _SMOLLM2_135M,
}
