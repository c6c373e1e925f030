"""GPT-2's and Qwen2's architectures in any size."""

from __future__ import annotations

from llm_playground.transformer.config import Rope, TransformerConfig


def gpt2_config(*, n_layer: int, n_head: int, n_embd: int, vocab_size: int, context_length: int) -> TransformerConfig:
    """Learned positions, LayerNorm, full attention, an MLP with GELU (Radford et al. 2019)."""
    return TransformerConfig(
        family="gpt2",
        vocab_size=vocab_size,
        context_length=context_length,
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


def qwen2_config(
    *,
    n_layer: int,
    n_head: int,
    n_kv_head: int,
    n_embd: int,
    n_inner: int,
    vocab_size: int,
    context_length: int,
    rope_theta: float = 10_000.0,
) -> TransformerConfig:
    """RoPE, RMSNorm, grouped-query attention, an MLP with SwiGLU (Qwen Team 2024)."""
    return TransformerConfig(
        family="qwen2",
        vocab_size=vocab_size,
        context_length=context_length,
        n_layer=n_layer,
        n_head=n_head,
        n_kv_head=n_kv_head,
        n_embd=n_embd,
        head_dim=n_embd // n_head,
        n_inner=n_inner,
        norm="rms_norm",
        norm_eps=1e-6,
        rope=Rope(theta=rope_theta),
        activation="silu",
        gated_mlp=True,
        qkv_bias=True,
        attn_out_bias=False,
        mlp_bias=False,
        qk_norm=False,
        tied_embeddings=True,
    )
