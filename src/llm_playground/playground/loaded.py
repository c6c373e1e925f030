"""Models by name, loaded once and kept: the second call with the same name answers at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from llm_playground.models.loading import load
from llm_playground.models.seam import LanguageModel

KEPT = 3  # enough for a base and an instruct model side by side, and one more

_lock = threading.Lock()
_models: OrderedDict[tuple[str, float], LanguageModel] = OrderedDict()


def loaded(model: str | Path | LanguageModel) -> LanguageModel:
    """The model itself, or the one of that name: loaded now, or kept from an earlier call.

    A folder whose files changed since (a model trained further) is loaded again.
    """
    if isinstance(model, LanguageModel):
        return model
    key = (str(model), _last_change(Path(model).expanduser()))
    with _lock:
        if key not in _models:
            _models[key] = load(model)
        _models.move_to_end(key)
        while len(_models) > KEPT:
            _models.popitem(last=False)
        return _models[key]


def _last_change(folder: Path) -> float:
    return max((path.stat().st_mtime for path in folder.iterdir()), default=0.0) if folder.is_dir() else 0.0
