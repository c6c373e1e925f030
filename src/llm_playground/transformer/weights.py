"""The safetensors files of a checkpoint folder: what its tensors are, known at once; their numbers, when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from torch import Tensor

from llm_playground.errors import CheckpointError
from llm_playground.transformer.files import weight_files


@dataclass(frozen=True)
class Header:
    """What a file says of a tensor: its dtype as safetensors spells it ("F32", "BF16"), its shape, and where it is."""

    dtype: str
    shape: tuple[int, ...]
    file: Path


class Weights:
    """The tensors of a checkpoint folder, by the names that its files give them.

    Raises:
        CheckpointError: a file is missing, cut off or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.headers: dict[str, Header] = {}
        self._files: dict[Path, Any] = {}
        for path in weight_files(folder):
            try:
                file = self._files[path] = safe_open(path, framework="pt")
                for name in file.keys():  # noqa: SIM118 (safe_open is not a dictionary)
                    part = file.get_slice(name)
                    self.headers[name] = Header(part.get_dtype(), tuple(part.get_shape()), path)
            except (SafetensorError, OSError) as error:
                raise _damaged(path, error) from error

    def read(self, name: str) -> Tensor:
        path = self.headers[name].file
        try:
            tensor: Tensor = self._files[path].get_tensor(name)
        except (SafetensorError, OSError) as error:
            raise _damaged(path, error) from error
        return tensor


def _damaged(path: Path, error: Exception) -> CheckpointError:
    return CheckpointError(
        f"{path} cannot be read ({error}). The file is cut off or damaged: delete it and get it again."
    )
