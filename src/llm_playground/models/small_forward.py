"""The forward pass of generation in NumPy, for small models, where the calls cost more than the sums.

A model of two million weights lies in the processor's caches, and a token takes about as long as Python needs to say
what to do. So this says it in as few and as cheap calls as possible. The numbers are those of `transformer/model.py`
up to rounding, as the tests hold, with what does not depend on the tokens done beforehand:

- The gain and bias of a norm are folded into the matrix that reads its output: W (g * x + b) = (W * g) x + W b.
- LayerNorm subtracts the mean. If everything that is added to the residual stream has mean 0, so has the stream, and
  nothing is left to subtract; so the embeddings and the matrices that write are centred.
- The 1/sqrt(D) of attention is folded into the query rows, the 1/2 of GELU and SiLU into the next matrix.

What remains of either norm is one number a token, 1 / sqrt(mean of x * x + eps), by which the product is scaled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from llm_playground.models.span import Span
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.opening import Checkpoint
from llm_playground.transformer.rope import inverse_frequencies

Floats = NDArray[np.float32]
# Very large weights make numbers that overflow. They reach the logits, which are judged where a token is chosen.
_quietly = np.errstate(over="ignore", invalid="ignore", divide="ignore")

Parameters = Mapping[str, Floats]  # by the names of `Transformer.named_parameters()`

# Beyond this, reading the weights takes longer than the calls, and oneDNN's packed layout reads faster.
MOST_PARAMETERS = 8_000_000

FIRST_POSITIONS = 512  # whose angles of RoPE are computed at first


@dataclass(frozen=True, slots=True)
class _Layer:
    """A block's matrices (out, in), as PyTorch keeps them, with all constants folded in."""

    qkv: Floats  # ((H + 2 G) D, C)
    qkv_bias: Floats
    out: Floats  # (C, H D)
    out_bias: Floats
    up: Floats  # (n_inner or 2 n_inner, C)
    up_bias: Floats
    down: Floats  # (C, n_inner)
    down_bias: Floats


