"""The types in which a weight is stored here, and rows of weights in each of them.

A block of 32 weights, as its bytes lie in a file (d: the scale, m: the minimum, both float16):

    Q8_0   d, 32 signed bytes                       34 bytes   8.5 bits a weight
    Q5_1   d, m, 4 bytes of fifth bits, 16 bytes    24 bytes   6
    Q5_0   d, 4 bytes of fifth bits, 16 bytes       22 bytes   5.5
    Q4_1   d, m, 16 bytes                           20 bytes   5
    Q4_0   d, 16 bytes                              18 bytes   4.5
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from llm_playground.errors import InvalidValue, unknown
from llm_playground.quantization import floats, packing
from llm_playground.quantization.blocks import (
    WEIGHTS,
    Blocks,
    by_the_extreme,
    by_the_largest,
    from_the_minimum,
)

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Rows = TypeVar("Rows", Floats, Bytes)
Made = TypeVar("Made", Floats, Bytes)

PART = 65_536  # weights that are worked on at a time: with all that is computed of them they stay in the caches


@dataclass(frozen=True, slots=True)
class FloatType:
    """A type that stores each weight by itself, in `bytes` bytes."""

    name: str
    number: int  # of the type, in a GGUF file
    bytes: int
    store: Callable[[Floats], Bytes]
    read: Callable[[Bytes], Floats]
    weights: int = 1  # that stand together

    @property
    def bits_a_weight(self) -> float:
        return 8.0 * self.bytes

    def is_finite(self, data: Bytes) -> bool:
        """Whether all that these bytes stand for is a number."""
        return bool(np.isfinite(self.read(data)).all())


@dataclass(frozen=True, slots=True)
class BlockType:
    """A type that stores 32 weights as codes of `bits` bits with a common scale."""

    name: str
    number: int
    bits: int
    has_minimum: bool
    divide: Callable[[Floats], Blocks]
    weights: int = WEIGHTS

    @property
    def bytes(self) -> int:
        """Of a block."""
        return 2 + 2 * self.has_minimum + self.bits * WEIGHTS // 8

    @property
    def bits_a_weight(self) -> float:
        return 8 * self.bytes / WEIGHTS

    def blocks(self, values: Floats) -> Blocks:
        """The blocks of rows (R, n) of weights, n a multiple of 32, row after row."""
        return self.divide(np.ascontiguousarray(values, np.float32).reshape(-1, WEIGHTS))

    def store(self, values: Floats) -> Bytes:
        blocks = self.blocks(values)
        heads = [part.astype("<f2").view(np.uint8) for part in (blocks.scale, blocks.minimum) if part is not None]
        if self.bits == 8:
            codes = [packing.signed_bytes(blocks.codes)]
        else:
            fifth = [packing.fifth_bits(blocks.codes)] if self.bits == 5 else []
            codes = [*fifth, packing.four_bits(blocks.codes)]
        return np.concatenate([*heads, *codes], axis=1).reshape(len(values), -1)

    def read(self, data: Bytes) -> Floats:
        return self.unpack(data).values().reshape(len(data), -1)

    def is_finite(self, data: Bytes) -> bool:
        """Whether all that these bytes stand for is a number: it is if the scales and minima are."""
        rows = data.reshape(-1, self.bytes)
        heads = [rows[:, at : at + 2] for at in range(0, 2 + 2 * self.has_minimum, 2)]
        return all(bool(np.isfinite(_float16(head)).all()) for head in heads)

    def unpack(self, data: Bytes) -> Blocks:
        """The blocks whose bytes these are: (R, n) -> N blocks, row after row."""
        rows = np.ascontiguousarray(data).reshape(-1, self.bytes)
        scale, rest = _float16(rows), rows[:, 2:]
        minimum = _float16(rest) if self.has_minimum else None
        rest = rest[:, 2 * self.has_minimum :]
        if self.bits == 8:
            return Blocks(packing.from_signed_bytes(np.ascontiguousarray(rest)), scale)
        codes = packing.from_four_bits(rest[:, -WEIGHTS // 2 :])
        if self.bits == 5:
            codes |= packing.from_fifth_bits(rest[:, :4])
        return Blocks(codes, scale, 0 if self.has_minimum else 2 ** (self.bits - 1), minimum)


def _float16(rows: Bytes) -> NDArray[np.float16]:
    return np.ascontiguousarray(rows[:, :2]).view("<f2").astype(np.float16)


# From the most bits to the fewest.
TYPES: dict[str, FloatType | BlockType] = {
    each.name: each
    for each in (
        FloatType("F32", 0, 4, floats.to_float32, floats.from_float32),
        FloatType("F16", 1, 2, floats.to_float16, floats.from_float16),
        FloatType("BF16", 30, 2, floats.to_bfloat16, floats.from_bfloat16),
        BlockType("Q8_0", 8, 8, False, by_the_largest),
        BlockType("Q5_1", 7, 5, True, partial(from_the_minimum, bits=5)),
        BlockType("Q5_0", 6, 5, False, partial(by_the_extreme, bits=5)),
        BlockType("Q4_1", 3, 4, True, partial(from_the_minimum, bits=4)),
        BlockType("Q4_0", 2, 4, False, partial(by_the_extreme, bits=4)),
    )
}


def type_of(name: str) -> FloatType | BlockType:
    """The type of that name. Raises: UnknownName, with a message that lists them."""
    if not isinstance(name, str) or name not in TYPES:
        raise unknown("type of weights", name, TYPES, field="type")
    return TYPES[name]


def quantize(values: Floats, type: str) -> Bytes:
    """Rows of weights as the bytes of a GGUF file.

    Args:
        values: (R, n).
        type: a name of `TYPES`.

    Returns:
        uint8 (R, n / weights of a block * bytes of a block).

    Raises:
        UnknownName: no such type.
        InvalidValue: n is no multiple of what the blocks hold, or a number is beyond what the type can.
    """
    kind = type_of(type)
    _check(values, kind)
    data = _by_parts(kind.store, values, values.shape[-1])
    if not kind.is_finite(data):
        raise InvalidValue(f"{type} cannot hold weights as large as {np.abs(values).max():.3g}.", field="type")
    return data


def dequantize(data: Bytes, type: str) -> Floats:
    """The weights that rows of bytes (R, m) stand for: float32 (R, n). Raises: UnknownName: no such type."""
    kind = type_of(type)
    return _by_parts(kind.read, data, data.shape[-1] // kind.bytes * kind.weights)


def _by_parts(work: Callable[[Rows], Made], rows: Rows, n_weight: int) -> Made:
    """What `work` makes of rows of so many weights, a few rows at a time."""
    step = max(1, PART // max(1, n_weight))
    rows = np.ascontiguousarray(rows)  # whose bytes lie in the order in which they are stored
    return np.concatenate([work(rows[at : at + step]) for at in range(0, max(1, len(rows)), step)])


def _check(values: Floats, kind: FloatType | BlockType) -> None:
    if not np.isfinite(values).all():
        raise InvalidValue("The weights hold NaN or infinite numbers, which are not stored.")
    if values.shape[-1] % kind.weights:
        raise InvalidValue(
            f"Rows of {values.shape[-1]} weights do not divide into blocks of {kind.weights}, which {kind.name} needs; "
            "F16, BF16 and F32 store rows of any length.",
            field="type",
        )
