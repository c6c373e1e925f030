"""Stand-ins for what other programs leave on a machine: the cache of the hub's library, Ollama's manifests."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

COMMIT = "a" * 40


def put_into_ollama(models: Path, name: str, file: Path | bytes | None, tag: str = "latest", **more: str) -> Path:
    """The stand-in for what `ollama pull` leaves: a manifest, and the file that it names."""
    digest = f"sha256:{hashlib.sha256(f'{name}:{tag}'.encode()).hexdigest()}"
    manifest = models / "manifests" / "registry.ollama.ai" / "library" / name / tag
    manifest.parent.mkdir(parents=True, exist_ok=True)
    layers = {"application/vnd.ollama.image.template": "sha256:" + "1" * 64} | more
    layers["application/vnd.ollama.image.model"] = digest
    of_layer = [{"mediaType": kind, "digest": digest} for kind, digest in layers.items()]
    manifest.write_text(json.dumps({"schemaVersion": 2, "layers": of_layer}))
    blob = models / "blobs" / digest.replace(":", "-")
    blob.parent.mkdir(exist_ok=True)
    if isinstance(file, Path):
        blob.symlink_to(file)
    elif file is not None:
        blob.write_bytes(file)
    return blob


def put_into_hub(hub: Path, hub_id: str, folder: Path, commit: str = COMMIT, **refs: str) -> Path:
    """The stand-in for what `huggingface_hub` leaves: blobs, links to them in a snapshot, and branches."""
    repository = hub / f"models--{hub_id.replace('/', '--')}"
    snapshot = repository / "snapshots" / commit
    for kind in ("blobs", "refs"):
        (repository / kind).mkdir(parents=True, exist_ok=True)
    snapshot.mkdir(parents=True)
    for each in folder.iterdir():
        blob = shutil.copyfile(each, repository / "blobs" / f"{commit[:4]}{each.name}")
        (snapshot / each.name).symlink_to(blob)
    for branch, where in (refs or {"main": commit}).items():
        (repository / "refs" / branch).write_text(where)
    return snapshot
