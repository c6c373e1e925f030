"""The safetensors files of a checkpoint folder: what its tensors are, known at once; their numbers, when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from llm_playground.errors import CheckpointError, panics_as
from llm_playground.transformer.files import weight_files

if TYPE_CHECKING:
    from torch import Tensor

_guarded = panics_as(
    CheckpointError, "The safetensors library breaks off at a file of weights ({}): it is damaged, get it again."
)

KNOWN_TO_NUMPY = ("F16", "F32", "F64")  # of the floating-point dtypes, as safetensors spells them


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

    PyTorch is imported when it is needed: for a tensor, or for an array of numbers that NumPy has no type for.

    Raises:
        CheckpointError: a file is missing, cut off or damaged.
    """

    @_guarded
    def __init__(self, folder: Path) -> None:
        self.headers: dict[str, Header] = {}
        self._files: dict[tuple[Path, str], Any] = {}
        for path in weight_files(folder):
            try:
                file = self._open(path, "np")
                for name in file.keys():  # noqa: SIM118 (safe_open is not a dictionary)
                    part = file.get_slice(name)
                    self.headers[name] = Header(part.get_dtype(), tuple(part.get_shape()), path)
            except (SafetensorError, OSError) as error:
                raise _damaged(path, error) from error

    def array(self, name: str) -> NDArray[Any]:
        """A tensor as an array of its own dtype; what NumPy has no type for (bfloat16), in float32."""
        if self.headers[name].dtype not in KNOWN_TO_NUMPY:
            widened: NDArray[Any] = self.tensor(name).float().numpy()
            return widened
        array: NDArray[Any] = self._read(name, "np")
        return array

    def tensor(self, name: str) -> Tensor:
        tensor: Tensor = self._read(name, "pt")
        return tensor

    def same(self, one: str, other: str) -> bool:
        """Whether two tensors have the same shape and hold the same numbers."""
        if self.headers[one].shape != self.headers[other].shape:
            return False
        return np.array_equal(self.array(one), self.array(other))

    @_guarded
    def _read(self, name: str, framework: Literal["np", "pt"]) -> Any:
        path = self.headers[name].file
        try:
            return self._open(path, framework).get_tensor(name)
        except (SafetensorError, OSError) as error:
            raise _damaged(path, error) from error

    def _open(self, path: Path, framework: Literal["np", "pt"]) -> Any:
        if (path, framework) not in self._files:
            self._files[path, framework] = safe_open(path, framework=framework)
        return self._files[path, framework]


def _damaged(path: Path, error: Exception) -> CheckpointError:
    return CheckpointError(
        f"{path} cannot be read ({error}). The file is cut off or damaged: delete it and get it again."
    )
