"""Blocks: 32 neighbouring weights of a row as small whole numbers, the codes, that share a scale.

Three ways from weights w to codes q. The scale d, and the minimum m where there is one, are stored as float16; the
codes are computed with the scale before it is rounded to that. B is the number of bits of a code.

    by the largest       d = max|w| / 127               q = round(w / d)                     w' = d q
    by the extreme       d = extreme / -2^(B-1)         q = floor(w / d + 2^(B-1) + 1/2)     w' = d (q - 2^(B-1))
    from the minimum     d = (max w - min w) / (2^B-1)  q = floor((w - m) / d + 1/2)         w' = d q + m

"By the extreme" looks at the weight furthest from 0, with its sign. Four bits make 16 codes, for -8 to 7 steps; the
extreme is given the longer side, so that the scale is negative where the extreme is positive. That is Q4_0, and Q5_0
with five bits. "From the minimum" (Q4_1, Q5_1) spends two more bytes a block and wastes no code where the weights lie
to one side of 0. "By the largest" is Q8_0, in whose 255 steps one more on either side would not matter.

The formulas are those of llama.cpp, ggml/src/ggml-quants.c (`quantize_row_q4_0_ref` and its neighbours).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
WEIGHTS = 32  # of a block
LEVELS_OF_INT8 = 127  # on either side of 0


@dataclass(frozen=True, slots=True)
class Blocks:
    """`codes` (N, 32) of N blocks, unsigned but for Q8_0, `scale` (N, 1) and `minimum` (N, 1) as they are stored.

    `zero` is the code that stands for the weight 0, or for the minimum where there is one.
    """

    codes: NDArray[np.int16]
    scale: NDArray[np.float16]
    zero: int = 0
    minimum: NDArray[np.float16] | None = None

    def values(self) -> Floats:
        """The weights that are read back: (N, 32)."""
        steps = (self.codes - self.zero).astype(np.float32)
        with np.errstate(over="ignore", invalid="ignore"):  # a damaged file may hold any scale
            values = self.scale.astype(np.float32) * steps
            return values if self.minimum is None else values + self.minimum.astype(np.float32)


def by_the_largest(weights: Floats) -> Blocks:
    """Codes from -127 to 127: (N, 32) weights -> N blocks."""
    scale = np.abs(weights).max(axis=1, keepdims=True) / np.float32(LEVELS_OF_INT8)
    steps = weights * _inverse(scale)
    # To the nearest whole number, a half away from 0. (np.round takes a half to the even one.)
    whole = np.floor(np.abs(steps))
    whole += np.abs(steps) - whole >= 0.5
    return Blocks(np.copysign(whole, steps).astype(np.int16), _stored(scale))


def by_the_extreme(weights: Floats, bits: int) -> Blocks:
    """Codes from 0 to 2^bits - 1, of which the middle one stands for 0: (N, 32) weights -> N blocks."""
    middle = 2 ** (bits - 1)
    furthest = np.abs(weights).argmax(axis=1, keepdims=True)
    scale = np.take_along_axis(weights, furthest, axis=1) / np.float32(-middle)
    steps = weights * _inverse(scale) + np.float32(middle + 0.5)
    return Blocks(_codes(steps, bits), _stored(scale), zero=middle)


def from_the_minimum(weights: Floats, bits: int) -> Blocks:
    """Codes from 0 to 2^bits - 1, of which 0 stands for the least of the weights: (N, 32) weights -> N blocks."""
    minimum = weights.min(axis=1, keepdims=True)
    with np.errstate(over="ignore", invalid="ignore"):  # beyond float32: a scale that `types.quantize` refuses
        scale = (weights.max(axis=1, keepdims=True) - minimum) / np.float32(2**bits - 1)
        steps = (weights - minimum) * _inverse(scale) + np.float32(0.5)
    return Blocks(_codes(steps, bits), _stored(scale), minimum=_stored(minimum))


def _inverse(scale: Floats) -> Floats:
    """1 / scale, and 0 where that is no number of float32.

    Such a scale is stored as 0, so that the codes do not matter. (`gguf.quants` turns infinity into a byte there, which
    processors do differently.)
    """
    with np.errstate(divide="ignore", over="ignore"):
        inverse = np.float32(1) / scale
    return np.where(np.isfinite(inverse), inverse, np.float32(0))


def _codes(steps: Floats, bits: int) -> NDArray[np.int16]:
    """What lies at the very end may be rounded to one step too far."""
    with np.errstate(invalid="ignore"):
        return np.clip(np.trunc(steps), 0, 2**bits - 1).astype(np.int16)


def _stored(numbers: Floats) -> NDArray[np.float16]:
    with np.errstate(over="ignore"):  # infinity, which `types.quantize` refuses
        return numbers.astype(np.float16)
