"""Making the bundled models: the story world that writes their text, pretraining and fine-tuning."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm_playground.training.recipes import RECIPES
    from llm_playground.training.run import train
    from llm_playground.training.watching import watch

_HOME = {"RECIPES": "recipes", "train": "run", "watch": "watching"}

__all__ = ["RECIPES", "train", "watch"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
