"""What all warpers have in common, and the way to one by its name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from llm_playground.decoding.float32 import Float32s
from llm_playground.decoding.parameters import PARAMETERS

Logits = Float32s


class Warper(ABC):
    """Base of the warpers: each is a frozen dataclass with a `name`, by which it is known, and one parameter."""

    name: ClassVar[str]
    kinds: ClassVar[dict[str, type[Warper]]] = {}

    def __init_subclass__(cls) -> None:
        Warper.kinds[cls.name] = cls

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by name, as a `Stage` records them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    @cached_property
    def cuts(self) -> bool:
        """Whether it takes tokens out, and leaves the others as they are."""
        return any(name in PARAMETERS and PARAMETERS[name].cuts for name in self.parameters)

    @abstractmethod
    def __call__(self, logits: Logits, ids: Sequence[int]) -> Logits:
        """New logits (V,) from `logits` (V,) and the `ids` of the text so far, prompt included."""


def make_warper(name: str, value: object) -> Warper:
    """The warper of that name with its parameter at `value`.

    Raises:
        InvalidValue: `value` is outside its legal range.
    """
    make: Callable[[object], Warper] = Warper.kinds[name]
    return make(value)


def checked(warper: Warper, name: str) -> None:
    """See that the parameter `name` is a legal number, and keep it as a float.

    Raises:
        InvalidValue: it is not.
    """
    # A frozen dataclass can only be corrected (an int made a float) through object.__setattr__.
    object.__setattr__(warper, name, PARAMETERS[name].number(getattr(warper, name)))


def only(logits: Logits, id: int) -> Logits:
    """All tokens cut but one."""
    alone = np.full_like(logits, -np.inf)
    alone[id] = logits[id]
    return alone


def keep(logits: Logits, kept: NDArray[np.bool_]) -> Logits:
    """The tokens cut that are not `kept` (V,)."""
    return np.where(kept, logits, np.float32(-np.inf))
