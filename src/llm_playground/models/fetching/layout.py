"""Where the files of a model lie in the cache of the hub, which other programs read too.

    models--organisation--name/blobs/ETAG               a file, by its content
    models--organisation--name/blobs/ETAG.incomplete    as much of it as has come
    models--organisation--name/snapshots/COMMIT/…       the files of a commit by their names, each a link to a blob
    models--organisation--name/refs/main                the commit that this branch had
    .locks/models--organisation--name/ETAG.lock         held by whoever receives the file

https://huggingface.co/docs/huggingface_hub/guides/manage-cache
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from llm_playground.models.fetching.listing import HubFile, Listing


def cache() -> Path:
    """The folder of all models of the hub: where HF_HUB_CACHE says, else in HF_HOME."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


def repository(hub_id: str) -> Path:
    """The folder of one model."""
    from huggingface_hub.file_download import repo_folder_name

    return cache() / repo_folder_name(repo_id=hub_id, repo_type="model")


def blob(hub_id: str, file: HubFile) -> Path:
    """A file, once it is whole."""
    return repository(hub_id) / "blobs" / file.etag


def part(hub_id: str, file: HubFile) -> Path:
    """As much of a file as has come."""
    return blob(hub_id, file).with_name(f"{file.etag}.incomplete")


def is_whole(listing: Listing, file: HubFile) -> bool:
    """Whether a file has been received, for this commit or another one, by this or another program."""
    return (_folder(listing) / file.path).exists() or blob(listing.hub_id, file).exists()


def received(hub_id: str, file: HubFile) -> int:
    """How many bytes of a file that is not whole have come."""
    try:
        return part(hub_id, file).stat().st_size
    except FileNotFoundError:
        return 0


def fetched_bytes(hub_id: str) -> int:
    """How much of a model is in the cache so far, in bytes."""
    sizes = 0
    for path in (repository(hub_id) / "blobs").glob("*"):
        if path.name.count(".") < 2:  # others are parts that the library of the hub never takes up again
            with suppress(FileNotFoundError):  # a part that is whole now is renamed under our eyes
                sizes += path.stat().st_size
    return sizes


def free_disk() -> int:
    """Bytes that are free where the cache is, or will be."""
    there = next(folder for folder in (cache(), *cache().absolute().parents) if folder.exists())
    return shutil.disk_usage(there).free


@contextmanager
def locked(hub_id: str, file: HubFile) -> Iterator[bool]:
    """Whether no other program receives the file; then none begins to, as long as this lasts."""
    from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]

    lock = cache() / ".locks" / repository(hub_id).name / f"{file.etag}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    held = WeakFileLock(lock, timeout=0.05)
    try:
        held.__enter__()
    except TimeoutError:
        yield False
        return
    try:
        yield True
    finally:
        held.__exit__(None, None, None)


def put_in_place(listing: Listing) -> Path:
    """The folder of a commit of which every file is whole, with a link to each; and the branch, if it was asked for."""
    folder = _folder(listing)
    for file in listing.files:
        _link(folder / file.path, blob(listing.hub_id, file))
    if listing.branch:
        ref = repository(listing.hub_id) / "refs" / listing.branch
        ref.parent.mkdir(parents=True, exist_ok=True)
        ref.write_text(listing.commit, encoding="utf-8")
    return folder


def _folder(listing: Listing) -> Path:
    return repository(listing.hub_id) / "snapshots" / listing.commit


def _link(link: Path, target: Path) -> None:
    if link.exists():
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)  # it may lead to a blob that was deleted
    try:
        link.symlink_to(os.path.relpath(target, link.parent))
    except OSError:  # Windows lets only developers make links; the library of the hub moves the file then, too
        target.replace(link)
