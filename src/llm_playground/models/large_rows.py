"""Several new tokens at once of a model that waits for its weights: a long prompt, or a token for each of many texts.

Each product is many sums. PyTorch's libraries compute them from the memory in which `large_forward.py` reads one row;
the rows of the cache are NumPy's, which PyTorch sees without a copy.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from llm_playground.models.numpy_forward import Floats, attend_each
from llm_playground.models.span import Span
from llm_playground.models.torch_forward import attend_span, mask_of
from llm_playground.transformer.half import HalfLinear
from llm_playground.transformer.int8 import Int8Linear
from llm_playground.transformer.linear_product import product
from llm_playground.transformer.model import Block, Transformer, rotate


class LargeRows:
    def __init__(self, transformer: Transformer) -> None:
        self.transformer, self.config = transformer, transformer.config
        self.layers = [_Layer(block) for block in transformer.h if isinstance(block, Block)]
        self.head = _product(transformer.lm_head)

    @torch.inference_mode()
    def unembed(self, x: Floats) -> Floats:
        """The logits (N, V) of rows of the stream (N, C)."""
        logits: Floats = self.head.rows(self.transformer.ln_f(torch.from_numpy(x))).numpy()
        return logits

    @torch.inference_mode()
    def stream(self, spans: Sequence[Span]) -> Floats:
        """What leaves the last block, of all new tokens: (N, C)."""
        ids = torch.tensor([id for span in spans for id in span.new_ids])
        positions = torch.tensor([position for span in spans for position in range(span.past, span.length)])
        x = self.transformer.embed(ids, positions)  # (N, C)
        rotation = self.transformer.rotation(positions, x.dtype) if self.config.rope is not None else None
        masks = [mask_of(span, x.device) for span in spans]
        caches = [span.row.kv for span in spans]
        for number, layer in enumerate(self.layers):
            heads = layer.qkv.rows(layer.ln_1(x)).view(len(x), -1, self.config.head_dim)
            q, k, v = heads.split(layer.split, dim=1)
            q, k = layer.normed(q, k)
            if rotation is not None:
                q, k = rotate(q, *rotation), rotate(k, *rotation)
            if len(x) == len(spans):
                # One token each: the calls cost more than the sums, and NumPy's cost less.
                qkv = torch.cat((q * layer.query_scale, k, v), dim=1).numpy()
                z = torch.from_numpy(attend_each(qkv, spans, [cache[number] for cache in caches], layer.split[1]))
            else:
                sizes = [span.new for span in spans]
                new = zip(spans, masks, q.split(sizes), k.split(sizes), v.split(sizes), strict=True)
                z = torch.cat([attend_span(span, mask, number, *each) for span, mask, *each in new]).flatten(1)
            x = x + layer.out.rows(z)
            x = x + layer.mlp(layer.ln_2(x))
        stream: Floats = x.numpy()
        return stream


class _Layer:
    """A block of the transformer: its own weights."""

    def __init__(self, block: Block) -> None:
        self.ln_1, self.ln_2, self.q_norm, self.k_norm = block.ln_1, block.ln_2, block.attn.q_norm, block.attn.k_norm
        self.qkv, self.out = _product(block.attn.qkv_proj), _product(block.attn.out_proj)
        self.up, self.down = _product(block.mlp.up_proj), _product(block.mlp.down_proj)
        self.gated, self.activation = block.mlp.gated, block.mlp.activation
        self.split, self.query_scale = block.attn.heads, block.attn.head_dim**-0.5

    def normed(self, q: Tensor, k: Tensor) -> tuple[Tensor, Tensor]:
        """Queries (N, H, D) and keys (N, G, D) after their norm, where a model has one."""
        return (q, k) if self.q_norm is None or self.k_norm is None else (self.q_norm(q), self.k_norm(k))

    def mlp(self, x: Tensor) -> Tensor:
        inner = self.up.rows(x)
        if not self.gated:
            return self.down.rows(self.activation(inner))
        gate, value = inner.chunk(2, dim=-1)
        return self.down.rows(self.activation(gate).mul_(value))


class _Linear:
    """A matrix and its bias, from the memory of `linear`."""

    def __init__(self, linear: nn.Linear) -> None:
        self.weight = linear.weight.detach()
        self.bias = None if linear.bias is None else linear.bias.detach()

    def rows(self, x: Tensor) -> Tensor:
        """Of several (N, in): (N, out)."""
        return product(x, self.weight, self.bias)


def _product(linear: nn.Module) -> _Linear | HalfLinear | Int8Linear:
    if isinstance(linear, HalfLinear | Int8Linear):
        return linear
    assert isinstance(linear, nn.Linear)
    return _Linear(linear)