class SmallForward:
    """`forward(spans)`: the logits after each span, float32 (len(spans), V).

    Args:
        parameters: stay as they are; what is kept of them is folded into matrices of its own.
    """

    @_quietly
    def __init__(self, config: TransformerConfig, parameters: Parameters) -> None:
        self.config = config
        self.eps, self.inverse_width = config.norm_eps, 1 / config.n_embd
        self.n_kv_head, self.head_dim = config.n_kv_head, config.head_dim
        self.activate = _swiglu if config.gated_mlp else _gelu
        self.layers = [_fold(parameters, f"h.{layer}", config) for layer in range(config.n_layer)]
        self.wte = _centred(parameters["wte.weight"], config)
        self.wpe = None if config.rope else _centred(parameters["wpe.weight"], config)
        self.head, self.head_bias = _read_through(parameters, "ln_f", "wte" if config.tied_embeddings else "lm_head")
        self.cos = self.sin = np.empty((0, 1, config.head_dim), np.float32)  # of the positions seen so far

    @staticmethod
    def suits(checkpoint: Checkpoint) -> bool:
        """Whether this is a small model, and one whose every part is computed here."""
        config = checkpoint.config
        return (
            sum(map(math.prod, checkpoint.shapes.values())) <= MOST_PARAMETERS
            and not config.qk_norm
            and (config.activation, config.gated_mlp) in (("gelu_tanh", False), ("silu", True))
        )

    @_quietly
    def __call__(self, spans: Sequence[Span]) -> Floats:
        x = self._stream(spans)
        if len(x) > len(spans):
            x = x[np.cumsum([span.new for span in spans]) - 1]  # the last token of each span
        return self._unembed(x)

    @_quietly
    def along(self, span: Span, start: int) -> Floats:
        """The logits after each token of one span from `start` on: float32 (span.length - start, V)."""
        return self._unembed(self._stream([span])[start - span.past :])

    def _stream(self, spans: Sequence[Span]) -> Floats:
        """What leaves the last block, of all new tokens: (N, C)."""
        ids = [id for span in spans for id in span.new_ids]
        positions = [position for span in spans for position in range(span.past, span.length)]
        caches = [span.row.kv for span in spans]  # (n_layer, 2, G, capacity, D) each
        x = self.wte[ids]  # (N, C)
        if self.wpe is not None:
            x += self.wpe[positions]
        for number, layer in enumerate(self.layers):
            qkv = _times(layer.qkv, x)
            qkv *= self._scale(x)
            qkv += layer.qkv_bias
            heads = qkv.reshape(len(x), -1, self.head_dim)  # (N, H + 2 G, D)
            if self.wpe is None:
                self._rotate(heads[:, : -self.n_kv_head], positions)
            z = self._attend(heads, spans, [cache[number] for cache in caches])
            x += _times(layer.out, z)
            x += layer.out_bias
            inner = _times(layer.up, x)
            inner *= self._scale(x)
            inner += layer.up_bias
            x += _times(layer.down, self.activate(inner))
            x += layer.down_bias
        return x

    def _unembed(self, x: Floats) -> Floats:
        """The logits (N, V) of rows of the stream (N, C)."""
        logits = _times(self.head, x)
        logits *= self._scale(x)
        logits += self.head_bias
        return logits

    def _scale(self, x: Floats) -> float | Floats:
        """1 / root mean square of each row of x (N, C): (N, 1), or a plain number for one row, which is quicker."""
        if len(x) == 1:
            row = x[0]
            return 1 / math.sqrt(row.dot(row).item() * self.inverse_width + self.eps)
        squares = np.vecdot(x, x)[:, None]
        squares *= np.float32(self.inverse_width)
        squares += np.float32(self.eps)
        return 1 / np.sqrt(squares, squares)

    def _attend(self, heads: Floats, spans: Sequence[Span], caches: list[Floats]) -> Floats:
        """What each token reads from its own sequence: heads (N, H + 2 G, D) -> (N, H D)."""
        if len(spans) == 1:
            return _attend(heads, spans[0], caches[0], self.n_kv_head)
        if len(heads) == len(spans):
            return _attend_each(heads, spans, caches, self.n_kv_head)
        parts = np.split(heads, np.cumsum([span.new for span in spans])[:-1])
        each = zip(parts, spans, caches, strict=True)
        return np.concatenate([_attend(part, span, cache, self.n_kv_head) for part, span, cache in each])

    def _reach(self, position: int) -> None:
        """Have the angles of RoPE up to a position. A context may have a million, of which a text uses a few."""
        if position < len(self.cos) or self.config.rope is None:
            return
        frequencies, scale = inverse_frequencies(self.config.rope, self.head_dim)  # (D / 2,)
        positions = np.arange(max(FIRST_POSITIONS, 2 * position), dtype=np.float32)
        with np.errstate(all="ignore"):  # as there
            angles = positions[:, None, None] * np.concatenate((frequencies, frequencies))  # (positions, 1, D)
            self.cos, self.sin = np.cos(angles) * np.float32(scale), np.sin(angles) * np.float32(scale)

    def _rotate(self, heads: Floats, positions: list[int]) -> None:
        """RoPE in place, on the heads (N, H + G, D) of q and k."""
        self._reach(max(positions))
        half = self.head_dim // 2
        turned = np.concatenate((-heads[..., half:], heads[..., :half]), axis=-1)
        heads *= self.cos[positions]
        turned *= self.sin[positions]
        heads += turned


def _times(weight: Floats, x: Floats) -> Floats:
    """weight (K, C) times each row of x (N, C): (N, K)."""
    if len(x) == 1:
        return weight.dot(x[0])[None]  # `@` would set up a product of matrices, at twice the cost
    return x @ weight.T


