"""The forward pass of generation in NumPy, for small models, where the calls cost more than the sums.

A model of two million weights lies in the processor's caches, and a token takes about as long as Python needs to say
what to do. So this says it in as few and as cheap calls as possible. The numbers are those of `transformer/model.py`
up to rounding, as the tests hold, with what does not depend on the tokens done beforehand:

- The gain and bias of a norm are folded into the matrix that reads its output: W (g * x + b) = (W * g) x + W b.
- LayerNorm subtracts the mean. If everything that is added to the residual stream has mean 0, so has the stream, and
  nothing is left to subtract; so the embeddings and the matrices that write are centred.
- The 1/sqrt(D) of attention is folded into the query rows, the 1/2 of GELU and SiLU into the next matrix.
- The matrices lie in blocks of a few columns, in the order in which a product reads them.

What remains of either norm is one number a token, 1 / sqrt(mean of x * x + eps), by which the product is scaled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from llm_playground.models.numpy_forward import (
    Floats,
    NumpyForward,
    gelu_twice,
    known_activation,
    quietly,
    swiglu_twice,
)
from llm_playground.models.span import Span
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.opening import Checkpoint

Parameters = Mapping[str, Floats]  # by the names of `Transformer.named_parameters()`

# Beyond this, reading the weights takes longer than the calls, and folded matrices would be a second copy of them.
MOST_PARAMETERS = 8_000_000

BLOCK = 32  # columns


@dataclass(frozen=True, slots=True)
class _Matrix:
    """A matrix (K, C), as PyTorch keeps it, for x W^T: in blocks (C, BLOCK) of W^T, the last one filled up with zeros.

    A product of a few rows x with W as it is takes several times as long: OpenBLAS first copies all of W into an order
    of its own. Of blocks like these it makes no copy where it has kernels for small products (AVX-512), and elsewhere a
    cheap one. A single row is read as fast as from W.
    """

    blocks: Floats  # (K / BLOCK, C, BLOCK)
    rows: int  # K

    @classmethod
    def of(cls, weight: Floats) -> _Matrix:
        rows, width = weight.shape
        filled = np.zeros((-(-rows // BLOCK) * BLOCK, width), np.float32)
        filled[:rows] = weight
        return cls(np.ascontiguousarray(filled.reshape(-1, BLOCK, width).swapaxes(1, 2)), rows)

    def times(self, x: Floats) -> Floats:
        """W times each row of x (N, C): (N, K)."""
        if len(x) == 1:
            return np.matmul(x, self.blocks).reshape(1, -1)[:, : self.rows]
        product = np.empty((len(x), len(self.blocks) * BLOCK), np.float32)
        np.matmul(x, self.blocks, out=product.reshape(len(x), -1, BLOCK).swapaxes(0, 1))
        return product[:, : self.rows]


@dataclass(frozen=True, slots=True)
class _Layer:
    """A block's matrices (out, in) with all constants folded in."""

    qkv: _Matrix  # ((H + 2 G) D, C)
    qkv_bias: Floats
    out: _Matrix  # (C, H D)
    out_bias: Floats
    up: _Matrix  # (n_inner or 2 n_inner, C)
    up_bias: Floats
    down: _Matrix  # (C, n_inner)
    down_bias: Floats


