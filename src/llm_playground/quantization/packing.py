"""The codes of a block as bytes, and back.

Codes of four bits share a byte in pairs that are half a block apart: byte i holds code i in its lower half and code
i + 16 in its upper. Of codes of five bits the fifth bits stand apart, bit i of four bytes being that of code i.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Codes = NDArray[np.int16]
HALF = 16  # of a block


def four_bits(codes: Codes) -> Bytes:
    """The lower four bits of each code: (N, 32) -> (N, 16)."""
    low = codes.astype(np.uint8) & np.uint8(0x0F)
    return low[:, :HALF] | (low[:, HALF:] << np.uint8(4))


def from_four_bits(data: Bytes) -> Codes:
    """(N, 16) -> (N, 32)."""
    return np.concatenate([data & 0x0F, data >> 4], axis=1).astype(np.int16)


def fifth_bits(codes: Codes) -> Bytes:
    """The fifth bit of each code: (N, 32) -> (N, 4)."""
    return np.packbits(codes.astype(np.uint8) >> 4 & 1, axis=1, bitorder="little")


def from_fifth_bits(data: Bytes) -> Codes:
    """(N, 4) -> (N, 32) of 0 and 16, to be added to the lower four bits."""
    return np.unpackbits(data, axis=1, bitorder="little").astype(np.int16) << 4


def signed_bytes(codes: Codes) -> Bytes:
    """(N, 32) -> (N, 32): one byte a code, negative ones as two's complement."""
    return codes.astype(np.int8).view(np.uint8)


def from_signed_bytes(data: Bytes) -> Codes:
    return data.view(np.int8).astype(np.int16)
