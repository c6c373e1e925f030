"""What the hub has of a model: one question, and every file with its size and its checksum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

# What a model needs, and nothing that could run: no pickles, no Python files. Subfolders hold other formats (ONNX).
WANTED_FILES = ("*.json", "*.safetensors", "*.jinja", "*.txt", "tokenizer.model")
WANTED_FOR_TOKENIZER = tuple(pattern for pattern in WANTED_FILES if pattern != "*.safetensors")
UNWANTED_FILES = ("*/*", "consolidated*")


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository. `etag` names its content: the SHA-256 of a large file, of a small one git's own sum."""

    path: str
    size: int
    etag: str
    is_large: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A repository as it was at one commit; `branch` led to it, None where the commit itself was asked for."""

    hub_id: str
    commit: str
    branch: str | None
    files: tuple[HubFile, ...]

    @property
    def total(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def list_files(hub_id: str, revision: str | None, wanted: Sequence[str], patience: float) -> Listing:
    """Those files of a model that match `wanted`, the smallest first.

    Args:
        revision: a commit; None: whatever the branch "main" has now.
        patience: seconds that the hub may take.

    Raises:
        What the library of the hub raises.
    """
    from huggingface_hub import HfApi, constants

    api = HfApi(endpoint=constants.ENDPOINT)
    info = api.model_info(hub_id, revision=revision or "main", files_metadata=True, timeout=patience)
    files = []
    for each in info.siblings or ():
        path, large = each.rfilename, each.lfs
        if not _matches(path, wanted) or _matches(path, UNWANTED_FILES):
            continue
        etag = large.sha256 if large else each.blob_id
        assert etag is not None, f"the hub lists {path} without a checksum"
        files.append(HubFile(path, (large.size if large else each.size) or 0, etag, large is not None))
    assert info.sha is not None, "the hub lists files without their commit"
    files.sort(key=lambda file: file.size)
    return Listing(hub_id, info.sha, None if revision else "main", tuple(files))


def _matches(path: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)
