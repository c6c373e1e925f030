"""Checkpoints of a run that is not finished: written whole or not at all, read whole or refused."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import torch

from llm_playground.errors import CheckpointError


def save_checkpoint(state: dict[str, Any], path: Path) -> None:
    """Write `state` (tensors, numbers, lists and dictionaries of them); `path` is a whole file at any time.

    Raises:
        CheckpointError: the disk is full or the folder cannot be written; the last checkpoint is untouched.
    """
    buffer = io.BytesIO()
    torch.save(state, buffer)
    write_whole(path, buffer.getbuffer())


def load_checkpoint(path: Path) -> dict[str, Any]:
    """What `save_checkpoint` wrote. No code in the file is run (`weights_only`).

    Raises:
        CheckpointError: the file is damaged or no checkpoint.
    """
    try:
        with zipfile.ZipFile(path) as archive:  # torch.save writes a zip archive, with a checksum for every tensor
            damaged = archive.testzip()
        if damaged is not None:
            raise CheckpointError(f"the checksum of {damaged} is wrong")
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file can fail in any layer: zip, pickle or torch
        raise CheckpointError(
            f"The checkpoint {path} cannot be read ({error}). It is damaged: delete it to train from the beginning."
        ) from error


def write_whole(path: Path, data: bytes | memoryview) -> None:
    """Write a file under another name, then rename it: after a crash `path` holds the old bytes or the new.

    Raises:
        CheckpointError: it could not be written; what was there before is untouched.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # without it the rename may reach the disk before the bytes do
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CheckpointError(
            f"{path} could not be written ({error.strerror}); the file from before is untouched."
        ) from error
