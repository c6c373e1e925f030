"""Which models are loaded, for who asks in Python, and how they are let go."""

from __future__ import annotations

from llm_playground.engine.printed import printed
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import filled, unknown
from llm_playground.models.memory import free_bytes
from llm_playground.plain.static_parts import byte_size
from llm_playground.records.fetching import LoadedModels


class InMemory(LoadedModels):
    """Models that print themselves, a line each."""

    __slots__ = ()

    def __repr__(self) -> str:
        width = max((len(model.name) for model in self.models), default=0)
        lines = [f"{model.name:<{width}}  {byte_size(model.bytes)}" for model in self.models]
        return "\n".join([*(lines or ["No model is loaded."]), f"About {byte_size(self.free)} of memory are free."])


def loaded() -> InMemory:
    """The models that are kept loaded since they were asked for by name, with the memory that each takes.

        lp.generate("tiny-gpt2", "Once upon a time")
        lp.loaded()                          tiny-gpt2, and its bytes
        lp.unload("tiny-gpt2")

    The last four are kept. One that `load` gave is yours, and not among them.
    """
    return printed(InMemory, LoadedModels(tuple(SHELF.loaded()), free_bytes()))


def unload(model: str | None = None) -> InMemory:
    """Let a model go, so that its memory is free for another one; or all of them.

    Args:
        model: the name by which it was asked for; None: every one that is loaded.

    Returns:
        Those that are loaded still.

    Raises:
        InvalidValue: not a name at all.
        UnknownName: no model of that name is loaded.
    """
    names = [each.name for each in SHELF.loaded()]
    if model is not None and not SHELF.unload(filled("model", model, "the name of a model that is loaded")):
        raise unknown("loaded model", model, names or ["none"])
    for name in names if model is None else ():
        SHELF.unload(name)
    return loaded()
