"""The safetensors files of a checkpoint folder: what its tensors are, known at once; their numbers, when asked for.

A file begins with the length of its header (8 bytes) and the header, JSON that says where each tensor lies behind it:
https://github.com/huggingface/safetensors#format. The library reads and checks it. Where the tensors lie is read here,
since for NumPy the library copies what it could map.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from llm_playground.errors import CheckpointError, panics_as
from llm_playground.quantization.floats import finite_halves, from_bfloat16
from llm_playground.transformer.files import weight_files

if TYPE_CHECKING:
    from torch import Tensor

_guarded = panics_as(
    CheckpointError, "The safetensors library breaks off at a file of weights ({}): it is damaged, get it again."
)

# Of the floating-point dtypes, as safetensors spells them, those that NumPy has. It has no bfloat16.
DTYPES = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}
INFINITY = {"F16": 0x7C00, "BF16": 0x7F80}  # its bits


@dataclass(frozen=True)
class Header:
    """What a file says of a tensor: its dtype as safetensors spells it ("F32", "BF16"), its shape, and where it is."""

    dtype: str
    shape: tuple[int, ...]
    file: Path


class Tensors(Protocol):
    """Where weights come from: tensors by the names of a Hugging Face checkpoint."""

    @property
    def headers(self) -> Mapping[str, Header]: ...

    def array(self, name: str) -> NDArray[Any]:
        """A tensor as an array of floating-point numbers."""

    def tensor(self, name: str) -> Tensor:
        """The same for PyTorch."""

    def same(self, one: str, other: str) -> bool:
        """Whether two tensors have the same shape and hold the same numbers."""


class Weights:
    """The tensors of a checkpoint folder, by the names that its files give them.

    They are views of the mapped files: a number is read where it is used, and written it changes in memory alone. A
    file may be replaced while it is mapped, but must not be written over.

    Raises:
        CheckpointError: a file is missing, cut off or damaged.
    """

    @_guarded
    def __init__(self, folder: Path) -> None:
        self.headers: dict[str, Header] = {}
        self._bytes: dict[str, NDArray[np.uint8]] = {}
        self._files: dict[Path, Any] = {}
        for path in weight_files(folder):
            try:
                file = safe_open(path, framework="np")
                places, mapped = _places(path), np.memmap(path, np.uint8, "c").view(np.ndarray)
                for name in file.keys():  # noqa: SIM118 (safe_open is not a dictionary)
                    part = file.get_slice(name)
                    self.headers[name] = Header(part.get_dtype(), tuple(part.get_shape()), path)
                    self._bytes[name] = mapped[places[name]]
            except (SafetensorError, OSError) as error:
                raise _damaged(path, error) from error

    def array(self, name: str) -> NDArray[Any]:
        """A tensor as an array of its own dtype; what NumPy has no type for (bfloat16), in float32.

        PyTorch is imported for whole numbers and types of eight bits alone, which no checkpoint here has.
        """
        header = self.headers[name]
        if header.dtype == "BF16":
            return from_bfloat16(self._bytes[name]).reshape(header.shape)
        if header.dtype not in DTYPES:
            widened: NDArray[Any] = self.tensor(name).float().numpy()
            return widened
        return self._mapped(name, DTYPES[header.dtype])

    def halves(self, name: str) -> NDArray[np.uint16] | None:
        """The bits of a tensor in bfloat16, the upper halves of numbers of float32; None of any other."""
        return self._mapped(name, "<u2") if self.headers[name].dtype == "BF16" else None

    def is_finite(self, name: str) -> bool:
        """Whether a tensor, in float32, is free of NaN and infinite numbers."""
        dtype = self.headers[name].dtype
        if dtype in INFINITY:
            return finite_halves(self._bytes[name].view("<u2"), INFINITY[dtype])
        with np.errstate(over="ignore"):  # of float64
            return all_finite(self.array(name).astype(np.float32, copy=False))

    def _mapped(self, name: str, dtype: str) -> NDArray[Any]:
        # A file whose header is not filled up to 8 bytes is read into memory: products want numbers at whole places.
        return np.require(self._bytes[name].view(dtype), requirements="A").reshape(self.headers[name].shape)

    @_guarded
    def tensor(self, name: str) -> Tensor:
        path = self.headers[name].file
        try:
            if path not in self._files:
                self._files[path] = safe_open(path, framework="pt")
            tensor: Tensor = self._files[path].get_tensor(name)
        except (SafetensorError, OSError) as error:
            raise _damaged(path, error) from error
        return tensor

    def same(self, one: str, other: str) -> bool:
        """Whether two tensors have the same shape and hold the same numbers."""
        if self.headers[one].shape != self.headers[other].shape:
            return False
        return np.array_equal(self.array(one), self.array(other))


def all_finite(array: NDArray[np.floating]) -> bool:
    """Whether an array that lies in one piece is free of NaN and infinite numbers."""
    flat = array.ravel(order="K")
    with np.errstate(over="ignore", invalid="ignore"):
        # The sum of squares takes a tenth of the time; it is infinite of very large numbers, too.
        return math.isfinite(flat.dot(flat)) or bool(np.isfinite(flat).all())


def _places(path: Path) -> dict[str, slice]:
    """The bytes of each tensor, of a file whose header the library has found sound."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        entries = json.loads(file.read(length))
    offsets = {name: entry["data_offsets"] for name, entry in entries.items() if name != "__metadata__"}
    return {name: slice(8 + length + begin, 8 + length + end) for name, (begin, end) in offsets.items()}


def _damaged(path: Path, error: Exception) -> CheckpointError:
    return CheckpointError(
        f"{path} cannot be read ({error}). The file is cut off or damaged: delete it and get it again."
    )
