"""The warpers' arithmetic, rounded to float32 where torch rounds it, because boundaries depend on the rounding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

LARGEST = float(np.finfo(np.float32).max)
SMALLEST = float(np.finfo(np.float32).tiny)
NOTHING = -110.0  # from here on exp is 0 in float32


def softmax32(logits: Float32s, highest: float, total: float) -> Float32s:
    """The softmax (n,) of finite `logits` with every result on the way rounded to float32, as torch rounds it.

    Args:
        highest: of all logits; `total`: the sum of exp(x - highest) over all.
    """
    # torch takes exp of the rounded distance from the highest. In double, then rounded, it is right to the last bit;
    # numpy's own float32 exp can be two bits off. A difference of two float32 that is rounded to double and then to
    # float32 is the same as rounded once.
    powers = np.subtract(logits, highest, dtype=np.float64)
    np.maximum(powers, NOTHING, out=powers)
    powers[:] = powers.astype(np.float32)
    np.exp(powers, out=powers)
    # torch multiplies by the reciprocal; a division rounds differently in the last bit.
    return powers.astype(np.float32) * (np.float32(1) / np.float32(total))


def running_mass(probabilities: Float32s, before: float = 0.0) -> Float32s:
    """Cumulative probabilities (n,) in the order given, after others that hold `before`: summed in double, then
    rounded, as torch.cumsum."""
    sums = np.add.accumulate(probabilities, dtype=np.float64)
    sums += before
    return sums.astype(np.float32)


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
