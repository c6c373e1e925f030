"""The shapes of those models of the catalog that have to be downloaded, so that one can look at them before.

They are what the `config.json` of each says at its pinned revision, or its GGUF file. From a shape follow the parts,
their parameters and what they cost.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from llm_playground.transformer.architectures import gpt2_config, qwen2_config

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

# Llama's: without Qwen2's bias of q, k and v.
_SMOLLM2 = replace(
    qwen2_config(
        n_layer=30,
        n_head=9,
        n_kv_head=3,
        n_embd=576,
        n_inner=1536,
        vocab_size=49_152,
        context_length=8192,
        rope_theta=1e5,
    ),
    family="llama",
    qkv_bias=False,
    norm_eps=1e-5,
)

SHAPES = {
    "gpt2": _gpt2(n_layer=12, n_head=12, n_embd=768),
    "gpt2-medium": _gpt2(n_layer=24, n_head=16, n_embd=1024),
    "distilgpt2": _gpt2(n_layer=6, n_head=12, n_embd=768),
    "qwen": _QWEN,
    "qwen-base": _QWEN,
    "smollm2": _SMOLLM2,
}
