"""The forward pass of generation on a CPU, for models that wait for their weights.

One new token is one row against every matrix, and the time is that of reading them. OpenBLAS, through NumPy, reads a
matrix at nearly the speed of the memory if its longer side lies in one piece (`read_transformer(for_one_row=True)` sees
to that), and NumPy's calls between the matrices cost half as much as PyTorch's. Several new tokens are sums as much as
reading: oneDNN, through PyTorch, computes them from the same memory. So there is one copy of the weights, that of the
transformer that one looks into.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from llm_playground.models.numpy_forward import Floats, NumpyForward, attend, gelu_twice, known_activation, swiglu_twice
from llm_playground.models.span import Span
from llm_playground.models.torch_forward import attend_span, mask_of
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.int8 import Int8Embedding, Int8Linear
from llm_playground.transformer.model import ACTIVATIONS, Block, RMSNorm, Transformer, rotate

_HALF = np.float32(0.5)


class LargeForward(NumpyForward):
    """`forward(spans)`: the logits after each span, float32 (len(spans), V). The rows of the cache are NumPy's."""

    def __init__(self, transformer: Transformer) -> None:
        config = transformer.config
        super().__init__(config)
        self.transformer = transformer
        self.embed_row = _rows_of(transformer.wte)
        self.wpe = None if transformer.wpe is None else transformer.wpe.weight.numpy()
        self.layers = [_Layer(block, config) for block in transformer.h if isinstance(block, Block)]
        self.ln_f, self.head = _Norm(transformer.ln_f), _product(transformer.lm_head)

    @staticmethod
    def suits(transformer: Transformer) -> bool:
        """Whether this is a model of which every part is computed here."""
        weight = transformer.wte.weight
        return weight.device.type == "cpu" and weight.dtype == torch.float32 and known_activation(transformer.config)

    def _stream(self, spans: Sequence[Span]) -> Floats:
        if len(spans) == 1 and spans[0].new == 1:
            return self._row(spans[0])
        return self._rows(spans)

    def _unembed(self, x: Floats) -> Floats:
        if len(x) == 1:
            return self.head.row(self.ln_f.row(x[0]))[None]
        with torch.inference_mode():
            logits: Floats = self.head.rows(self.ln_f.rows(torch.from_numpy(x))).numpy()
            return logits

    def _row(self, span: Span) -> Floats:
        """The stream (1, C) of the one new token of a span."""
        id, position, cache = span.ids[-1], span.past, span.row.kv
        x = self.embed_row(id)  # (C,)
        if self.wpe is not None:
            x += self.wpe[position]
        for number, layer in enumerate(self.layers):
            heads = layer.qkv.row(layer.ln_1.row(x)).reshape(1, -1, self.head_dim)  # (1, H + 2 G, D)
            layer.norm_heads(heads)
            if self.wpe is None:
                self._rotate(heads[:, : -self.n_kv_head], [position])
            heads[:, : self.config.n_head] *= layer.query_scale
            x += layer.out.row(attend(heads, span, cache[number], self.n_kv_head)[0])
            x += layer.mlp_row(layer.ln_2.row(x))
        return x[None]

    @torch.inference_mode()
    def _rows(self, spans: Sequence[Span]) -> Floats:
        """The stream (N, C) of all new tokens of several spans, or of a longer one."""
        ids = torch.tensor([id for span in spans for id in span.new_ids])
        positions = [position for span in spans for position in range(span.past, span.length)]
        x = self.transformer.embed(ids, torch.tensor(positions))  # (N, C)
        rotation = self.transformer.rotation(torch.tensor(positions), x.dtype) if self.wpe is None else None
        masks = [mask_of(span, x.device) for span in spans]
        caches = [span.row.kv for span in spans]
        for number, layer in enumerate(self.layers):
            heads = layer.qkv.rows(layer.ln_1.rows(x)).view(len(x), -1, self.head_dim)
            q, k, v = heads.split(layer.split, dim=1)
            q, k = layer.normed(q, k)
            if rotation is not None:
                q, k = rotate(q, *rotation), rotate(k, *rotation)
            if len(x) == len(spans):
                # One token each: the calls cost more than the sums, and NumPy's cost less.
                heads = torch.cat((q * layer.query_scale, k, v), dim=1)
                z = torch.from_numpy(self._attend(heads.numpy(), spans, [cache[number] for cache in caches]))
            else:
                sizes = [span.new for span in spans]
                new = zip(spans, masks, q.split(sizes), k.split(sizes), v.split(sizes), strict=True)
                z = torch.cat([attend_span(span, mask, number, *qkv) for span, mask, *qkv in new]).flatten(1)
            x = x + layer.out.rows(z)
            x = x + layer.mlp_rows(layer.ln_2.rows(x))
        stream: Floats = x.numpy()
        return stream


