"""Vectors and weights as one byte a number, for pictures in which more would not be seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def signed_levels(vector: Floats, each: int) -> bytes:
    """A signed byte for every `each` numbers (C,): the largest in size of them, 127 for the largest of all."""
    largest = float(np.abs(vector).max()) or 1.0
    return np.rint(127 * largest_of_each(vector, each) / largest).astype(np.int8).tobytes()


def weight_levels(weights: Floats, each: int) -> bytes:
    """A byte for every `each` weights of each row (H, T) from 0 to 1: 255 times the square root of the largest of them,
    as in `heads.packed`.
    """
    rows = np.stack([largest_of_each(row, each) for row in weights])
    return np.rint(255 * np.sqrt(rows)).astype(np.uint8).tobytes()


def share_levels(amounts: Floats, each: int) -> bytes:
    """A byte for every `each` amounts (N,) of at least 0: the largest of them, 255 for the largest of all."""
    return np.rint(255 * largest_of_each(amounts, each) / (float(amounts.max()) or 1.0)).astype(np.uint8).tobytes()


def largest_of_each(numbers: Floats, each: int) -> Floats:
    """Of every `each` neighbouring numbers the largest in size; the last group may be smaller."""
    groups = np.pad(numbers, (0, -len(numbers) % each)).reshape(-1, each)
    largest: Floats = groups[np.arange(len(groups)), np.abs(groups).argmax(-1)]
    return largest


def most(amounts: Floats, count: int) -> list[tuple[int, float]]:
    """The largest amounts and where they are; among equals the first."""
    order = np.argsort(-amounts, kind="stable")[:count]
    return [(int(index), float(amounts[index])) for index in order]
