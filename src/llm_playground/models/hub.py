"""Checkpoint folders of the Hugging Face hub: in its local cache, or fetched into it.

The cache is the one that `transformers` and `huggingface_hub` use, so a model fetched by either is found by the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from llm_playground.errors import CheckpointError, InvalidValue, ModelUnavailable
from llm_playground.models.catalog import entry_of_hub_id
from llm_playground.models.fetching.bar import with_bar
from llm_playground.models.fetching.listing import WANTED_FOR_TOKENIZER
from llm_playground.models.fetching.told import no_weights
from llm_playground.models.fetching.whole import fetching
from llm_playground.models.unreadable import check_weights
from llm_playground.transformer.files import weight_files

TOKENIZER_FILES = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt")


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
    return _cached_tokenizer(hub_id) or with_bar(fetching(hub_id, WANTED_FOR_TOKENIZER))


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
            # The file that says which commit the branch has is damaged and will be written anew, or is no file.
            except (UnicodeDecodeError, OSError):
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
    folder = with_bar(fetching(hub_id))
    check_weights(folder, hub_id)
    if not _is_complete(folder):
        raise no_weights(hub_id)
    return folder


def _is_complete(folder: Path) -> bool:
    try:
        return bool(weight_files(folder))
    except CheckpointError:
        return False  # a download that was broken off: fetching again resumes it
