"""Parameters in float32 as a product with a single vector reads them fastest, in NumPy.

What a file holds in float32 and in the right order stays where it is: of a mapped file it is never copied.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from llm_playground.quantization.floats import upper_halves
from llm_playground.transformer.opening import Checkpoint
from llm_playground.transformer.weights import Weights, all_finite

Floats = NDArray[np.float32]
T = TypeVar("T")
R = TypeVar("R")

# A matrix with this many times more outputs than inputs is kept by columns, which are then the longer pieces. Measured
# (benchmarks/README.md): OpenBLAS reads such a matrix up to twice as fast, a squarer one as fast or faster by rows.
WIDE = 2
BLOCK = 256  # rows
MOST_THREADS = 8  # more would wait for the memory


def check_numbers(checkpoint: Checkpoint) -> None:
    """Read every number of a folder once.

    Raises:
        CheckpointError: one is NaN or infinite.
    """
    weights = checkpoint.weights
    assert isinstance(weights, Weights)

    def check(name: str) -> None:
        source = checkpoint.source(name)
        if not all(map(weights.is_finite, source.names)):
            raise checkpoint.not_finite(source)

    in_threads(check, checkpoint.shapes)


def laid_out(checkpoint: Checkpoint, *, is_checked: bool = False) -> dict[str, Floats]:
    """All parameters by our names. A matrix is (out, in); if it is `WIDE`, its transpose lies in one piece.

    Args:
        is_checked: that `check_numbers` was called; else each is checked as soon as it is there.

    Raises:
        CheckpointError: a file is damaged, or holds NaN or infinite numbers.
    """

    def read(name: str) -> Floats:
        array = _laid_out(checkpoint, name)
        if not is_checked and not all_finite(array):
            raise checkpoint.not_finite(checkpoint.source(name))
        return array

    return dict(zip(checkpoint.shapes, in_threads(read, checkpoint.shapes), strict=True))


def _laid_out(checkpoint: Checkpoint, name: str) -> Floats:
    source, shape = checkpoint.source(name), checkpoint.shapes[name]
    by_columns = _is_by_columns(checkpoint, name)
    parts = [_stored(checkpoint, part) for part in source.names]
    parts = [part.T if source.transposed else part for part in parts]
    if len(parts) == 1 and parts[0].dtype == np.float32 and (parts[0].T if by_columns else parts[0]).flags.c_contiguous:
        return parts[0]
    # Zeros: of a number that comes from bfloat16 the upper half alone is written.
    whole: Floats = np.zeros(shape, np.float32, order="F" if by_columns else "C")
    halves = upper_halves(whole.T).T if by_columns else upper_halves(whole)
    begin = 0
    for part in parts:
        into = halves if part.dtype == np.uint16 else whole
        # Block by block: turned rows into columns as a whole, a matrix of a vocabulary takes six times as long.
        for start in range(0, len(part), BLOCK):
            block = part[start : start + BLOCK]
            into[begin : begin + len(block)] = block
            begin += len(block)
    return whole


def _stored(checkpoint: Checkpoint, name: str) -> NDArray[Any]:
    """A tensor as numbers, or of bfloat16 its bits."""
    weights = checkpoint.weights
    halves = weights.halves(name) if isinstance(weights, Weights) else None
    return weights.array(name) if halves is None else halves


def _is_by_columns(checkpoint: Checkpoint, name: str) -> bool:
    """Whether a parameter is a matrix that is `WIDE`; an embedding that is looked up and never multiplied is none."""
    shape = checkpoint.shapes[name]
    if len(shape) < 2 or name == "wpe.weight" or (name == "wte.weight" and not checkpoint.config.tied_embeddings):
        return False
    return shape[0] > WIDE * shape[1]


def in_threads(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """What `work` makes of each, in their order."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS), "weights") as pool:
        return list(pool.map(work, items))
