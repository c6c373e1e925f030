"""Warpers: small functions that reshape the next-token distribution, each one a value that can be shown and
re-ordered.

A warper takes logits and returns new ones: it changes some and sets those of the tokens that it cuts to -inf.
It never works in place and never cuts every token. The boundary arithmetic is float32, as in transformers
5.23, because *which* token falls on which side of a boundary depends on the rounding; `tests/decoding` holds
the two side by side.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from llm_playground.decoding.float32 import (
    LARGEST,
    SMALLEST,
    Float32s,
    ascending,
    distance_from_typical,
    running_mass,
    softmax32,
    to_float32,
)
from llm_playground.decoding.parameters import PARAMETERS

Logits = Float32s


class Warper(ABC):
    """Base of the warpers. A subclass is a frozen dataclass with a `name` and its parameter as its one field.

    To add one takes the subclass, which is then known by its name, and its row in the table of parameters.
    """

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


def _number(warper: Warper, name: str) -> None:
    # A frozen dataclass can only be corrected (an int made a float) through object.__setattr__.
    object.__setattr__(warper, name, PARAMETERS[name].number(getattr(warper, name)))


@dataclass(frozen=True)
class Temperature(Warper):
    """Divides the logits by `temperature` >= 0, as in transformers' TemperatureLogitsWarper.

    0 is the limit: all the probability goes to the most likely token (the lowest id on a tie). transformers
    refuses 0.
    """

    temperature: float
    name: ClassVar[str] = "temperature"

    def __post_init__(self) -> None:
        _number(self, "temperature")

    def __call__(self, logits: Logits, ids: Sequence[int]) -> Logits:
        highest = int(np.argmax(logits))
        if self.temperature == 0:
            return _only(logits, highest)
        # A temperature beyond float32 would be infinite there, and -inf / inf is NaN. One near 0 overflows float32 or
        # is rounded to 0 in it; that is looked for below.
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            divided: Logits = logits / np.float32(min(self.temperature, LARGEST))
            if not np.isfinite(divided[highest]):
                # A softmax does not see a constant, so measure from the highest logit: that one stays 0 and
                # finite.
                shifted = (logits.astype(np.float64) - logits[highest]) / self.temperature
                divided = shifted.astype(np.float32)
        return divided


@dataclass(frozen=True)
class TopK(Warper):
    """Keeps the `top_k` >= 1 highest logits (Fan et al. 2018), as in transformers' TopKLogitsWarper.

    Tokens that tie with the k-th stay too, so more than k may be kept; llama.cpp keeps exactly k.
    """

    top_k: int
    name: ClassVar[str] = "top_k"

    def __post_init__(self) -> None:
        object.__setattr__(self, "top_k", PARAMETERS["top_k"].whole_number(self.top_k))

    def __call__(self, logits: Logits, ids: Sequence[int]) -> Logits:
        if self.top_k >= len(logits):
            return logits.copy()
        return _keep(logits, logits >= np.partition(logits, -self.top_k)[-self.top_k])


@dataclass(frozen=True)
class TopP(Warper):
    """Nucleus sampling (Holtzman et al. 2019) with `top_p` from 0 to 1, as in transformers' TopPLogitsWarper.

    Keeps the fewest most likely tokens whose mass reaches `top_p`, and always the most likely one. Where the
    boundary falls among equal logits, the tokens with the higher ids stay, as after a stable ascending sort.
    """

    top_p: float
    name: ClassVar[str] = "top_p"

    def __post_init__(self) -> None:
        _number(self, "top_p")

    def __call__(self, logits: Logits, ids: Sequence[int]) -> Logits:
        if self.top_p == 1:
            return logits.copy()
        rising = np.sort(logits)
        # Cut from the unlikely end while the mass cut is at most 1 - top_p. Summed from this end, small
        # probabilities are not lost in a sum near 1; with `<` (side="left") instead of `<=` a top_p exactly
        # on a boundary would keep one token more.
        cut = int(np.searchsorted(running_mass(rising), np.float32(1 - self.top_p), side="right"))
        cut = min(cut, len(logits) - 1)
        boundary = rising[cut]
        keep = logits > boundary
        tied = np.flatnonzero(logits == boundary)
        tied_and_cut = cut - int(np.searchsorted(rising, boundary))
        keep[tied[tied_and_cut:]] = True
        return _keep(logits, keep)


@dataclass(frozen=True)
class MinP(Warper):
    """Cuts tokens less likely than `min_p` times the most likely (Nguyen et al. 2024); MinPLogitsWarper."""

    min_p: float
    name: ClassVar[str] = "min_p"

    def __post_init__(self) -> None:
        _number(self, "min_p")

    def __call__(self, logits: Logits, ids: Sequence[int]) -> Logits:
        probabilities = softmax32(logits)
        return _keep(logits, probabilities >= np.float32(self.min_p) * probabilities.max())


@dataclass(frozen=True)
class Typical(Warper):
    """Locally typical sampling (Meister et al. 2022) with 0 < `typical_p` <= 1, as in TypicalLogitsWarper.

    Keeps the tokens whose surprise, -log p, is nearest to the entropy, until their mass reaches `typical_p`.
    The most likely token can be cut: it may be *too* unsurprising. That is meant. Tokens that tie with the last one
    kept stay too.
    """

    typical_p: float
    name: ClassVar[str] = "typical"

    def __post_init__(self) -> None:
        _number(self, "typical_p")

    def __call__(self, logits: Logits, ids: Sequence[int]) -> Logits:
        if self.typical_p == 1:
            return logits.copy()
        distance = distance_from_typical(logits)
        rounded = to_float32(distance)
        order = ascending(rounded)
        last = self._last(logits[order])
        # float32 takes many tokens of a nearly flat distribution for equally far. Only where the boundary falls among
        # such tokens does it matter, and only then is it worth the slower sort.
        tied = rounded[order] == rounded[order[last]]
        if np.count_nonzero(tied) > 1:
            order[tied] = order[tied][np.argsort(distance[order[tied]], kind="stable")]
            last = self._last(logits[order])
        return _keep(logits, distance <= distance[order[last]])

    def _last(self, logits: Logits) -> int:
        """The index at which the mass of `logits`, in the order given, reaches `typical_p`."""
        last = int(np.searchsorted(running_mass(logits), np.float32(self.typical_p)))
        # Rounding can leave the whole mass just below typical_p; then `last` would point behind the end.
        return min(last, len(logits) - 1)


@dataclass(frozen=True)
class RepetitionPenalty(Warper):
    """Penalises every token of the text so far (Keskar et al. 2019, CTRL), as in
    RepetitionPenaltyLogitsProcessor.

    A logit above 0 is divided by `repetition_penalty` > 0, one below 0 multiplied, once per token however
    often it occurs. The result depends on where 0 lies, so adding a constant to all logits changes it: a flaw
    of the method.
    """

    repetition_penalty: float
    name: ClassVar[str] = "repetition_penalty"

    def __post_init__(self) -> None:
        _number(self, "repetition_penalty")

    def __call__(self, logits: Logits, ids: Sequence[int]) -> Logits:
        # Some models have ids that they can read but not predict; those have no logit to change.
        seen = [id for id in set(ids) if 0 <= id < len(logits)]
        penalised = logits.copy()
        penalty = np.float32(min(max(self.repetition_penalty, SMALLEST), LARGEST))
        before = logits[seen]
        with np.errstate(over="ignore"):
            after = np.where(before < 0, before * penalty, before / penalty)
        # An extreme penalty must not overflow: +inf has no softmax, and -inf for every token would leave
        # nothing.
        penalised[seen] = np.where(np.isneginf(before), before, np.clip(after, -LARGEST, LARGEST))
        return penalised


def _only(logits: Logits, id: int) -> Logits:
    alone = np.full_like(logits, -np.inf)
    alone[id] = logits[id]
    return alone


def _keep(logits: Logits, keep: NDArray[np.bool_]) -> Logits:
    return np.where(keep, logits, np.float32(-np.inf))
