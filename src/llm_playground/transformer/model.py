"""A decoder-only transformer, to be read from top to bottom. It runs the real GPT-2, Llama, Qwen2 and Qwen3 weights.

    ids -> wte (+ wpe) -> h[0] ... h[n_layer - 1] -> ln_f -> lm_head -> logits
    each block h:   x = x + attn(ln_1(x))          tokens look at earlier tokens
                    x = x + mlp(ln_2(x))           each token thinks for itself

Shapes: B sequences of T tokens, C = n_embd channels, H query heads, G key-value heads of D = head_dim dimensions,
V = vocab_size. Everything except attention treats each token alone, so every layer takes `(..., C)`: a batch
`(B, T, C)` in training, or `(N, C)`, the new tokens of many sequences in one row, when text is generated. Only
attention asks which tokens belong together, and that question is a parameter: `attend`.

References: Radford et al. 2019 (GPT-2), Touvron et al. 2023 (Llama), Qwen Team 2024 and 2025 (Qwen2, Qwen3), and
their implementations in `transformers`, with which the tests compare every number.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.rope import inverse_frequencies

# (layer, q, k, v) -> z: what every query reads from the tokens it may look at.
# q and z are (..., H, D); k and v are (..., G, D).
Attend = Callable[[int, Tensor, Tensor, Tensor], Tensor]

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "gelu": F.gelu,
    "relu": F.relu,
    "silu": F.silu,
}


class RMSNorm(nn.Module):
    """Scale each vector to a root mean square of 1, then each channel by its weight (Zhang and Sennrich 2019)."""

    def __init__(self, size: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        # The mean of squares is taken in float32: in float16 the squares overflow.
        x32 = x.float()
        x32 = x32 * torch.rsqrt(x32.square().mean(-1, keepdim=True) + self.eps)
        return self.weight * x32.to(x.dtype)


def make_norm(config: TransformerConfig) -> nn.LayerNorm | RMSNorm:
    if config.norm == "rms_norm":
        return RMSNorm(config.n_embd, config.norm_eps)
    return nn.LayerNorm(config.n_embd, config.norm_eps)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn each pair of dimensions (d, d + D/2) of `x` (..., heads, D) by its angle; cos and sin are (..., 1, D).

    The pairing by halves, not of neighbours, is the one that the Llama and Qwen checkpoints were converted to.
    """
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-second, first), dim=-1) * sin


