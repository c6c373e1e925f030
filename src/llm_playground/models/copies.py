"""Models that were trained here and are in no file: they lie in the memory of this process, the last few of them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from llm_playground.models.seam import ModelInfo

KEPT = 4  # as many as stand side by side


@dataclass(frozen=True, slots=True)
class Copy:
    """A model that was trained here; its `info` has the weights."""

    info: ModelInfo
    entry: ClassVar[None] = None

    @property
    def name(self) -> str:
        return self.info.name


class Copies:
    """Such models by name. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # guards all below
        self._copies: dict[str, Copy] = {}

    def keep(self, info: ModelInfo) -> str:
        """The name by which the model can be asked for from now on, while it is among the last `KEPT`."""
        with self._lock:
            names = (info.name, *(f"{info.name} ({number})" for number in range(2, KEPT + 2)))
            name = next(name for name in names if name not in self._copies)
            self._copies[name] = Copy(replace(info, name=name))
            if len(self._copies) > KEPT:
                del self._copies[next(iter(self._copies))]
        return name

    def find(self, name: str) -> Copy | None:
        with self._lock:
            return self._copies.get(name)


COPIES = Copies()  # of this process
