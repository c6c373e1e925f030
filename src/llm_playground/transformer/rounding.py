"""Vectors as a drawing shows them."""

from __future__ import annotations

from torch import Tensor

Numbers = tuple[float, ...]  # to six significant digits, more than a picture or a person can tell apart


def numbers(tensor: Tensor) -> Numbers:
    """A vector as plain numbers of six significant digits."""
    return tuple(map(rounded, tensor.tolist()))


def rounded(number: float) -> float:
    """To six significant digits."""
    return float(f"{number:.6g}")