def causal_attention(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Attention within a batch: q (B, T, H, D), k and v (B, T, G, D) -> (B, T, H, D). Token t reads tokens 0 to t."""
    q, k, v = (x.transpose(1, 2) for x in (q, k, v))  # (B, H, T, D), (B, G, T, D)
    z = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=k.shape[1] != q.shape[1])
    return z.transpose(1, 2)


class Attention(nn.Module):
    """Multi-head attention; with fewer key-value heads than query heads it is grouped-query attention."""

    def __init__(self, config: TransformerConfig, layer: int) -> None:
        super().__init__()
        self.layer, self.head_dim = layer, config.head_dim
        self.heads = (config.n_head, config.n_kv_head, config.n_kv_head)  # of q, k and v
        # One matrix product for all three: rows [q | k | v].
        self.qkv_proj = nn.Linear(config.n_embd, sum(self.heads) * config.head_dim, bias=config.qkv_bias)
        self.out_proj = nn.Linear(config.n_head * config.head_dim, config.n_embd, bias=config.attn_out_bias)
        self.q_norm = RMSNorm(config.head_dim, config.norm_eps) if config.qk_norm else None
        self.k_norm = RMSNorm(config.head_dim, config.norm_eps) if config.qk_norm else None

    def forward(self, x: Tensor, rotation: tuple[Tensor, Tensor] | None, attend: Attend) -> Tensor:
        heads = self.qkv_proj(x).unflatten(-1, (-1, self.head_dim))  # (..., H + 2G, D)
        q, k, v = heads.split(self.heads, dim=-2)
        if self.q_norm is not None and self.k_norm is not None:
            q, k = self.q_norm(q), self.k_norm(k)
        if rotation is not None:
            # Under autocast q and k have 16 bits; angles of 32 would widen both, a tenth of a training step.
            cos, sin = (part.to(q.dtype) for part in rotation)
            q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        z = attend(self.layer, q, k, v)  # (..., H, D)
        return self.out_proj(z.flatten(-2))


class MLP(nn.Module):
    """Two matrices with a non-linearity between. Gated (SwiGLU, Shazeer 2020), the first gives a gate and a value."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.gated = config.gated_mlp
        self.activation = ACTIVATIONS[config.activation]
        width = 2 * config.n_inner if self.gated else config.n_inner  # rows [gate | value]
        self.up_proj = nn.Linear(config.n_embd, width, bias=config.mlp_bias)
        self.down_proj = nn.Linear(config.n_inner, config.n_embd, bias=config.mlp_bias)

    def forward(self, x: Tensor) -> Tensor:
        if not self.gated:
            return self.down_proj(self.activation(self.up_proj(x)))
        gate, value = self.up_proj(x).chunk(2, dim=-1)
        return self.down_proj(self.activation(gate) * value)


class Block(nn.Module):
    """One layer. Both halves add to the residual stream `x`; neither overwrites it."""

    def __init__(self, config: TransformerConfig, layer: int) -> None:
        super().__init__()
        self.ln_1 = make_norm(config)
        self.attn = Attention(config, layer)
        self.ln_2 = make_norm(config)
        self.mlp = MLP(config)

    def forward(self, x: Tensor, rotation: tuple[Tensor, Tensor] | None, attend: Attend) -> Tensor:
        x = x + self.attn(self.ln_1(x), rotation, attend)
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    """The whole model. `model(ids)` is a plain causal forward pass; `hidden` and `lm_head` are its two halves."""

    frequencies: Tensor  # of RoPE, (D / 2,)

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.wte = nn.Embedding(config.vocab_size, config.n_embd)
        self.wpe = nn.Embedding(config.context_length, config.n_embd) if config.rope is None else None
        self.h = nn.ModuleList(Block(config, layer) for layer in range(config.n_layer))
        self.ln_f = make_norm(config)
        self.lm_head = nn.Linear(config.n_embd, config.vocab_size, bias=False)
        if config.tied_embeddings:
            self.lm_head.weight = self.wte.weight
        if config.rope is not None:
            frequencies, self.rotation_scale = inverse_frequencies(config.rope, config.head_dim)
            # Numbers also where a model is built of shapes alone: no file holds them.
            self.register_buffer("frequencies", torch.from_numpy(frequencies), persistent=False)

    def forward(self, ids: Tensor) -> Tensor:
        """Logits of the next token after every token: ids (B, T) -> (B, T, V)."""
        positions = torch.arange(ids.shape[-1], device=ids.device)
        return self.lm_head(self.hidden(ids, positions, causal_attention))

    def hidden(self, ids: Tensor, positions: Tensor, attend: Attend) -> Tensor:
        """The last block's output after ln_f: ids (..., T) at positions (T,) -> (..., T, C)."""
        return self.through_blocks(self.embed(ids, positions), positions, attend)

    def embed(self, ids: Tensor, positions: Tensor) -> Tensor:
        """The residual stream as it begins: ids (..., T) at positions (T,) -> (..., T, C)."""
        x = self.wte(ids)
        return x if self.wpe is None else x + self.wpe(positions)

    def through_blocks(self, x: Tensor, positions: Tensor, attend: Attend, first: int = 0) -> Tensor:
        """The stream (..., T, C) as it enters block `first`, through it and all that follow, and ln_f."""
        rotation = self.rotation(positions, x.dtype) if self.wpe is None else None
        for block in self.h[first:]:
            x = block(x, rotation, attend)
        return self.ln_f(x)

    def rotation(self, positions: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        """cos and sin of the RoPE angles at positions (T,), each (T, 1, D)."""
        # The angles are float32 whatever the model's dtype: position 4,001 has no float16 of its own.
        angles = positions[:, None, None].float() * self.frequencies.float()  # (T, 1, D / 2)
        angles = torch.cat((angles, angles), dim=-1)
        return (angles.cos() * self.rotation_scale).to(dtype), (angles.sin() * self.rotation_scale).to(dtype)
