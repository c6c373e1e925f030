"""A model being loaded behind the scenes, and how far it is."""

from __future__ import annotations

import threading

from llm_playground.models import hub
from llm_playground.models.catalog import CATALOG
from llm_playground.models.references import existing_folder


class Arrival:
    """Loads the model `name` in a thread of its own; `arrived` is set when it is there, or has failed to come."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.arrived = threading.Event()
        self._fetching: str | None = None  # the hub id
        self._error: BaseException | None = None
        threading.Thread(target=self._load, name=f"load {name}", daemon=True).start()

    def check(self) -> None:
        """Raises: what `load` raised."""
        if self._error is not None:
            raise self._error

    @property
    def message(self) -> str:
        """What is happening, in a sentence."""
        if self._fetching is None:
            return f"Loading {self.name} …"
        entry = CATALOG.get(self.name)
        done = hub.fetched_bytes(self._fetching) / 1e6
        whole = f" of {entry.download_megabytes:,}" if entry and done <= entry.download_megabytes else ""
        return f"Fetching {self.name} from the Hugging Face hub: {done:,.0f}{whole} MB …"

    def _load(self) -> None:
        try:
            self._fetching = missing_hub_id(self.name)
            from llm_playground.engine.loaded import loaded

            loaded(self.name)
        except BaseException as error:  # noqa: BLE001 (raised again where it is waited for)
            self._error = error
        finally:
            self.arrived.set()


def missing_hub_id(name: str) -> str | None:
    """The hub id of a model that must be fetched first; None if it is on this machine, or not the hub's."""
    entry = CATALOG.get(name)
    if (entry and entry.hub_id is None) or (entry is None and existing_folder(name)):
        return None
    hub_id = entry.hub_id if entry and entry.hub_id else name
    return None if hub.cached_folder(hub_id) else hub_id
