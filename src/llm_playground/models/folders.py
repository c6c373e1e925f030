"""From a name to a checkpoint folder: catalog key, hub id or folder."""

from __future__ import annotations

import reprlib
from pathlib import Path

from llm_playground.errors import CheckpointError, UnknownName
from llm_playground.models import hub
from llm_playground.models.catalog import CATALOG, CatalogEntry, entry_of_hub_id, nearest_key
from llm_playground.models.references import existing_folder


def find_folder(model: str | Path) -> tuple[Path, CatalogEntry | None]:
    """The checkpoint folder of a model, fetched from the hub if it must be, and its catalog entry if it has one."""
    if isinstance(model, str) and (entry := CATALOG.get(model)):
        if entry.bundled_folder is not None:
            return entry.bundled_folder, entry
        assert entry.hub_id is not None
        return hub.find(entry.hub_id), entry
    name = str(model)
    if path := existing_folder(name):
        return path, None
    if isinstance(model, Path) or name.startswith((".", "/", "~")):
        raise CheckpointError(f"{name} is not a checkpoint folder: there is no folder of that name.")
    if name.count("/") == 1 and all(name.split("/")):
        return hub.find(name), entry_of_hub_id(name)
    nearest = nearest_key(name)
    raise UnknownName(
        f"There is no model {reprlib.repr(name)}. "
        + (f"Did you mean {nearest!r}? " if nearest else "")
        + f"Known names: {', '.join(CATALOG)}; or give a hub id (organisation/name) or a checkpoint folder."
    )
