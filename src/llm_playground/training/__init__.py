"""Making the bundled models: pretraining on the corpus, and fine-tuning on its dialogues."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm_playground.training.recipes import RECIPES
    from llm_playground.training.run import train

_HOME = {"RECIPES": "recipes", "train": "run"}

__all__ = ["RECIPES", "train"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
