"""What goes wrong while a model is fetched, each in a sentence: what it was, and what to do."""

from __future__ import annotations

import errno

from llm_playground.errors import CheckpointError, ModelUnavailable, PlaygroundError, UnknownName, reason
from llm_playground.models.catalog import CATALOG, entry_of_hub_id
from llm_playground.models.fetching import layout
from llm_playground.models.fetching.blob import EndedEarly
from llm_playground.models.fetching.connection import STALLED, Busy, connection_error, timed_out
from llm_playground.models.fetching.sizes import megabytes

FULL = (errno.ENOSPC, errno.EDQUOT)
GOES_ON = "Fetching it again goes on where it stopped."


def told(error: Exception, hub_id: str) -> PlaygroundError:
    """The error to raise for one of the HTTP library, of that of the hub, or of the disk."""
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    if isinstance(error, PlaygroundError):
        return error
    if isinstance(error, OfflineModeIsEnabled):
        return ModelUnavailable(
            f"{hub_id} is not on this machine, and HF_HUB_OFFLINE in the environment forbids to ask the hub for it. "
            f"Take that out to fetch the model, or use one that ships with the package: {_bundled()}."
        )
    if isinstance(error, HfHubHTTPError) and not isinstance(error, LocalEntryNotFoundError):
        return _refused(error, hub_id)
    if isinstance(error, EndedEarly | Busy):
        return ModelUnavailable(f"{hub_id} could not be fetched: {reason(error)}, again and again. {GOES_ON}")
    if isinstance(error, timed_out()):
        return ModelUnavailable(
            f"{hub_id} could not be fetched: for {STALLED:.0f} seconds nothing came from the hub, again and again. "
            f"{GOES_ON}"
        )
    if isinstance(error, connection_error()):
        return ModelUnavailable(
            f"{hub_id} could not be fetched: the connection to the hub broke off, again and again ({reason(error)}). "
            f"{GOES_ON}"
        )
    if isinstance(error, OSError) and error.errno in FULL:
        return disk_is_full(hub_id)
    return ModelUnavailable(
        f"{hub_id} could not be fetched: {reason(error)}. It is kept in {layout.cache()}; HF_HOME names another place."
    )


def out_of_reach(hub_id: str) -> ModelUnavailable:
    """The hub does not answer at all."""
    entry = entry_of_hub_id(hub_id)
    name = entry.key if entry else hub_id
    return ModelUnavailable(
        f"{hub_id} is not on this machine and the Hugging Face hub cannot be reached (looked in the cache, then asked "
        f"the hub). Either go online and fetch it with the command llm-playground pull {name}, or use a model that "
        f"ships with the package: {_bundled()}."
    )


def disk_is_full(hub_id: str, missing: int | None = None) -> ModelUnavailable:
    """There is no room for the model, or for the `missing` bytes of it."""
    lacks = "the disk is full" if missing is None else f"{megabytes(missing)} of it are missing"
    return ModelUnavailable(
        f"{hub_id} could not be fetched: {lacks}, and {megabytes(layout.free_disk())} are free in {layout.cache()}. "
        f"Make room there, or set HF_HOME to a folder on another disk. {GOES_ON}"
    )


def no_weights(hub_id: str) -> CheckpointError:
    """The model is there in another format."""
    return CheckpointError(f"{hub_id} has no safetensors weights on the hub, and pickle files are never read.")


def _refused(error: Exception, hub_id: str) -> PlaygroundError:
    """What the hub itself said no to."""
    from huggingface_hub import get_token
    from huggingface_hub.errors import DisabledRepoError, GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

    answer = getattr(error, "response", None)
    status = getattr(answer, "status_code", None)
    if isinstance(error, GatedRepoError):
        return ModelUnavailable(
            f"The hub gives {hub_id} only to users who accepted its terms"
            + (", and the owner of the token on this machine has not. Accept" if get_token() else ": accept")
            + " them on its page there"
            + (", and fetch it again." if get_token() else ", then log in with the command hf auth login.")
        )
    if isinstance(error, DisabledRepoError):
        return ModelUnavailable(f"The hub gives {hub_id} to nobody any more: it was taken down there.")
    if isinstance(error, RevisionNotFoundError):
        return UnknownName(f"The Hugging Face hub has {hub_id} no longer as it was when it was put into the catalog.")
    if status == 401 and get_token():
        return ModelUnavailable(
            f"The hub does not take the token of this machine, so it does not give {hub_id}: the token is wrong or has "
            "run out. Log in again with hf auth login, or without any by hf auth logout (or take HF_TOKEN out of the "
            "environment)."
        )
    if isinstance(error, RepositoryNotFoundError) or status == 401:
        return UnknownName(f"The Hugging Face hub has no model {hub_id!r} (or it is private).")
    if status == 403:
        return ModelUnavailable(
            f"The hub does not give {hub_id} to the owner of the token on this machine: it has no right to read it. "
            "Make a token there that may, and log in with hf auth login."
        )
    if status == 404:
        return ModelUnavailable(f"The hub lists a file of {hub_id} and does not have it. Try again later.")
    return ModelUnavailable(f"{hub_id} could not be fetched: {reason(error)}. {GOES_ON}")


def _bundled() -> str:
    return ", ".join(key for key, entry in CATALOG.items() if entry.bundled_folder)
