"""Matrices stored in sixteen bits a weight, for products in float32: half of what one token has to read.

The vectors stay in float32, so that nothing but the weights is rounded. FBGEMM, which PyTorch brings, multiplies such
matrices, but has no bfloat16: numbers of bfloat16 are kept in float16, which has three digits more. It holds them
exactly from 8e-6 to 65,504; smaller ones are off by 3e-8 at most.
"""

from __future__ import annotations

import math
import mmap
import warnings

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

LARGEST = 65504.0  # of float16
FILLED_UP = (16, 512)  # to multiples of these, outputs and inputs: a matrix less than 512 wide takes as if it were 512
PIECE = 2048  # rows that are packed together: of more FBGEMM packs each weight two to four times as slowly

_PRODUCT = "linear_dynamic_fp16"


class HalfLinear(nn.Module):
    """`nn.Linear` for inference with its matrix (out, in) in float16, packed as FBGEMM reads it.

    Given in whatever numbers, it is turned into them a piece at a time.
    """

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.bias: Tensor | None = None
        with warnings.catch_warnings():
            # PyTorch calls its quantized operators deprecated; no other multiplies float16 with float32.
            warnings.simplefilter("ignore", UserWarning)
            pack = torch.ops.quantized.linear_prepack_fp16
            piece = passing((min(PIECE, len(weight)), weight.shape[1]), torch.float32)
            self._packed = [pack(piece[: len(rows)].copy_(rows), None) for rows in weight.split(PIECE)]
        # FBGEMM does not say what it holds: both sides of a matrix are filled up.
        sizes = zip(weight.shape, FILLED_UP, strict=True)
        self.packed_bytes = 2 * math.prod(-(-size // step) * step for size, step in sizes)
        self._product = getattr(torch.ops.quantized, _PRODUCT)

    @property
    def weight(self) -> Tensor:
        """The matrix as it is read back: float32 (out, in), a copy."""
        return torch.cat([torch.ops.quantized.linear_unpack_fp16(piece)[0] for piece in self._packed])

    def row(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of one vector (in,): (out,)."""
        y: NDArray[np.float32] = self.rows(torch.from_numpy(x[None])).numpy()[0]
        return y

    def rows(self, x: Tensor) -> Tensor:
        """Of several (N, in): (N, out)."""
        products = [self._product(x, piece) for piece in self._packed]
        y: Tensor = products[0] if len(products) == 1 else torch.cat(products, 1)
        return y if self.bias is None else y.add_(self.bias)


class HalfEmbedding(nn.Module):
    """`nn.Embedding` for inference: rows of a matrix in bfloat16 or float16, read in float32."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self._weight = weight

    @property
    def weight(self) -> Tensor:
        return self._weight.float()

    def forward(self, ids: Tensor) -> Tensor:
        return self._weight[ids].float()


def passing(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
    """An empty tensor for what is needed for a moment: its memory then goes back to the system.

    That of `torch.empty` leaves holes between what is kept, which a process is half as large again by.
    """
    return torch.frombuffer(mmap.mmap(-1, math.prod(shape) * dtype.itemsize), dtype=dtype).view(shape)


def can_half() -> bool:
    """Whether this build of PyTorch has FBGEMM and the operator (not part of its public interface) used here."""
    return torch.backends.quantized.engine in ("x86", "fbgemm") and hasattr(torch.ops.quantized, _PRODUCT)