class _Layer:
    """A block of the transformer: its own weights, in as few calls as possible."""

    def __init__(self, block: Block, config: TransformerConfig) -> None:
        self.ln_1, self.ln_2 = _Norm(block.ln_1), _Norm(block.ln_2)
        self.qkv, self.out = _product(block.attn.qkv_proj), _product(block.attn.out_proj)
        self.up, self.down = _product(block.mlp.up_proj), _product(block.mlp.down_proj)
        self.gated, self.activation = config.gated_mlp, ACTIVATIONS[config.activation]
        self.activate_row = swiglu_twice if config.gated_mlp else gelu_twice
        self.split, self.query_scale = block.attn.heads, np.float32(config.head_dim**-0.5).item()
        self.n_head, self.n_kv_head, self.eps = config.n_head, config.n_kv_head, config.norm_eps
        self.q_norm, self.k_norm = block.attn.q_norm, block.attn.k_norm

    def norm_heads(self, heads: Floats) -> None:
        """The norm of queries and keys, where a model has one, in place: heads (1, H + 2 G, D)."""
        for norm, part in self._normed_parts(heads):
            squares = np.vecdot(part, part)[..., None] / np.float32(part.shape[-1])
            part *= norm.weight.numpy() / np.sqrt(squares + np.float32(norm.eps))

    def normed(self, q: Tensor, k: Tensor) -> tuple[Tensor, Tensor]:
        """The same for queries (N, H, D) and keys (N, G, D) of several tokens."""
        return (q, k) if self.q_norm is None or self.k_norm is None else (self.q_norm(q), self.k_norm(k))

    def mlp_row(self, x: Floats) -> Floats:
        inner = self.activate_row(self.up.row(x))
        inner *= _HALF
        return self.down.row(inner)

    def mlp_rows(self, x: Tensor) -> Tensor:
        inner = self.up.rows(x)
        if not self.gated:
            return self.down.rows(self.activation(inner))
        gate, value = inner.chunk(2, dim=-1)
        return self.down.rows(self.activation(gate).mul_(value))

    def _normed_parts(self, heads: Floats) -> list[tuple[RMSNorm, Floats]]:
        if self.q_norm is None or self.k_norm is None:
            return []
        return [(self.q_norm, heads[:, : self.n_head]), (self.k_norm, heads[:, self.n_head : -self.n_kv_head])]


class _Norm:
    """LayerNorm or RMSNorm, of one row in NumPy and of several in PyTorch."""

    def __init__(self, norm: nn.LayerNorm | RMSNorm) -> None:
        self.norm, self.weight, self.eps = norm, norm.weight.detach().numpy(), norm.eps
        self.bias = norm.bias.detach().numpy() if isinstance(norm, nn.LayerNorm) else None
        self.inverse_width = 1 / len(self.weight)

    def row(self, x: Floats) -> Floats:
        """Of one vector (C,)."""
        if self.bias is not None:
            x = x - np.add.reduce(x) * np.float32(self.inverse_width)
        normed = x * self.weight
        normed *= 1 / math.sqrt(x.dot(x).item() * self.inverse_width + self.eps)
        if self.bias is not None:
            normed += self.bias
        return normed

    def rows(self, x: Tensor) -> Tensor:
        """Of several (N, C)."""
        normed: Tensor = self.norm(x)
        return normed


class _Linear:
    """A matrix and its bias, for one row in NumPy and for several in oneDNN, both from the memory of `linear`."""

    def __init__(self, linear: nn.Linear) -> None:
        self.weight = linear.weight.detach()
        self.bias = None if linear.bias is None else linear.bias.detach()
        self._array = self.weight.numpy()  # (out, in)
        self._bias = None if self.bias is None else self.bias.numpy()
        self.rows = self._in_onednn if _has_onednn() else self._in_torch

    def row(self, x: Floats) -> Floats:
        """Of one vector (in,): (out,)."""
        y: Floats = self._array.dot(x)
        if self._bias is not None:
            y += self._bias
        return y

    def _in_onednn(self, x: Tensor) -> Tensor:
        """Of several (N, in): (N, out)."""
        product: Tensor = torch.ops.mkldnn._linear_pointwise(x, self.weight, self.bias, "none", [], "")
        return product

    def _in_torch(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight, self.bias)


def _product(linear: nn.Module) -> _Linear | Int8Linear:
    if isinstance(linear, Int8Linear):
        return linear
    assert isinstance(linear, nn.Linear)
    return _Linear(linear)


def _rows_of(embedding: nn.Module) -> Callable[[int], Floats]:
    """What gives row `id` of an embedding, as a vector of its own."""
    if isinstance(embedding, Int8Embedding):
        return lambda token: embedding(torch.tensor(token)).numpy()
    assert isinstance(embedding, nn.Embedding)
    table = embedding.weight.numpy()
    return lambda token: table[token].copy()


def _has_onednn() -> bool:
    """Whether this build of PyTorch has oneDNN and the operator (not part of its public interface) used here."""
    return torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_linear_pointwise")
