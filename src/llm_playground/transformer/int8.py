"""Matrices stored in eight bits a weight: a quarter of what one token has to read.

A matrix (out, in) is cut into bands of 64 rows. The 64 weights that one column has in a band are a group, stored in 72
bytes: the smallest of them, a step, and for each the number of steps above the smallest, 0 to 255. Before, each row is
divided by its mean size, so that a row of large weights does not make the steps of its neighbours coarse.

Times a vector, a band is the sum of its groups, each times a number of the vector. That is what FBGEMM calls an
embedding bag, made for systems that recommend, and it computes it in float32 as fast as the memory gives the bytes. So
nothing but the weights is rounded.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from llm_playground.transformer.linear_product import product

BAND = 64  # rows
BYTES = BAND + 8  # of a group: its codes, then step and smallest weight in float32
SMALLEST = 1e-30  # so that a row of zeros has a size

FEW = 16  # vectors, for which OpenBLAS multiplies narrow bands faster than oneDNN a whole matrix
AT_ONCE = 64  # bands that are read back together: 9 MB of 576 columns
STORED_AT_ONCE = 8  # bands that are rounded together

_STORE, _READ, _BAGS = "embedding_bag_byte_prepack", "embedding_bag_byte_unpack", "embedding_bag_byte_rowwise_offsets"


class Int8Matrix:
    """A matrix of this shape (out, in), to be filled by `store`."""

    def __init__(self, out: int, width: int) -> None:
        self.out, self.width, self.bands = out, width, -(-out // BAND)  # the last band is filled up with zeros
        self.groups = torch.empty((self.bands * width, BYTES), dtype=torch.uint8)  # band by band, column by column
        self.sizes = np.empty(out, np.float32)  # of the rows

    def store(self, weight: Tensor) -> None:
        """Round a matrix (out, in), a few bands at a time, which stay in the processor's caches."""
        groups, end = self.groups.view(self.bands, self.width, BYTES), 0
        for rows in weight.split(STORED_AT_ONCE * BAND):
            start, end = end, end + -(-len(rows) // BAND)
            sizes = rows.abs().mean(1, keepdim=True).clamp_min_(SMALLEST)
            even = rows.new_zeros(((end - start) * BAND, self.width))
            torch.div(rows, sizes, out=even[: len(rows)])
            columns = even.view(-1, BAND, self.width).transpose(1, 2).reshape(-1, BAND)  # band by band
            groups[start:end] = getattr(torch.ops.quantized, _STORE)(columns).view(-1, self.width, BYTES)
            self.sizes[start * BAND : start * BAND + len(rows)] = sizes[:, 0].numpy()

    def times(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """The product with one vector (in,): (out,)."""
        numbers, starts = _bags(self.bands, self.width)
        factors = np.empty((self.bands, self.width), np.float32)
        factors[:] = x
        bags = getattr(torch.ops.quantized, _BAGS)
        sums = bags(
            self.groups, numbers, starts, False, 0, False, torch.from_numpy(factors.reshape(-1)), None, True
        )  # (bands, BAND)
        y: NDArray[np.float32] = sums.numpy().reshape(-1)[: self.out]
        y *= self.sizes
        return y

    def times_rows(self, x: Tensor) -> Tensor:
        """The products with several vectors (N, in): (N, out). The matrix is read back a few megabytes at a time."""
        y = x.new_empty((len(x), self.bands * BAND))
        for first in range(0, self.bands, AT_ONCE):
            bands = self._read(first, first + AT_ONCE)  # (bands, in, BAND)
            place = y[:, first * BAND : (first + len(bands)) * BAND]
            if len(x) <= FEW:
                products = torch.from_numpy(np.matmul(x.numpy(), bands.numpy()))  # (bands, N, BAND)
                place.unflatten(1, (-1, BAND)).copy_(products.transpose(0, 1))
            else:
                # By columns: to lie by rows, every number would have to move alone.
                place.copy_(product(x, bands.transpose(0, 1).reshape(self.width, -1).t(), None))
        return y[:, : self.out] * torch.from_numpy(self.sizes)

    def rows(self, ids: Tensor) -> Tensor:
        """Rows as they are read back: ids (...) -> float32 (..., in)."""
        band, place = ids // BAND, ids % BAND
        codes = self.groups.view(self.bands, self.width, BYTES)[band, :, place]
        steps = self.groups.view(torch.float32).view(self.bands, self.width, -1)[band, :, BAND // 4 :]  # (..., in, 2)
        rows = codes * steps[..., 0] + steps[..., 1]
        return rows * torch.from_numpy(self.sizes)[ids][..., None]

    def whole(self) -> Tensor:
        """The matrix as it is read back: float32 (out, in), a copy."""
        firsts = range(0, self.bands, AT_ONCE)
        read = [self._read(first, first + AT_ONCE).transpose(1, 2).reshape(-1, self.width) for first in firsts]
        return torch.cat(read)[: self.out] * torch.from_numpy(self.sizes)[:, None]

    def _read(self, first: int, end: int) -> Tensor:
        """Some bands without the sizes of their rows: float32 (end - first, in, BAND)."""
        groups = self.groups[first * self.width : end * self.width]
        read: Tensor = getattr(torch.ops.quantized, _READ)(groups)
        return read.view(-1, self.width, BAND)


class Int8Embedding(nn.Module):
    """`nn.Embedding` for inference with its matrix in eight bits; it may be that of `lm_head`."""

    def __init__(self, matrix: Int8Matrix) -> None:
        super().__init__()
        self.matrix = matrix

    @property
    def weight(self) -> Tensor:
        return self.matrix.whole()

    def forward(self, ids: Tensor) -> Tensor:
        return self.matrix.rows(ids)


class Int8Linear(nn.Module):
    """`nn.Linear` for inference with its matrix in eight bits."""

    def __init__(self, matrix: Int8Matrix) -> None:
        super().__init__()
        self.matrix = matrix
        self.bias: Tensor | None = None

    @property
    def weight(self) -> Tensor:
        return self.matrix.whole()

    def row(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of one vector (in,): (out,)."""
        y = self.matrix.times(x)
        if self.bias is not None:
            y += self.bias.numpy()
        return y

    def rows(self, x: Tensor) -> Tensor:
        """Of several (N, in): (N, out)."""
        y = self.matrix.times_rows(x)
        return y if self.bias is None else y.add_(self.bias)


def can_int8() -> bool:
    """Whether this build of PyTorch has the operators (not part of its public interface) used here."""
    return all(hasattr(torch.ops.quantized, name) for name in (_STORE, _READ, _BAGS))


@cache
def _bags(bands: int, width: int) -> tuple[Tensor, Tensor]:
    """The numbers of all groups, int32 (bands * in,), and where those of each band start, (bands + 1,)."""
    count = bands * width
    return torch.arange(count, dtype=torch.int32), torch.arange(0, count + 1, width, dtype=torch.int32)
