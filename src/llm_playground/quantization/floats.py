"""Weights as floating-point numbers of sixteen bits, each by itself.

float32    1 bit of sign, 8 of exponent, 23 of fraction
bfloat16   1            , 8            ,  7:  the range of float32, two to three decimal digits
float16    1            , 5            , 10:  three to four digits, and nothing beyond 65,504
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


def to_float32(values: Floats) -> Bytes:
    """Rows of numbers (R, n) -> their bytes (R, 4 n), the lowest first, as everywhere in the format."""
    return values.astype("<f4").view(np.uint8)


def from_float32(data: Bytes) -> Floats:
    return data.view("<f4").astype(np.float32)


def to_float16(values: Floats) -> Bytes:
    """(R, n) -> (R, 2 n): the nearest number; of two that are equally near, the one whose last bit is 0."""
    with np.errstate(over="ignore"):  # infinity, which `types.quantize` refuses
        return values.astype("<f2").view(np.uint8)


def from_float16(data: Bytes) -> Floats:
    return data.view("<f2").astype(np.float32)


def to_bfloat16(values: Floats) -> Bytes:
    """(R, n) -> (R, 2 n): the upper half of the bits of float32, rounded as to float16.

    To round, half a step is added before the lower half is cut off: 0x7FFF, and one more where the last bit that stays
    is 1, so that what lies exactly in the middle ends on 0.
    """
    bits = values.astype(np.float32).view(np.uint32)
    last = (bits >> 16) & 1
    return ((bits + 0x7FFF + last) >> 16).astype("<u2").view(np.uint8)


def from_bfloat16(data: Bytes) -> Floats:
    return (data.view("<u2").astype(np.uint32) << 16).view(np.float32)


def upper_halves(values: Floats) -> NDArray[np.uint16]:
    """Of each number (..., n) the half of its bits that bfloat16 keeps, as a view: to be read or written."""
    return values.view("<u2")[..., 1::2]


def finite_halves(halves: NDArray[np.uint16], infinity: int) -> bool:
    """Whether numbers of sixteen bits are free of NaN and infinite ones; nothing is widened for it.

    Args:
        infinity: its bits, such as 0x7F80 of bfloat16. NaN comes after it, and above both are the numbers below 0.
    """
    below_zero = infinity | 0x8000
    return halves.size == 0 or bool(halves.max() < below_zero and halves.view("<i2").max() < infinity)
