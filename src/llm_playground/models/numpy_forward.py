"""What forward passes in NumPy share: attention over the rows of the cache, RoPE, which logits are asked for."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from llm_playground.models.span import Span
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.rope import inverse_frequencies

Floats = NDArray[np.float32]
# Very large weights make numbers that overflow. They reach the logits, which are judged where a token is chosen.
quietly = np.errstate(over="ignore", invalid="ignore", divide="ignore")

FIRST_POSITIONS = 512  # whose angles of RoPE are computed at first


class NumpyForward(ABC):
    """`forward(spans)`: the logits after each span, float32 (len(spans), V)."""

    def __init__(self, config: TransformerConfig) -> None:
        self.config = config
        self.eps, self.inverse_width = config.norm_eps, 1 / config.n_embd
        self.n_kv_head, self.head_dim = config.n_kv_head, config.head_dim
        self.cos = self.sin = np.empty((0, 1, config.head_dim), np.float32)  # of the positions seen so far

    @abstractmethod
    def _stream(self, spans: Sequence[Span]) -> Floats:
        """What leaves the last block, of all new tokens: (N, C)."""

    @abstractmethod
    def _unembed(self, x: Floats) -> Floats:
        """The logits (N, V) of rows of the stream (N, C)."""

    @quietly
    def __call__(self, spans: Sequence[Span]) -> Floats:
        x = self._stream(spans)
        if len(x) > len(spans):
            x = x[np.cumsum([span.new for span in spans]) - 1]  # the last token of each span
        return self._unembed(x)

    @quietly
    def along(self, span: Span, start: int) -> Floats:
        """The logits after each token of one span from `start` on: float32 (span.length - start, V)."""
        return self._unembed(self._stream([span])[start - span.past :])

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
            return attend(heads, spans[0], caches[0], self.n_kv_head)
        if len(heads) == len(spans):
            return attend_each(heads, spans, caches, self.n_kv_head)
        parts = np.split(heads, np.cumsum([span.new for span in spans])[:-1])
        each = zip(parts, spans, caches, strict=True)
        return np.concatenate([attend(part, span, cache, self.n_kv_head) for part, span, cache in each])

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


def attend(heads: Floats, span: Span, cache: Floats, groups: int) -> Floats:
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


def attend_each(heads: Floats, spans: Sequence[Span], caches: list[Floats], groups: int) -> Floats:
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


def known_activation(config: TransformerConfig) -> bool:
    """Whether the non-linearity is one of the two below."""
    return (config.activation, config.gated_mlp) in (("gelu_tanh", False), ("silu", True))


_HALF = np.float32(0.5)
_GELU_LINEAR = np.float32(math.sqrt(2 / math.pi))
_GELU_CUBIC = np.float32(math.sqrt(2 / math.pi) * 0.044715)


def gelu_twice(x: Floats) -> Floats:
    """x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))): twice GELU."""
    inner = x * x
    inner *= _GELU_CUBIC
    inner += _GELU_LINEAR
    inner *= x
    np.tanh(inner, inner)
    inner += 1
    inner *= x
    return inner


def swiglu_twice(x: Floats) -> Floats:
    """gate (1 + tanh(gate / 2)) value of [gate | value]: twice silu(gate) value."""
    gate, value = np.split(x, 2, axis=-1)
    inner = np.tanh(gate * _HALF)  # 1 / (1 + exp(-gate)) would overflow for a gate far below 0
    inner += 1
    inner *= gate
    inner *= value
    return inner
