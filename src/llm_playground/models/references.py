"""What a name of a model stands for: read once, here, and from then on one of three kinds.

    "tiny-gpt2"          Bundled   a model that ships with the package
    "gpt2", "some/model" Hub       a model of the Hugging Face hub, in its cache or to be fetched
    "./runs/mine"        Folder    a checkpoint folder on this machine

Nothing is fetched or loaded by reading a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from llm_playground.errors import CheckpointError, InvalidValue, UnknownName, shown, unknown
from llm_playground.models.catalog import CATALOG, CatalogEntry, entry_of_hub_id
from llm_playground.models.unreadable import not_a_checkpoint
from llm_playground.tokenization.paths import existing_path


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


Reference = Bundled | Hub | Folder


def read_name(name: str | Path) -> Reference:
    """What a name stands for: a catalog key first, then a folder that is there, then a hub id.

    Raises:
        InvalidValue: not a name at all: empty, or of another type.
        CheckpointError: a path where there is no folder; the message says what is there instead.
        UnknownName: nothing has that name; the message says which was probably meant.
    """
    if not isinstance(name, str | Path):
        raise InvalidValue(
            f"The model is {shown(name)}; give a catalog key ({', '.join(CATALOG)}), a hub id "
            "(organisation/name) or a checkpoint folder."
        )
    if isinstance(name, str) and (entry := CATALOG.get(name)):
        return _of_catalog(entry)
    text = str(name)
    if not text.strip():
        raise InvalidValue(f"The name of the model is empty; choose one of {', '.join(CATALOG)}.")
    if path := existing_path(text):
        if path.is_dir():
            return Folder(path, text)
        raise not_a_checkpoint(path)
    if isinstance(name, Path) or text.startswith((".", "/", "~")):
        raise CheckpointError(f"{shown(text)} is not a checkpoint folder: there is no folder of that name.")
    if _is_hub_id(text):
        return Hub(text, entry_of_hub_id(text))
    raise _unknown(text)


def _of_catalog(entry: CatalogEntry) -> Bundled | Hub:
    if entry.bundled_folder is not None:
        return Bundled(entry, entry.bundled_folder)
    assert entry.hub_id is not None
    return Hub(entry.hub_id, entry)


def _is_hub_id(text: str) -> bool:
    return text.count("/") == 1 and all(text.split("/"))


def _unknown(text: str) -> UnknownName | InvalidValue:
    if text.startswith(("http://", "https://")):
        hub_id = "/".join(urlsplit(text).path.strip("/").split("/")[:2])
        return InvalidValue(
            f"{shown(text)} is the address of a page. Give the hub id alone: "
            + (repr(hub_id) if _is_hub_id(hub_id) else "organisation/name")
            + "."
        )
    return UnknownName(
        f"{unknown('model', text, CATALOG)} A hub id (organisation/name) or a checkpoint folder will do, too."
    )
