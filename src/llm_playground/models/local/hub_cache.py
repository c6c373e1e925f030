"""The cache of the Hugging Face hub, in which `transformers` and this program keep what they fetched.

    models--organisation--name/refs/main               the revision that this branch had when it was fetched
    models--organisation--name/snapshots/REVISION/…    its files, each a link to one of
    models--organisation--name/blobs/…                 those that end in .incomplete are being fetched, or were

https://huggingface.co/docs/huggingface_hub/guides/manage-cache
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from llm_playground.errors import InvalidValue
from llm_playground.models import hub
from llm_playground.models.catalog import CATALOG
from llm_playground.models.fetching.sizes import megabytes
from llm_playground.models.local.lying import SUFFIX, Lying, gguf_files


def folders() -> list[Path]:
    """The cache of this user: where HF_HUB_CACHE says, else in HF_HOME."""
    from huggingface_hub import constants

    return [Path(constants.HF_HUB_CACHE)]


def lying_in(folder: Path) -> Iterator[Lying]:
    """The models in `folder`; of each the revision that is loaded by its hub id, and others by their folders."""
    for repository in sorted(folder.glob("models--*")):
        yield from _of_repository(repository)


def _of_repository(repository: Path) -> Iterator[Lying]:
    hub_id = repository.name.removeprefix("models--").replace("--", "/")
    name, snapshots = _name(hub_id), sorted(repository.glob("snapshots/*"))
    branches = {
        path.name: path.read_text(encoding="utf-8", errors="replace").strip()
        for path in repository.glob("refs/*")
        if path.is_file()
    }
    by_name, files = _cached(hub_id), [file for folder in snapshots for file in gguf_files(folder)]
    if by_name and name:
        yield Lying(name, by_name)
    for file in files:
        yield Lying(str(file), file, "" if file.is_file() else _broken(file, name or hub_id))
    for folder in snapshots:
        is_main = branches.get("main") in (folder.name, None)
        wanted = folder.name in branches.values() if by_name and name else not any(folder.glob(f"*{SUFFIX}"))
        if folder != by_name and wanted:
            called = name if name and is_main and by_name is None else str(folder)
            yield Lying(called, folder, _why_not_whole(repository, folder, name or hub_id), _size(repository))
    if not snapshots:
        yield Lying(name or hub_id, repository, _why_not_whole(repository, None, name or hub_id), _size(repository))


def _cached(hub_id: str) -> Path | None:
    """The folder that is loaded by this id; None where a folder of the cache has a name that is none."""
    with suppress(InvalidValue):
        return hub.cached_folder(hub_id)
    return None


def _name(hub_id: str) -> str | None:
    """What such a model is loaded by; None for an id of before 2022 that has no organisation: by its folder."""
    keys = (
        key for key, entry in CATALOG.items() if entry.hub_id and hub_id in (entry.hub_id, entry.hub_id.split("/")[1])
    )
    return next(keys, hub_id if "/" in hub_id else None)


def _why_not_whole(repository: Path, folder: Path | None, name: str) -> str:
    """What is plain from the names of the files; "" where one must look into them."""
    if any(repository.glob("blobs/*.incomplete")):
        here = megabytes(_size(repository))
        return f"Its download is not finished ({here} are here): llm-playground pull {name} goes on with it."
    if folder is None:
        return f"Nothing of it is here: llm-playground pull {name} fetches it."
    return next((_broken(link, name) for link in sorted(folder.rglob("*")) if not link.exists()), "")


def _broken(link: Path, name: str) -> str:
    return f"{link.name} points to a file that is gone: llm-playground pull {name} fetches it again."


def _size(repository: Path) -> int:
    return sum(blob.stat().st_size for blob in repository.glob("blobs/*") if blob.is_file())
