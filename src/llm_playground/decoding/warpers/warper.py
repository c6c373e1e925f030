"""What all warpers have in common, and the way to one by its name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache, cached_property
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.float32 import LARGEST, Float32s
from llm_playground.decoding.parameter import Value
from llm_playground.decoding.parameters import PARAMETERS, warper_rows
from llm_playground.decoding.past import Past
from llm_playground.decoding.vocabulary import Vocabulary

Logits = Float32s
Mask = NDArray[np.bool_]


class Warper(ABC):
    """Base of the warpers: each is a frozen dataclass with a `name`, by which it is known, and a field a parameter.

    Attributes:
        of_survivors: whether it does to the tokens that are left what it would do if there were no others. Then those
            that were cut before need not be looked at.
        formula: the new logit of token i or, of a cut, when it stays, in LaTeX; with the names of all its parameters.

    Raises:
        InvalidValue: a parameter is outside its legal range.
    """

    name: ClassVar[str]
    of_survivors: ClassVar[bool] = False
    formula: ClassVar[str] = ""
    kinds: ClassVar[dict[str, type[Warper]]] = {}

    def __init_subclass__(cls) -> None:
        if "name" in vars(cls):  # a `Cut` is no warper yet
            Warper.kinds[cls.name] = cls

    def __post_init__(self) -> None:
        for name, value in self.parameters.items():
            # A frozen dataclass can only be corrected (an int made a float) through object.__setattr__.
            object.__setattr__(self, name, PARAMETERS[name].check(value))

    @property
    def parameters(self) -> dict[str, Value]:
        """The parameters by name, as a `Stage` records them: those of its fields that are rows of the table."""
        return {name: getattr(self, name) for name in _set_by(type(self))}

    @cached_property
    def cuts(self) -> bool:
        """Whether it takes tokens out, and leaves the others as they are."""
        return any(name in PARAMETERS and PARAMETERS[name].cuts for name in self.parameters)

    @cached_property
    def cuts_from_below(self) -> bool:
        """Whether it takes the least likely tokens out, by ranks or by probabilities: a model that tells of its
        likeliest tokens alone is enough for that."""
        return any(name in PARAMETERS and PARAMETERS[name].needs == "from below" for name in self.parameters)

    def state(self, past: Past) -> dict[str, float]:
        """What it goes by at this step besides its parameters, if it looks back or acts by chance: for the `Stage`."""
        return {}

    def spelled(self, vocabulary: Vocabulary) -> Self:
        """The same for a model: a warper that is set by texts finds out which tokens they are.

        Raises:
            InvalidValue: a text that is none.
        """
        return self

    @abstractmethod
    def __call__(self, logits: Logits, past: Past) -> Logits:
        """New logits (V,) from `logits` (V,) and what came before."""


@cache
def _set_by(kind: type[Warper]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name in PARAMETERS)  # type: ignore[arg-type]


class Cut(Warper):
    """A warper that takes tokens out, by their place in the distribution of those that are left, and does nothing
    else."""

    @abstractmethod
    def stay(self, seen: Distribution, past: Past) -> Mask:
        """Which of the tokens that are left stay, (n,): at least one."""

    def cuts_unseen(self, seen: Distribution) -> bool:
        """Whether all tokens go of which nothing was told, even where none goes of those that are left."""
        return False

    def __call__(self, logits: Logits, past: Past) -> Logits:
        seen = Distribution.of(logits)
        return seen.only(self.stay(seen, past)).all_logits.copy()


def make_warper(name: str, parameters: Mapping[str, Value]) -> Warper:
    """The warper of that name with these parameters, and those of the table where it has more.

    Raises:
        InvalidValue: a value outside its legal range.
    """
    defaults = {row.name: row.default for row in warper_rows() if row.warper == name}
    make: Callable[..., Warper] = Warper.kinds[name]
    return make(**{**defaults, **parameters})


def only(logits: Logits, id: int) -> Logits:
    """All tokens cut but one."""
    alone = np.full_like(logits, -np.inf)
    alone[id] = logits[id]
    return alone


def keep(logits: Logits, kept: NDArray[np.bool_]) -> Logits:
    """The tokens cut that are not `kept` (V,)."""
    return np.where(kept, logits, np.float32(-np.inf))


def unless_nothing_is_left(logits: Logits, kept: NDArray[np.bool_]) -> Logits:
    """`keep`, but where that would leave no token at all, all stay: some token has to come."""
    return keep(logits, kept) if np.isfinite(logits[kept]).any() else logits.copy()


def lowered(logits: Logits, ids: NDArray[np.int64], penalties: NDArray[np.floating[Any]]) -> Logits:
    """The logits of `ids` (N,), each once, made lower by `penalties` (N,). What is cut stays cut; nothing overflows."""
    # Some models have ids that they can read but not predict; those have no logit to change.
    known = (ids >= 0) & (ids < len(logits))
    ids, changed = ids[known], logits.copy()
    before = logits[ids].astype(np.float64)
    after = np.clip(before - penalties[known], -LARGEST, LARGEST).astype(np.float32)
    changed[ids] = np.where(np.isneginf(before), np.float32(-np.inf), after)
    return changed
