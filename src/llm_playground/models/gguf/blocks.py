"""Blocks of weights: what their types are called and how large they are, and the numbers that they stand for.

Numbers come a piece at a time, in several threads. A piece and what is computed on the way fit the processor's caches,
and its numbers are written where they stay; of a whole matrix each number would be fetched from memory several times.
The types of `quantization` are read here, all others by the library of the format, whose import takes a while.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from llm_playground.quantization.types import TYPES

PIECE = 2**17  # weights
SMALLEST_SHARED = 2**19  # weights of a tensor for which starting threads pays
MOST_THREADS = 8  # more would wait for the memory
OURS = {each.number: each for each in TYPES.values()}


@dataclass(frozen=True, slots=True)
class BlockKind:
    """A type of block: its number in a file, its name, and how many weights are in how many bytes."""

    number: int
    name: str
    weights: int
    bytes: int


def block_kind(number: int) -> BlockKind | None:
    """The type of that number; None if there is none."""
    if ours := OURS.get(number):
        return BlockKind(number, ours.name, ours.weights, ours.bytes)
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

    try:
        kind = GGMLQuantizationType(number)
    except ValueError:
        return None
    return BlockKind(number, kind.name, *GGML_QUANT_SIZES[kind])


def dequantized(blocks: NDArray[np.uint8], kind: BlockKind) -> NDArray[np.float32]:
    """The numbers of N blocks, whose bytes stand one after the other: float32 (N * weights,).

    Raises:
        NotImplementedError: nobody reads this type.
    """
    if kind.name == "F32":
        return blocks.view("<f4").astype(np.float32, copy=False)
    rows = blocks.reshape(-1, kind.bytes)
    numbers = np.empty((len(rows), kind.weights), np.float32)
    step = max(1, PIECE // kind.weights)
    starts = range(0, len(rows), step)

    def turn_back(start: int) -> None:
        numbers[start : start + step] = _piece(rows[start : start + step].reshape(1, -1), kind).reshape(
            -1, kind.weights
        )

    if numbers.size < SMALLEST_SHARED:
        for start in starts:
            turn_back(start)
    else:
        with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS), "blocks") as pool:
            list(pool.map(turn_back, starts))
    return numbers.ravel()


def _piece(row: NDArray[np.uint8], kind: BlockKind) -> NDArray[np.float32]:
    if ours := OURS.get(kind.number):
        return ours.read(row)
    from gguf import GGMLQuantizationType
    from gguf.quants import dequantize

    return np.asarray(dequantize(row, GGMLQuantizationType(kind.number)), np.float32)
