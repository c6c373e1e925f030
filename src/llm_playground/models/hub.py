"""Checkpoint folders of the Hugging Face hub: in its local cache, or fetched into it.

The cache is the one that `transformers` and `huggingface_hub` use, so a model fetched by either is found by the other.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from llm_playground.errors import CheckpointError, InvalidValue, ModelUnavailable, UnknownName, panics_as, reason
from llm_playground.models.catalog import CATALOG, entry_of_hub_id
from llm_playground.models.unreadable import check_weights
from llm_playground.transformer.files import weight_files

# What a model needs, and nothing that could run: no pickles, no Python files. Subfolders hold other formats (ONNX).
WANTED_FILES = ["*.json", "*.safetensors", "*.jinja", "*.txt", "tokenizer.model"]
WANTED_FOR_TOKENIZER = [pattern for pattern in WANTED_FILES if pattern != "*.safetensors"]
UNWANTED_FILES = ["*/*", "consolidated*"]

TOKENIZER_FILES = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt")

# Seconds that the hub has to answer the first question before it counts as out of reach.
PATIENCE = 5


def find(hub_id: str) -> Path:
    """The checkpoint folder of a hub model: from the cache, or fetched if something is missing there.

    Raises: as `fetch`.
    """
    cached = cached_folder(hub_id)
    if cached and any((cached / name).is_file() for name in TOKENIZER_FILES):
        return cached
    try:
        return fetch(hub_id)
    except ModelUnavailable:
        if cached is None:
            raise
        return cached  # weights without a tokenizer: it takes ids


def find_tokenizer(hub_id: str) -> Path:
    """A folder with the tokenizer of a hub model: from the cache, or fetched without the weights.

    Raises: as `fetch`.
    """
    return _cached_tokenizer(hub_id) or _download(hub_id, WANTED_FOR_TOKENIZER)


def has_tokenizer(hub_id: str) -> bool:
    """Whether the tokenizer of a hub model is in the local cache."""
    return _cached_tokenizer(hub_id) is not None


def _cached_tokenizer(hub_id: str) -> Path | None:
    return next((folder for name in TOKENIZER_FILES for folder in _folders_with(name, hub_id)), None)


def cached_folder(hub_id: str) -> Path | None:
    """The complete checkpoint of a hub model in the local cache, or None."""
    return next((folder for folder in _folders_with("config.json", hub_id) if _is_complete(folder)), None)


def _folders_with(name: str, hub_id: str) -> Iterator[Path]:
    """The folders of a hub model in the local cache that hold a file of that name.

    A model of the catalog is looked up at its pinned revision first, then at whatever "main" was when it was fetched.
    """
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    entry = entry_of_hub_id(hub_id)
    # Before 2024 the GPT-2 models had no organisation, and many caches still hold them as "gpt2".
    spellings = (hub_id, hub_id.split("/")[1]) if entry else (hub_id,)
    for repository in spellings:
        for revision in (entry.revision, None) if entry else (None,):
            try:
                file = try_to_load_from_cache(repository, name, revision=revision)
            except UnicodeDecodeError:  # the file that says which commit the branch has is damaged: it is written anew
                continue
            except HFValidationError as error:
                raise InvalidValue(
                    f"{hub_id!r} is not a hub id: it has at most 96 characters, and neither '--' nor '..' in it."
                ) from error
            if isinstance(file, str):
                yield Path(file).parent


def fetch(hub_id: str) -> Path:
    """Download a model into the cache, with a progress bar on the terminal, and return its folder.

    Raises:
        ModelUnavailable: the hub cannot be reached, or does not give this model to the user.
        UnknownName: the hub has no such model.
        CheckpointError: the model has no safetensors weights, or ones that are not read.
    """
    folder = _download(hub_id, WANTED_FILES)
    check_weights(folder, hub_id)
    if not _is_complete(folder):
        raise CheckpointError(f"{hub_id} has no safetensors weights on the hub, and pickle files are never read.")
    return folder


def _download(hub_id: str, wanted: list[str]) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    entry = entry_of_hub_id(hub_id)
    http_error = connection_error()
    if not is_reachable():
        raise ModelUnavailable(_out_of_reach(hub_id))
    download = panics_as(
        ModelUnavailable, f"{hub_id} could not be fetched: the library that does it breaks off ({{}}). Try again."
    )(snapshot_download)
    try:
        return Path(
            download(
                hub_id,
                revision=entry.revision if entry else None,
                allow_patterns=wanted,
                ignore_patterns=UNWANTED_FILES,
            )
        )
    except GatedRepoError as error:
        raise ModelUnavailable(
            f"The hub gives {hub_id} only to users who accepted its terms: accept them on its page there, then log in "
            "with the command hf auth login."
        ) from error
    except (RepositoryNotFoundError, RevisionNotFoundError) as error:
        raise UnknownName(f"The Hugging Face hub has no model {hub_id!r} (or it is private).") from error
    except LocalEntryNotFoundError as error:
        raise ModelUnavailable(_out_of_reach(hub_id)) from error
    except (HfHubHTTPError, OSError, http_error) as error:
        raise ModelUnavailable(
            f"{hub_id} could not be fetched from the Hugging Face hub: {reason(error)}. "
            "Trying again goes on where it stopped."
        ) from error


def fetched_bytes(hub_id: str) -> int:
    """How much of a model is in the cache so far, in bytes."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    blobs = Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=hub_id, repo_type="model") / "blobs"
    sizes = 0
    for path in blobs.glob("*"):
        with suppress(FileNotFoundError):  # a part that is whole now is renamed under our eyes
            sizes += path.stat().st_size
    return sizes


def is_reachable() -> bool:
    """Ask first: the hub's library itself retries for half a minute offline, and forever where nobody answers."""
    from huggingface_hub import constants, get_session

    try:
        get_session().head(constants.ENDPOINT, timeout=PATIENCE)
    except (OSError, connection_error()):
        return False
    return True


def connection_error() -> type[Exception]:
    """What the hub's HTTP library raises; it is httpx or its successor, by version."""
    from huggingface_hub import get_session

    error: type[Exception] = sys.modules[type(get_session()).__module__.partition(".")[0]].HTTPError
    return error


def _is_complete(folder: Path) -> bool:
    try:
        return bool(weight_files(folder))
    except CheckpointError:
        return False  # a download that was broken off: fetching again resumes it


def _out_of_reach(hub_id: str) -> str:
    entry = entry_of_hub_id(hub_id)
    name = entry.key if entry else hub_id
    bundled = ", ".join(key for key, entry in CATALOG.items() if entry.bundled_folder)
    return (
        f"{hub_id} is not on this machine and the Hugging Face hub cannot be reached (looked in the cache, then asked "
        f"the hub). Either go online and fetch it with the command llm-playground pull {name}, or use a model that "
        f"ships with the package: {bundled}."
    )
