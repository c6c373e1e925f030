"""The forward pass of generation on a CPU, for models that wait for their weights.

One new token is one row against every matrix, and the time is that of reading them. OpenBLAS, through NumPy, reads a
matrix at nearly the speed of the memory if its longer side lies in one piece (`transformer/laying_out.py` sees to
that), and NumPy's calls between the matrices cost half as much as PyTorch's. A short prompt is computed in NumPy too:
it is there before PyTorch is imported. More new tokens are sums as much as reading, and `large_rows.py` computes them
through PyTorch from the same memory. So there is one copy of the weights, that of the transformer that one looks into.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from llm_playground.models.numpy_forward import Floats, NumpyForward, attend, gelu_twice, swiglu_twice
from llm_playground.models.span import Span
from llm_playground.transformer.config import TransformerConfig

if TYPE_CHECKING:
    from llm_playground.models.large_rows import LargeRows
    from llm_playground.transformer.model import Transformer

Product = Callable[[Floats], Floats]  # W x + b of one vector (in,), or of each row of (N, in)

FEW = 64  # new tokens of one text, up to which the products are as fast here
_HALF = np.float32(0.5)


class LargeForward(NumpyForward):
    """`forward(spans)`: the logits after each span, float32 (len(spans), V). The rows of the cache are NumPy's.

    Args:
        parameters: by the names of `Transformer.named_parameters()`, laid out for one row.
        transformer: gives these very weights as a transformer; called when a pass first needs it.
    """

    few = FEW

    def __init__(
        self, config: TransformerConfig, parameters: Mapping[str, Floats], transformer: Callable[[], Transformer]
    ) -> None:
        super().__init__(config)
        self.parameters, self._transformer = parameters, transformer
        self.layers = [_Layer(self, f"h.{layer}") for layer in range(config.n_layer)]
        self.ln_f, self.head = self.norm("ln_f"), self.product("wte" if config.tied_embeddings else "lm_head")

    def embedded(self, ids: Sequence[int]) -> Floats:
        """The rows of the embedding, as an array of their own: (N, C)."""
        return self.parameters["wte.weight"][ids]

    def product(self, path: str) -> Product:
        """That of the linear layer `path`."""
        return _Linear(self.parameters[f"{path}.weight"], self.parameters.get(f"{path}.bias"))

    def norm(self, path: str) -> _Norm:
        return _Norm(self.parameters[f"{path}.weight"], self.parameters.get(f"{path}.bias"), self.eps)

    @cached_property
    def _rows(self) -> LargeRows:
        from llm_playground.models.large_rows import LargeRows

        return LargeRows(self._transformer())

    def _stream(self, spans: Sequence[Span]) -> Floats:
        if len(spans) == 1 and spans[0].new <= self.few:
            return self._few(spans[0])
        return self._rows.stream(spans)

    def _unembed(self, x: Floats) -> Floats:
        return self.head(self.ln_f(x[0]))[None] if len(x) == 1 else self._rows.unembed(x)

    def _few(self, span: Span) -> Floats:
        """The stream (N, C) of the new tokens of a span. One token is a vector all along: calls on it cost less."""
        positions = list(range(span.past, span.length))
        x = self.embedded(span.new_ids)  # (N, C)
        if self.config.rope is None:
            x += self.parameters["wpe.weight"][positions]
        alone, cache = len(x) == 1, span.row.kv
        x = x[0] if alone else x
        for number, layer in enumerate(self.layers):
            heads = layer.qkv(layer.ln_1(x)).reshape(len(positions), -1, self.head_dim)  # (N, H + 2 G, D)
            layer.norm_heads(heads)
            if self.config.rope is not None:
                self._rotate(heads[:, : -self.n_kv_head], positions)
            heads[:, : self.config.n_head] *= layer.query_scale
            z = attend(heads, span, cache[number], self.n_kv_head)
            x += layer.out(z[0] if alone else z)
            x += layer.mlp(layer.ln_2(x))
        return x.reshape(-1, self.config.n_embd)


class _Layer:
    """A block of the transformer: its own weights, in as few calls as possible."""

    def __init__(self, forward: LargeForward, path: str) -> None:
        config, parameters = forward.config, forward.parameters
        self.ln_1, self.ln_2 = forward.norm(f"{path}.ln_1"), forward.norm(f"{path}.ln_2")
        self.qkv, self.out = forward.product(f"{path}.attn.qkv_proj"), forward.product(f"{path}.attn.out_proj")
        self.up, self.down = forward.product(f"{path}.mlp.up_proj"), forward.product(f"{path}.mlp.down_proj")
        self.activate = swiglu_twice if config.gated_mlp else gelu_twice
        self.query_scale, self.eps = np.float32(config.head_dim**-0.5).item(), np.float32(config.norm_eps)
        queries, keys = slice(config.n_head), slice(config.n_head, -config.n_kv_head)
        of_heads = {f"{path}.attn.q_norm.weight": queries, f"{path}.attn.k_norm.weight": keys}
        self.head_norms = [(parameters[name], part) for name, part in of_heads.items() if name in parameters]

    def norm_heads(self, heads: Floats) -> None:
        """The norm of queries and keys, where a model has one, in place: heads (N, H + 2 G, D)."""
        for weight, those in self.head_norms:
            part = heads[:, those]
            squares = np.vecdot(part, part)[..., None] / np.float32(part.shape[-1])
            part *= weight / np.sqrt(squares + self.eps)

    def mlp(self, x: Floats) -> Floats:
        inner = self.activate(self.up(x))
        inner *= _HALF
        return self.down(inner)


class _Norm:
    """LayerNorm, or where there is no bias RMSNorm, of one vector (C,) or of several (N, C)."""

    def __init__(self, weight: Floats, bias: Floats | None, eps: float) -> None:
        self.weight, self.bias, self.eps, self.inverse_width = weight, bias, eps, 1 / len(weight)

    def __call__(self, x: Floats) -> Floats:
        if x.ndim > 1:
            return self._of_several(x)
        if self.bias is not None:
            x = x - np.add.reduce(x) * np.float32(self.inverse_width)
        normed = x * self.weight
        normed *= 1 / math.sqrt(x.dot(x).item() * self.inverse_width + self.eps)
        if self.bias is not None:
            normed += self.bias
        return normed

    def _of_several(self, x: Floats) -> Floats:
        if self.bias is not None:
            x = x - x.mean(-1, keepdims=True)
        squares = np.vecdot(x, x)[:, None] * np.float32(self.inverse_width)
        normed = x * self.weight
        normed /= np.sqrt(squares + np.float32(self.eps))
        if self.bias is not None:
            normed += self.bias
        return normed


class _Linear:
    """A matrix (out, in) and its bias."""

    def __init__(self, weight: Floats, bias: Floats | None) -> None:
        self.weight, self.bias = weight, bias

    def __call__(self, x: Floats) -> Floats:
        # Of several rows the transpose of the product: OpenBLAS is then quicker on a matrix by columns.
        y: Floats = self.weight.dot(x) if x.ndim == 1 else self.weight.dot(x.T).T
        if self.bias is not None:
            y += self.bias
        return y
