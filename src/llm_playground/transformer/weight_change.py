"""By how much the weights of two models of one shape differ, and how little of that a few directions hold.

The difference of a matrix, tuned - base, is known by its singular values: the best approximation of rank r keeps the r
largest, and what it keeps of the squared Frobenius norm is their squares as a share of all (Eckart and Young 1936). A
LoRA of rank r (Hu et al. 2021) can reach no more than that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from llm_playground.transformer.opening import Checkpoint
from llm_playground.transformer.weight_parts import WeightPart, weight_parts

BLOCK = 8192  # rows that are taken to float64 at a time

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ChangedPart:
    """A part of the base model and what was added to it: float32, both in the shape of the part."""

    part: WeightPart
    base: Floats
    change: Floats

    @cached_property
    def base_norm(self) -> float:
        """The Frobenius norm: the root of the sum of all squares."""
        return math.sqrt(_squares(self.base))

    @cached_property
    def norm(self) -> float:
        return math.sqrt(_squares(self.change))


def changed_parts(base: Checkpoint, tuned: Checkpoint) -> Iterator[ChangedPart]:
    """Every part of two models of one shape, each read as its turn comes. Raises: CheckpointError: a file is
    damaged."""
    read = ""
    for part in weight_parts(base.config):
        if part.parameter != read:
            read, before = part.parameter, base.array(part.parameter)
            change = tuned.array(read) - before
        yield ChangedPart(part, before[part.begin : part.end], change[part.begin : part.end])


@dataclass(frozen=True, eq=False)
class Directions:
    """A matrix (m, n) by its strongest directions.

    `squares` are the squares of all min(m, n) singular values, in falling order. `left` (m, r) and `right` (n, r) make
    its best approximation of rank r, left @ right.T; the first columns of both that of a lower rank.
    """

    squares: Doubles
    left: Floats
    right: Floats

    @property
    def norm(self) -> float:
        """The Frobenius norm."""
        return math.sqrt(float(self.squares.sum()))

    def share(self, rank: int) -> float | None:
        """What the best approximation of this rank keeps of the squared Frobenius norm; None of a matrix of zeros."""
        total = float(self.squares.sum())
        return float(self.squares[:rank].sum()) / total if total > 0 else None

    def of_rank(self, rank: int) -> Floats:
        """The best approximation of this rank, no higher than that of the vectors that are here: (m, n)."""
        kept: Floats = self.left[:, :rank] @ self.right[:, :rank].T
        return kept


def directions_of(matrix: Floats, rank: int) -> Directions:
    """The singular values of a matrix, and the directions of the first `rank`.

    They come from the smaller of its two products with itself, in float64: of the matrix of a vocabulary, a hundredth
    of the work. Singular values below 1e-8 of the largest are lost in that, which no share of squares can tell.
    """
    if matrix.shape[0] < matrix.shape[1]:
        turned = directions_of(np.ascontiguousarray(matrix.T), rank)
        return Directions(turned.squares, turned.right, turned.left)
    product = np.zeros((matrix.shape[1], matrix.shape[1]))
    for start in range(0, len(matrix), BLOCK):
        rows = matrix[start : start + BLOCK].astype(np.float64)
        product += rows.T @ rows
    squares, vectors = np.linalg.eigh(product)
    right = vectors[:, ::-1][:, :rank].astype(np.float32)
    return Directions(squares[::-1].clip(min=0.0), matrix @ right, right)


def _squares(values: Floats) -> float:
    """Their sum, row by row in float32 and over the rows in float64."""
    return math.fsum(float(np.vdot(row, row)) for row in np.atleast_2d(values))
