"""The safetensors files of a checkpoint folder: what its tensors are, known at once; their numbers, when asked for.

A file begins with the length of its header (8 bytes) and the header, JSON that says where each tensor lies behind it:
https://github.com/huggingface/safetensors#format. The library reads and checks it. Where the tensors lie is read here,
since for NumPy the library copies what it could map.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from llm_playground.errors import CheckpointError, panics_as
from llm_playground.quantization.floats import from_bfloat16
from llm_playground.transformer.files import weight_files

if TYPE_CHECKING:
    from torch import Tensor

_guarded = panics_as(
    CheckpointError, "The safetensors library breaks off at a file of weights ({}): it is damaged, get it again."
)

# Of the floating-point dtypes, as safetensors spells them, those that NumPy has. It has no bfloat16.
DTYPES = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}


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

    def is_mapped(self, name: str) -> bool:
        """Whether `array` costs nothing: the numbers are the file's own float32, read from it where they are used."""
        ...

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

    def is_mapped(self, name: str) -> bool:
        return self.headers[name].dtype == "F32"

    def array(self, name: str) -> NDArray[Any]:
        """A tensor as an array of its own dtype; what NumPy has no type for (bfloat16), in float32.

        PyTorch is imported for whole numbers and types of eight bits alone, which no checkpoint here has.
        """
        header, data = self.headers[name], self._bytes[name]
        if header.dtype == "BF16":
            return from_bfloat16(data).reshape(header.shape)
        if header.dtype not in DTYPES:
            widened: NDArray[Any] = self.tensor(name).float().numpy()
            return widened
        # A file whose header is not filled up to 8 bytes is read into memory: products want numbers at whole places.
        return np.require(data.view(DTYPES[header.dtype]), requirements="A").reshape(header.shape)

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
