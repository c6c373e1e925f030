"""Models by name, loaded once and kept: the second call with the same name answers at once."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from contextlib import suppress
from pathlib import Path

from llm_playground.models.references import existing_folder
from llm_playground.models.seam import LanguageModel

KEPT = 3  # enough for a base and an instruct model side by side, and one more

_lock = threading.Lock()  # for the two tables, never held while a model is loaded
_models: OrderedDict[tuple[str, float], LanguageModel] = OrderedDict()
_loading: defaultdict[tuple[str, float], threading.Lock] = defaultdict(threading.Lock)


def loaded(model: str | Path | LanguageModel) -> LanguageModel:
    """The model itself, or the one of that name: loaded now, or kept from an earlier call.

    A folder whose files changed since (a model trained further) is loaded again. Two threads that want the same model
    load it once; one that wants another does not wait for them.
    """
    if isinstance(model, LanguageModel):
        return model
    from llm_playground.models.loading import load  # brings PyTorch, for which nobody need wait who asks `is_loaded`

    folder = existing_folder(str(model))
    key = (str(model), last_change(folder) if folder else 0.0)
    with _lock:
        loading = _loading[key]
    with loading:
        with _lock:
            known = _models.get(key)
        found = known or load(model)
        with _lock:
            _models[key] = found
            _models.move_to_end(key)
            while len(_models) > KEPT:
                _models.popitem(last=False)
    return found


def is_loaded(name: str) -> bool:
    """Whether `loaded(name)` would answer at once (unless its files have changed)."""
    with _lock:
        return any(known == name for known, _ in _models)


def last_change(folder: Path) -> float:
    """When a file of the folder was last written, in seconds since 1970."""
    times = [0.0]
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # a file that is being written is renamed under our eyes
            times.append(path.stat().st_mtime)
    return max(times)
