"""What a name of a model stands for: read once, here, and from then on one of seven kinds.

    "tiny-gpt2"          Bundled   a model that ships with the package
    "gpt2", "some/model" Hub       a model of the Hugging Face hub, in its cache or to be fetched
    "./runs/mine"        Folder    a checkpoint folder on this machine
    "smollm2"            Packaged  a GGUF file that a package of the Python package index brings
    "./mine.Q4_0.gguf"   GGUFFile  a GGUF file on this machine
    "ollama:llama3.2"    GGUFFile  one that Ollama keeps; "lmstudio:publisher/repository": LM Studio, where it may be
                                   a Folder
    "remote:NAME@URL"    Remote    a model that a server of the OpenAI kind computes
    "tiny-gpt2 + 9 steps" Copy     one that was trained here and lies in memory alone

In which numbers it is to be loaded ("smollm2:int8", see `models.devices`) makes no difference here. Nothing is fetched
or loaded by reading a name.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from llm_playground.errors import CheckpointError, InvalidValue, UnknownName, shown, unknown
from llm_playground.models.catalog import CATALOG, CatalogEntry, entry_of_hub_id
from llm_playground.models.copies import COPIES, Copy
from llm_playground.models.devices import split_dtype, wrong_dtype
from llm_playground.models.local import lm_studio, ollama
from llm_playground.models.unreadable import not_a_checkpoint
from llm_playground.tokenization.paths import existing_path

_HUB_ID = re.compile(r"\w[\w.-]*/\w[\w.-]*", re.ASCII)
_REVISION = re.compile(rf"({_HUB_ID.pattern})@.*", re.ASCII)
GGUF_SUFFIX = ".gguf"
REMOTE = "remote:"
_ADDRESS = re.compile(r"(https?://.*|[\w-]+(\.[\w-]+)+/[^/]+/.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Bundled:
    """A model of the catalog that ships with the package."""

    entry: CatalogEntry
    folder: Path

    @property
    def name(self) -> str:
        return self.entry.key


@dataclass(frozen=True, slots=True)
class Hub:
    """A model of the Hugging Face hub; `entry` is None where the catalog does not list it."""

    hub_id: str
    entry: CatalogEntry | None

    @property
    def name(self) -> str:
        return self.entry.key if self.entry else self.hub_id


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on this machine, called as it was asked for."""

    folder: Path
    name: str
    entry: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class GGUFFile:
    """A GGUF file on this machine, called as it was asked for."""

    file: Path
    name: str
    entry: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model of the catalog that is the GGUF file of an installed package, or of one that can be installed."""

    entry: CatalogEntry

    @property
    def name(self) -> str:
        return self.entry.key


@dataclass(frozen=True, slots=True)
class Remote:
    """A model on the server at `address`; `model` is None for the only one that it has."""

    address: str
    model: str | None
    entry: ClassVar[None] = None

    @property
    def name(self) -> str:
        return f"{REMOTE}{self.model}@{self.address}" if self.model else REMOTE + self.address


Reference = Bundled | Hub | Folder | GGUFFile | Packaged | Remote | Copy


def read_name(name: str | Path) -> Reference:
    """What a name stands for: a catalog key first, then a model of another program or on a server, then a folder or
    GGUF file that is there, then a hub id.

    Raises:
        InvalidValue: not a name at all: empty, or of another type.
        CheckpointError: a path where there is no folder; the message says what is there instead. Or the file that
            another program keeps under that name is gone.
        UnknownName: nothing has that name; the message says which was probably meant.
    """
    if not isinstance(name, str | Path):
        raise InvalidValue(
            f"The model is {shown(name)}; give a catalog key ({', '.join(CATALOG)}), a hub id "
            "(organisation/name), a checkpoint folder or a GGUF file."
        )
    if isinstance(name, str):
        name, _ = split_dtype(name)
    if isinstance(name, str) and (entry := CATALOG.get(name)):
        return _of_catalog(entry)
    text = str(name)
    if copy := COPIES.find(text):
        return copy
    if isinstance(name, str) and text.startswith(ollama.PREFIX):
        return GGUFFile(ollama.file_of(text), text)
    if isinstance(name, str) and text.startswith(lm_studio.PREFIX):
        place = lm_studio.path_of(text)
        return Folder(place, text) if place.is_dir() else GGUFFile(place, text)
    if not text.strip():
        raise InvalidValue(f"The name of the model is empty; choose one of {', '.join(CATALOG)}.")
    if text.startswith(REMOTE):
        return _remote(text)
    if path := existing_path(text):
        if path.is_dir():
            return Folder(path, text)
        if path.suffix == GGUF_SUFFIX:
            return GGUFFile(path, text)
        raise not_a_checkpoint(path)
    if isinstance(name, str) and (wrong := wrong_dtype(text, _may_be_model)):
        raise wrong
    if isinstance(name, Path) or text.startswith((".", "/", "~")):
        raise CheckpointError(_no_folder(text))
    if _is_hub_id(text):
        return Hub(text, entry_of_hub_id(text))
    raise _unknown(text)


def _remote(text: str) -> Remote:
    """Of "remote:NAME@http://127.0.0.1:8001/v1", or without the name where the server has one model alone."""
    model, at, address = text.removeprefix(REMOTE).rpartition("@")
    try:
        parts = urlsplit(address)
        complete = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number, or half of a bracket
        complete = False
    if not complete or parts.query or parts.fragment or "//" in model or (at and not model.strip()):
        raise InvalidValue(
            f"{shown(text)} does not name a model on a server. Write {REMOTE}NAME@ADDRESS, such as "
            f"{REMOTE}llama3.2@http://127.0.0.1:11434/v1 (a key stands in the environment, never in the address)."
        )
    return Remote(address.rstrip("/"), model or None)


def _no_folder(text: str) -> str:
    """A tilde is spelled out: whose home was looked into is what the person must know."""
    with suppress(RuntimeError):  # there is no such user
        if (spelled := str(Path(text).expanduser())) != text and text.startswith("~"):
            return f"{shown(text)} is not a checkpoint folder: there is no folder {spelled}."
    return f"{shown(text)} is not a checkpoint folder: there is no folder of that name."


def _of_catalog(entry: CatalogEntry) -> Bundled | Hub | Packaged:
    if entry.bundled_folder is not None:
        return Bundled(entry, entry.bundled_folder)
    if entry.distribution is not None:
        return Packaged(entry)
    assert entry.hub_id is not None
    return Hub(entry.hub_id, entry)


def _may_be_model(text: str) -> bool:
    return text in CATALOG or existing_path(text) is not None or _is_hub_id(text)


def _is_hub_id(text: str) -> bool:
    return _HUB_ID.fullmatch(text) is not None


def _unknown(text: str) -> UnknownName | InvalidValue:
    if _ADDRESS.fullmatch(text):
        path = text.split("://", 1)[-1].partition("/")[2]
        hub_id = "/".join(path.split("?")[0].strip("/").split("/")[:2])
        return InvalidValue(
            f"{shown(text)} is the address of a page. Give the hub id alone: "
            + (repr(hub_id) if _is_hub_id(hub_id) else "organisation/name")
            + "."
        )
    if pinned := _REVISION.fullmatch(text):
        return InvalidValue(
            f"{shown(text)} asks for a revision, which cannot be chosen here. Give the hub id alone: {pinned[1]!r}."
        )
    if "/" in text:
        return InvalidValue(
            f"{shown(text)} is not a hub id, and there is no folder of that name. A hub id is organisation/name, each "
            "of letters, digits, '-', '_' and '.'."
        )
    return UnknownName(
        f"{unknown('model', text, CATALOG)} A hub id (organisation/name), a checkpoint folder or a GGUF file will do, "
        "too."
    )