def _attend(heads: Floats, span: Span, cache: Floats, groups: int) -> Floats:
    """Attention of one sequence's new tokens: heads (new, H + 2 G, D), cache (2, G, capacity, D) -> (new, H D)."""
    new, count, size = heads.shape
    split = count - 2 * groups
    # The heads of a group share keys, so they stand as its rows: q is (G, new H / G, D).
    if new == 1:
        cache[:, :, span.past] = heads[0, split:].reshape(2, groups, size)
        q = heads[0, :split].reshape(groups, -1, size)
    else:
        cache[:, :, span.past : span.length] = heads[:, split:].reshape(new, 2, groups, size).transpose(1, 2, 0, 3)
        q = heads[:, :split].reshape(new, groups, -1, size).swapaxes(0, 1).reshape(groups, -1, size)
    keys, values = cache[0, :, : span.length], cache[1, :, : span.length]  # (G, T, D) each
    scores = np.matmul(q, keys.swapaxes(1, 2))  # (G, new H / G, T)
    if new > 1:
        # Query i, at position past + i, reads positions 0 to past + i.
        later = ~np.tri(new, span.length, span.past, dtype=np.bool_)
        scores.reshape(groups, new, -1, span.length).swapaxes(1, 2)[..., later] = -np.inf
    scores -= np.maximum.reduce(scores, -1, keepdims=True)
    np.exp(scores, scores)
    z = np.matmul(scores, values)  # (G, new H / G, D)
    z /= np.add.reduce(scores, -1, keepdims=True)
    return z.reshape(1, -1) if new == 1 else z.reshape(groups, new, -1, size).swapaxes(0, 1).reshape(new, -1)


def _attend_each(heads: Floats, spans: Sequence[Span], caches: list[Floats], groups: int) -> Floats:
    """Attention of one new token in each of N sequences: heads (N, H + 2 G, D) -> (N, H D).

    The sequences are not equally long, so the two products are taken one by one. What lies between them is done for all
    at once, on scores padded with -inf: for a small model it is the calls that cost.
    """
    number, count, size = heads.shape
    split = count - 2 * groups
    q = heads[:, :split].reshape(number, groups, -1, size)  # (N, G, H / G, D)
    new = heads[:, split:].reshape(number, 2, groups, size)
    longest = max(span.length for span in spans)
    scores = np.full((*q.shape[:3], longest), -np.inf, np.float32)
    for index, (span, cache) in enumerate(zip(spans, caches, strict=True)):
        cache[:, :, span.past] = new[index]
        keys = cache[0, :, : span.length].swapaxes(1, 2)  # (G, D, T)
        np.matmul(q[index], keys, out=scores[index, :, :, : span.length])
    scores -= np.maximum.reduce(scores, -1, keepdims=True)
    np.exp(scores, scores)
    z = np.empty_like(q)
    for index, (span, cache) in enumerate(zip(spans, caches, strict=True)):
        np.matmul(scores[index, :, :, : span.length], cache[1, :, : span.length], out=z[index])
    z /= np.add.reduce(scores, -1, keepdims=True)
    return z.reshape(number, -1)


def _fold(parameters: Parameters, block: str, config: TransformerConfig) -> _Layer:
    qkv, qkv_bias = _read_through(parameters, f"{block}.ln_1", f"{block}.attn.qkv_proj")
    query_rows = config.n_head * config.head_dim
    qkv[:query_rows] *= config.head_dim**-0.5
    qkv_bias[:query_rows] *= config.head_dim**-0.5
    up, up_bias = _read_through(parameters, f"{block}.ln_2", f"{block}.mlp.up_proj")
    out, down = f"{block}.attn.out_proj", f"{block}.mlp.down_proj"
    return _Layer(
        qkv,
        qkv_bias,
        _centred(parameters[f"{out}.weight"], config, axis=0),
        _centred(_bias(parameters, out), config),
        up,
        up_bias,
        _centred(parameters[f"{down}.weight"] * _HALF, config, axis=0),  # of `_gelu` and `_swiglu`
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


_HALF = np.float32(0.5)
_GELU_LINEAR = np.float32(math.sqrt(2 / math.pi))
_GELU_CUBIC = np.float32(math.sqrt(2 / math.pi) * 0.044715)


def _gelu(x: Floats) -> Floats:
    """x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), twice GELU: the half is in the next matrix."""
    inner = x * x
    inner *= _GELU_CUBIC
    inner += _GELU_LINEAR
    inner *= x
    np.tanh(inner, inner)
    inner += 1
    inner *= x
    return inner


def _swiglu(x: Floats) -> Floats:
    """gate (1 + tanh(gate / 2)) value of [gate | value], twice silu(gate) value: the half is in the next matrix."""
    gate, value = np.split(x, 2, axis=-1)
    inner = np.tanh(gate * _HALF)  # 1 / (1 + exp(-gate)) would overflow for a gate far below 0
    inner += 1
    inner *= gate
    inner *= value
    return inner
