"""A whole model, file by file: nothing of it is in place before all of it is here and right."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from llm_playground.models.catalog import entry_of_hub_id
from llm_playground.models.fetching import connection, layout
from llm_playground.models.fetching.blob import receive
from llm_playground.models.fetching.listing import WANTED_FILES, Listing, list_files
from llm_playground.models.fetching.progress import Progress
from llm_playground.models.fetching.told import disk_is_full, no_weights, out_of_reach, told
from llm_playground.records.fetching import Fetched, Fetching

Arriving = Generator[Fetching, None, tuple[Path, Fetched]]


def fetching(hub_id: str, wanted: Sequence[str] = WANTED_FILES) -> Arriving:
    """Fetch those files of a model of the hub that match `wanted` into its cache, telling how far it is.

    Closing the generator stops it, between two parts of a file. What has come by then, and by any error, is kept:
    fetching the model again goes on there. So does a connection that breaks off.

    Returns:
        The checkpoint folder, and what it took.

    Raises:
        ModelUnavailable: the hub cannot be reached, does not give this model to the user, or breaks off again and
            again; or there is no room for it.
        UnknownName: the hub has no such model.
        CheckpointError: the model has no safetensors weights, or what comes is never what the hub lists.
    """
    entry = entry_of_hub_id(hub_id)
    progress = Progress(entry.key if entry else hub_id)
    yield Fetching(progress.name, "asking")
    listing = _listed(hub_id, entry.revision if entry else None, wanted)
    try:
        yield from _receive(listing, progress)
        return layout.put_in_place(listing), progress.end()
    except Exception as error:  # told one by one: of the network, the hub and the disk
        raise told(error, hub_id) from error


def _receive(listing: Listing, progress: Progress) -> Iterator[Fetching]:
    progress.expect(listing)
    missing = progress.total - progress.done
    if missing > layout.free_disk():
        raise disk_is_full(listing.hub_id, missing)
    for number, file in enumerate(listing.files, 1):
        if layout.is_whole(listing, file):
            continue
        yield from progress.begin(number, file)
        yield from receive(listing, file, progress)


def _listed(hub_id: str, revision: str | None, wanted: Sequence[str]) -> Listing:
    try:
        listing = list_files(hub_id, revision, wanted, connection.PATIENCE)
    except Exception as error:  # of the network or the hub
        from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

        if isinstance(error, connection.connection_error()) and not isinstance(error, HfHubHTTPError):
            raise out_of_reach(hub_id) from error
        if isinstance(error, OSError) and not isinstance(error, HfHubHTTPError | OfflineModeIsEnabled):
            raise out_of_reach(hub_id) from error
        raise told(error, hub_id) from error
    if wanted == WANTED_FILES and not any(fnmatch(file.path, "*.safetensors") for file in listing.files):
        raise no_weights(hub_id)
    return listing
