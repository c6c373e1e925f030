"""The shapes of those models of the catalog that have to be downloaded, so that one can look at them before.

They are what the `config.json` of each says at its pinned revision. From a shape follow the parts, their parameters and
what they cost.
"""

from __future__ import annotations

from llm_playground.transformer.config import Rope, TransformerConfig


def _gpt2(n_layer: int, n_head: int, n_embd: int) -> TransformerConfig:
    return TransformerConfig(
        family="gpt2",
        vocab_size=50_257,
        context_length=1024,
        n_layer=n_layer,
        n_head=n_head,
        n_kv_head=n_head,
        n_embd=n_embd,
        head_dim=n_embd // n_head,
        n_inner=4 * n_embd,
        norm="layer_norm",
        norm_eps=1e-5,
        rope=None,
        activation="gelu_tanh",
        gated_mlp=False,
        qkv_bias=True,
        attn_out_bias=True,
        mlp_bias=True,
        qk_norm=False,
        tied_embeddings=True,
    )


_QWEN = TransformerConfig(
    family="qwen2",
    vocab_size=151_936,
    context_length=32_768,
    n_layer=24,
    n_head=14,
    n_kv_head=2,
    n_embd=896,
    head_dim=64,
    n_inner=4864,
    norm="rms_norm",
    norm_eps=1e-6,
    rope=Rope(theta=1e6),
    activation="silu",
    gated_mlp=True,
    qkv_bias=True,
    attn_out_bias=False,
    mlp_bias=False,
    qk_norm=False,
    tied_embeddings=True,
)

SHAPES = {
    "gpt2": _gpt2(12, 12, 768),
    "gpt2-medium": _gpt2(24, 16, 1024),
    "distilgpt2": _gpt2(6, 12, 768),
    "qwen": _QWEN,
    "qwen-base": _QWEN,
}
