"""Ollama's models. A name and a tag are a file of JSON, which names the file of the weights by its digest.

    manifests/registry.ollama.ai/library/llama3.2/latest    "ollama:llama3.2"
    manifests/registry.ollama.ai/library/llama3.2/1b        "ollama:llama3.2:1b"
    manifests/registry.ollama.ai/someone/model/latest       "ollama:someone/model"
    blobs/sha256-…                                          a GGUF file

As in Ollama: https://github.com/ollama/ollama/blob/main/docs/faq.mdx (where models are stored).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from llm_playground.errors import CheckpointError, InvalidValue, UnknownName, shown, unknown
from llm_playground.models.local.lying import Lying
from llm_playground.transformer.files import read_json

PREFIX = "ollama:"
HOST, OWNER, TAG = "registry.ollama.ai", "library", "latest"  # what a name may leave out
SERVICE = Path("/usr/share/ollama/.ollama/models")  # where it runs as a service of Linux
MODEL = "application/vnd.ollama.image.model"
ADAPTER = "application/vnd.ollama.image.adapter"

_NAME = re.compile(r"(?:(?:([\w.-]+)/)?([\w.-]+)/)?([\w.-]+)(?::([\w.-]+))?", re.ASCII)
_DIGEST = re.compile(r"sha256[:-][0-9a-f]{64}")


def folders() -> list[Path]:
    """Where Ollama keeps models here: where the variable says, else in the home of the user and in the service's."""
    if said := os.environ.get("OLLAMA_MODELS"):
        return [Path(said).expanduser()]
    return [Path.home() / ".ollama" / "models", SERVICE]


def lying_in(folder: Path) -> Iterator[Lying]:
    """The models that the manifests in `folder` name."""
    for manifest in sorted((folder / "manifests").glob("*/*/*/*")):
        if not manifest.is_file() or manifest.name.startswith("."):
            continue
        name = _name_of(manifest)
        try:
            yield Lying(name, _weights(folder, manifest, name))
        except CheckpointError as error:
            yield Lying(name, manifest, str(error))


def file_of(name: str) -> Path:
    """The GGUF file of a model by its name: "ollama:llama3.2", "ollama:llama3.2:1b".

    Raises:
        InvalidValue: that is no name of such a model.
        UnknownName: Ollama has no such model here; the message lists those that it has.
        CheckpointError: its manifest or its file is missing or damaged.
    """
    parts = _NAME.fullmatch(name.removeprefix(PREFIX))
    if parts is None or {".", ".."} & set(parts.groups()):
        raise InvalidValue(
            f"{shown(name)} is not a name of Ollama's; they read like ollama:llama3.2 or ollama:llama3.2:1b."
        )
    usual = (HOST, OWNER, "", TAG)
    host, owner, model, tag = (given or left_out for given, left_out in zip(parts.groups(), usual, strict=True))
    for folder in folders():
        if (manifest := folder / "manifests" / host / owner / model / tag).is_file():
            return _weights(folder, manifest, name)
    known = [lying.name for folder in folders() for lying in lying_in(folder)]
    if not known:
        raise UnknownName(f"Ollama has no model {shown(name)} here: no model of Ollama's is on this machine.")
    raise unknown("model of Ollama's", name, known)


def _name_of(manifest: Path) -> str:
    host, owner, model, tag = manifest.parts[-4:]
    holder = "" if (host, owner) == (HOST, OWNER) else f"{owner}/" if host == HOST else f"{host}/{owner}/"
    return f"{PREFIX}{holder}{model}{'' if tag == TAG else f':{tag}'}"


def _weights(folder: Path, manifest: Path, name: str) -> Path:
    """The file that a manifest names."""
    layers = read_json(manifest).get("layers")
    kinds: dict[str, Any] = {
        layer["mediaType"]: layer.get("digest")
        for layer in (layers if isinstance(layers, list) else ())
        if isinstance(layer, dict) and isinstance(layer.get("mediaType"), str)
    }
    digest = kinds.get(MODEL)
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise CheckpointError(f"{name} has no GGUF file: its manifest {manifest} names none.")
    if ADAPTER in kinds:
        raise CheckpointError(f"{name} is a model with a LoRA adapter over it, which is not read from Ollama.")
    file = folder / "blobs" / digest.replace(":", "-")
    if not file.is_file():
        raise CheckpointError(
            f"The weights of {name} are gone: there is no {file}. Get them again with the command ollama pull "
            f"{name.removeprefix(PREFIX)}."
        )
    return file
