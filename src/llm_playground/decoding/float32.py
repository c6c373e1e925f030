"""The warpers' arithmetic, rounded to float32 where torch rounds it, because boundaries depend on the rounding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

LARGEST = float(np.finfo(np.float32).max)
SMALLEST = float(np.finfo(np.float32).tiny)


def softmax32(logits: Float32s) -> Float32s:
    """The softmax (V,) with every intermediate result rounded to float32, as torch rounds it."""
    # exp in double, then rounded, is right to the last bit; numpy's own float32 exp can be two bits off.
    powers = np.exp(_below_highest(logits), dtype=np.float64).astype(np.float32)
    # torch multiplies by the reciprocal; a division rounds differently in the last bit.
    probabilities: Float32s = powers * (np.float32(1) / np.float32(powers.sum(dtype=np.float64)))
    return probabilities


def running_mass(logits: Float32s) -> Float32s:
    """Cumulative probabilities (V,) in the order given: summed in double, then rounded, as torch.cumsum."""
    return np.cumsum(softmax32(logits), dtype=np.float64).astype(np.float32)


def distance_from_typical(logits: Float32s) -> NDArray[np.float64]:
    """How far each token's surprise lies from the entropy, (V,) in nats; +inf for tokens already cut.

    In float64, unlike the rest: in float32 half the tokens of a nearly flat distribution are equally far.
    """
    shifted = logits.astype(np.float64)
    shifted -= shifted.max()
    powers = np.exp(shifted)
    total = float(powers.sum())
    # H = log Z - Σ p x. A token that is cut has x = -inf and p = 0; it adds nothing, where 0 * -inf would be NaN.
    powers *= np.maximum(shifted, -LARGEST)
    mean = float(powers.sum()) / total
    # |-log p - H| = |(log Z - x) - (log Z - Σ p x)|: without log Z, which would round the small differences away.
    shifted -= mean
    return np.abs(shifted, out=shifted)


def to_float32(values: NDArray[np.float64]) -> Float32s:
    """`values` rounded to float32; what is too large for it becomes infinite."""
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def ascending(values: Float32s) -> NDArray[np.uint64]:
    """The stable ascending order of `values` (V,) >= 0, as np.argsort(kind="stable"), several times faster.

    Floats that are not negative sort like their bits read as integers; with the index in the lower half of
    one 64-bit key, equal values keep their order and numpy's fast sort of plain integers does the work.
    """
    bits = values.view(np.uint32).astype(np.uint64)
    keys = (bits << np.uint64(32)) | np.arange(len(values), dtype=np.uint64)
    keys.sort()
    order: NDArray[np.uint64] = keys & np.uint64(0xFFFFFFFF)
    return order


def _below_highest(logits: Float32s) -> Float32s:
    # After an extreme penalty the distance may be more than float32 holds: -inf is right then, without a warning.
    with np.errstate(over="ignore"):
        shifted: Float32s = logits - logits.max()
    return shifted
