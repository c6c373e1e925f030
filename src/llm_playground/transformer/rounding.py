"""Numbers as a drawing shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

Numbers = tuple[float, ...]  # to six significant digits, more than a picture or a person can tell apart


def numbers(tensor: Tensor) -> Numbers:
    """A vector as plain numbers of six significant digits."""
    return tuple(map(rounded, tensor.tolist()))


def rounded(number: float) -> float:
    """To six significant digits; what is nearly 1 stays so, since only a share that is 1 may look like it."""
    shorter = float(f"{number:.6g}")
    return number if shorter == 1 else shorter
