"""From a name to a checkpoint folder, fetched from the hub if it must be."""

from __future__ import annotations

from pathlib import Path

from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.models import hub
from llm_playground.models.copies import Copy
from llm_playground.models.packaged import file_of
from llm_playground.models.references import GGUFFile, Hub, Packaged, Reference, Remote, read_name
from llm_playground.models.unreadable import check_weights


def find_folder(model: str | Path) -> Path:
    """The checkpoint folder of a catalog key, hub id or folder.

    Raises:
        InvalidValue: not a name at all.
        UnknownName: no such model.
        ModelUnavailable: not on this machine, and the hub cannot be reached.
        CheckpointError: what is there is not a model that can be read, or is a GGUF file.
    """
    return folder_of(read_name(model))


def folder_of(reference: Reference) -> Path:
    """The checkpoint folder of what a name stands for. Raises: as `find_folder`."""
    if isinstance(reference, GGUFFile | Packaged):
        raise CheckpointError(
            f"{file_of(reference)} is a GGUF file, which can be loaded and looked into; here a checkpoint "
            "folder is needed."
        )
    if isinstance(reference, Remote):
        raise remote_files(reference)
    if isinstance(reference, Copy):
        raise InvalidValue(
            f"{reference.name} was trained here and is in no folder; from Python, out=... keeps such a model in one.",
            field="model",
        )
    folder = hub.find(reference.hub_id) if isinstance(reference, Hub) else reference.folder
    check_weights(folder, reference.name)
    return folder


def remote_files(reference: Remote) -> InvalidValue:
    """The error where files are needed that a server keeps to itself."""
    return InvalidValue(
        f"{reference.name} runs on another server, which keeps its files to itself: weights, tokenizer and what the "
        "model recommends."
    )
