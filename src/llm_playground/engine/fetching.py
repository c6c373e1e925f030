"""Models on their way from the hub: each is fetched in a thread of its own, and all who wait for it hear how far it is.

Who asks in Python waits, and sees a bar; the page leaves and comes back, and the fetch goes on meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from pathlib import Path
from typing import Literal

from llm_playground.errors import Cancelled, ModelUnavailable, PlaygroundError
from llm_playground.models import hub
from llm_playground.models.fetching.sizes import megabytes
from llm_playground.models.fetching.whole import fetching
from llm_playground.models.folders import find_folder
from llm_playground.models.packaged import file_of
from llm_playground.models.references import GGUFFile, Hub, Packaged, Reference, read_name
from llm_playground.models.unreadable import check_weights
from llm_playground.records.fetching import Fetched, Fetching

NEWS_EVERY = 0.25  # seconds

# What a session does about a model that is not on this machine: fetches it for a run that needs it; or only when it is
# asked for that; or never, where those who ask are not those whose disk it is.
Policy = Literal["needed", "asked", "never"]


def fetch(model: str | Path) -> Path:
    """Fetch a model of the Hugging Face hub, unless it is on this machine, so that it is at hand offline.

        lp.fetch("qwen")

    A bar shows how far it is. Ctrl+C stops it, and the same call goes on there later; so it does after a break.
    Everything that comes is compared with the checksum that the hub lists, and a model is there whole or not at all.

    Args:
        model: a catalog key or hub id. What is on this machine already is only looked up.

    Returns:
        The checkpoint folder, or the GGUF file.

    Raises:
        InvalidValue: not a name at all, or a model on a server.
        UnknownName: no such model.
        ModelUnavailable: the hub cannot be reached, does not give this model to the user, or breaks off again and
            again; there is no room for it; or it comes with a package that is not installed.
        CheckpointError: what the hub has cannot be read, or is never what it lists.
    """
    reference = read_name(model)
    return file_of(reference) if isinstance(reference, GGUFFile | Packaged) else find_folder(model)


def check_here(name: str, reference: Reference, policy: Policy, field: str) -> None:
    """Refuse a model that would have to be fetched first.

    Raises:
        ModelUnavailable: with who can fetch it, and how.
    """
    if not isinstance(reference, Hub) or hub.cached_folder(reference.hub_id) is not None:
        return
    size = f" ({reference.entry.download_megabytes:,} MB)" if reference.entry else ""
    how = f"llm-playground pull {name}"
    if policy == "never":
        raise not_for_visitors(name, field)
    if FETCHES.under_way(reference.hub_id):
        raise ModelUnavailable(f"{name} is still being fetched{size}. Try again once it is here.", field=field)
    raise ModelUnavailable(
        f"{name} is not on this machine yet{size}. Fetch it first: with Fetch, below the list of models, or with the "
        f"command {how}.",
        field=field,
    )


def not_for_visitors(name: str, field: str = "model") -> ModelUnavailable:
    """The error where somebody asks for a fetch whose disk it is not."""
    return ModelUnavailable(
        f"{name} is not on the machine of this server, and visitors cannot fetch it. Whoever runs the server can, with "
        f"the command llm-playground pull {name}.",
        field=field,
    )


class Fetch:
    """The fetch of one model. `latest` is how far it is."""

    def __init__(self, reference: Hub) -> None:
        self.latest = Fetching(reference.name, "asking")
        self.ended = threading.Event()
        self._reference = reference
        self._stopped = threading.Event()
        self._end: Fetched | BaseException | None = None
        threading.Thread(target=self._run, name=f"fetch {reference.name}", daemon=True).start()

    def stop(self) -> None:
        """End it; what has come is kept. It may take until a hub that stalls is given up."""
        self._stopped.set()
        self._finish(self._cancelled())

    def result(self) -> Fetched:
        """What it took, once it has `ended`. Raises: what ended it otherwise."""
        if isinstance(self._end, Fetched):
            return self._end
        assert self._end is not None
        raise self._end

    def _run(self) -> None:
        hub_id = self._reference.hub_id
        arriving = fetching(hub_id)
        try:
            while not self._stopped.is_set():
                self.latest = next(arriving)
        except StopIteration as end:
            folder, fetched = end.value
            try:
                check_weights(folder, hub_id)
                self._finish(fetched)
            except PlaygroundError as error:
                self._finish(error)
        except BaseException as error:  # noqa: BLE001 (raised again where it is waited for)
            self._finish(error)
        finally:
            arriving.close()

    def _finish(self, end: Fetched | BaseException) -> None:
        if not self.ended.is_set():
            self._end = end
            self.ended.set()

    def _cancelled(self) -> Cancelled:
        done, total = self.latest.done, self.latest.total
        kept = f" {megabytes(done)} of {megabytes(total)} are kept: it goes on there." if done else ""
        return Cancelled(f"Fetching {self._reference.name} was cancelled.{kept}", field="model")


class Fetches:
    """The fetches of this process, by the hub id of the model. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, Fetch] = {}

    def start(self, reference: Hub) -> Fetch:
        """Fetch a model; or the fetch of it that is under way."""
        with self._lock:
            fetch = self._under_way.get(reference.hub_id)
            if fetch is None or fetch.ended.is_set():
                fetch = self._under_way[reference.hub_id] = Fetch(reference)
            return fetch

    def under_way(self, hub_id: str) -> Fetch | None:
        """The fetch of a model, if there is one now."""
        with self._lock:
            fetch = self._under_way.get(hub_id)
            return fetch if fetch and not fetch.ended.is_set() else None

    def watch(self, reference: Hub) -> Generator[Fetching | Fetched, None, None]:
        """Start the fetch of a model, or join it, and hear how far it is. Closing this does not stop it.

        Raises:
            Cancelled: somebody stopped it.
            As `models.fetching.whole.fetching`.
        """
        fetch = self.start(reference)
        told = None
        while not fetch.ended.is_set():
            if told is not fetch.latest:
                yield (told := fetch.latest)
            fetch.ended.wait(NEWS_EVERY)
        yield fetch.result()


FETCHES = Fetches()  # of this process, for every session