class SmallForward(NumpyForward):
    """`forward(spans)`: the logits after each span, float32 (len(spans), V).

    Args:
        parameters: stay as they are; what is kept of them is folded into matrices of its own.
    """

    @quietly
    def __init__(self, config: TransformerConfig, parameters: Parameters) -> None:
        super().__init__(config)
        self.activate = swiglu_twice if config.gated_mlp else gelu_twice
        self.layers = [_fold(parameters, f"h.{layer}", config) for layer in range(config.n_layer)]
        self.wte = _centred(parameters["wte.weight"], config)
        self.wpe = None if config.rope else _centred(parameters["wpe.weight"], config)
        head, self.head_bias = _read_through(parameters, "ln_f", "wte" if config.tied_embeddings else "lm_head")
        self.head = _Matrix.of(head)

    @staticmethod
    def suits(checkpoint: Checkpoint) -> bool:
        """Whether this is a small model, and one whose every part is computed here."""
        config = checkpoint.config
        return (
            sum(map(math.prod, checkpoint.shapes.values())) <= MOST_PARAMETERS
            and not config.qk_norm
            and known_activation(config)
        )

    def _stream(self, spans: Sequence[Span]) -> Floats:
        """What leaves the last block, of all new tokens: (N, C)."""
        ids = [id for span in spans for id in span.new_ids]
        positions = [position for span in spans for position in range(span.past, span.length)]
        caches = [span.row.kv for span in spans]  # (n_layer, 2, G, capacity, D) each
        x = self.wte[ids]  # (N, C)
        if self.wpe is not None:
            x += self.wpe[positions]
        for number, layer in enumerate(self.layers):
            qkv = layer.qkv.times(x)
            qkv *= self._scale(x)
            qkv += layer.qkv_bias
            heads = qkv.reshape(len(x), -1, self.head_dim)  # (N, H + 2 G, D)
            if self.wpe is None:
                self._rotate(heads[:, : -self.n_kv_head], positions)
            z = self._attend(heads, spans, [cache[number] for cache in caches])
            x += layer.out.times(z)
            x += layer.out_bias
            inner = layer.up.times(x)
            inner *= self._scale(x)
            inner += layer.up_bias
            x += layer.down.times(self.activate(inner))
            x += layer.down_bias
        return x

    def _unembed(self, x: Floats) -> Floats:
        """The logits (N, V) of rows of the stream (N, C)."""
        logits = self.head.times(x)
        logits *= self._scale(x)
        logits += self.head_bias
        return logits


def _fold(parameters: Parameters, block: str, config: TransformerConfig) -> _Layer:
    qkv, qkv_bias = _read_through(parameters, f"{block}.ln_1", f"{block}.attn.qkv_proj")
    query_rows = config.n_head * config.head_dim
    qkv[:query_rows] *= config.head_dim**-0.5
    qkv_bias[:query_rows] *= config.head_dim**-0.5
    up, up_bias = _read_through(parameters, f"{block}.ln_2", f"{block}.mlp.up_proj")
    out, down = f"{block}.attn.out_proj", f"{block}.mlp.down_proj"
    return _Layer(
        _Matrix.of(qkv),
        qkv_bias,
        _Matrix.of(_centred(parameters[f"{out}.weight"], config, axis=0)),
        _centred(_bias(parameters, out), config),
        _Matrix.of(up),
        up_bias,
        _Matrix.of(_centred(parameters[f"{down}.weight"] * np.float32(0.5), config, axis=0)),  # of what was taken twice
        _centred(_bias(parameters, down), config),
    )


def _read_through(parameters: Parameters, norm: str, linear: str) -> tuple[Floats, Floats]:
    """The matrix and bias that give, from the scaled stream alone, what `linear` gives after `norm`."""
    weight, bias = parameters[f"{linear}.weight"], _bias(parameters, linear).copy()
    if f"{norm}.bias" in parameters:  # LayerNorm; RMSNorm has a gain alone
        bias += weight @ parameters[f"{norm}.bias"]
    return weight * parameters[f"{norm}.weight"], bias


def _centred(array: Floats, config: TransformerConfig, axis: int = -1) -> Floats:
    """Without the mean over the channels of the stream; RMSNorm leaves the mean in, so nothing is taken away."""
    return array if config.norm == "rms_norm" else array - array.mean(axis, keepdims=True)


def _bias(parameters: Parameters, linear: str) -> Floats:
    known = parameters.get(f"{linear}.bias")
    return np.zeros(len(parameters[f"{linear}.weight"]), np.float32) if known is None else known
