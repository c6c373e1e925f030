"""Warpers: small functions that reshape the next-token distribution, each one a value that can be shown and
re-ordered.

A warper takes logits and returns new ones: it changes some and sets those of the tokens that it cuts to -inf.
It never works in place and never cuts every token. The boundary arithmetic is float32, as in transformers
5.23, because *which* token falls on which side of a boundary depends on the rounding; `tests/decoding` holds
the two side by side.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from llm_playground.decoding.parameters import PARAMETERS

Logits = NDArray[np.float32]

_LARGEST = float(np.finfo(np.float32).max)
_SMALLEST = float(np.finfo(np.float32).tiny)


class Warper(ABC):
    """Base of the warpers. A subclass is a frozen dataclass with a `name` and its parameters as fields."""

    name: ClassVar[str]

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by name, as a `Stage` records them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    @abstractmethod
    def __call__(self, logits: Logits, ids: Sequence[int]) -> Logits:
        """New logits (V,) from `logits` (V,) and the `ids` of the text so far, prompt included."""


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
        # A temperature near 0 overflows float32 or is rounded to 0 in it; that is looked for below.
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            divided: Logits = logits / np.float32(self.temperature)
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
        ascending = np.sort(logits)
        # Cut from the unlikely end while the mass cut is at most 1 - top_p. Summed from this end, small
        # probabilities are not lost in a sum near 1; with `<` (side="left") instead of `<=` a top_p exactly
        # on a boundary would keep one token more.
        cut = int(np.searchsorted(_running_mass(ascending), np.float32(1 - self.top_p), side="right"))
        cut = min(cut, len(logits) - 1)
        boundary = ascending[cut]
        keep = logits > boundary
        tied = np.flatnonzero(logits == boundary)
        tied_and_cut = cut - int(np.searchsorted(ascending, boundary))
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
        probabilities = _softmax32(logits)
        return _keep(logits, probabilities >= np.float32(self.min_p) * probabilities.max())


@dataclass(frozen=True)
class Typical(Warper):
    """Locally typical sampling (Meister et al. 2022) with 0 < `typical_p` <= 1, as in TypicalLogitsWarper.

    Keeps the tokens whose surprise, -log p, is nearest to the entropy, until their mass reaches `typical_p`.
    The most likely token can be cut: it may be *too* unsurprising. That is meant.
    """

    typical_p: float
    name: ClassVar[str] = "typical"

    def __post_init__(self) -> None:
        _number(self, "typical_p")

    def __call__(self, logits: Logits, ids: Sequence[int]) -> Logits:
        if self.typical_p == 1:
            return logits.copy()
        distance = _distance_from_typical(logits)
        order = _ascending(distance)
        last = int(np.searchsorted(_running_mass(logits[order]), np.float32(self.typical_p)))
        # Rounding can leave the whole mass just below typical_p; then `last` would point behind the end.
        last = min(last, len(logits) - 1)
        return _keep(logits, distance <= distance[order[last]])


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
        penalty = np.float32(min(max(self.repetition_penalty, _SMALLEST), _LARGEST))
        before = logits[seen]
        with np.errstate(over="ignore"):
            after = np.where(before < 0, before * penalty, before / penalty)
        # An extreme penalty must not overflow: +inf has no softmax, and -inf for every token would leave
        # nothing.
        penalised[seen] = np.where(np.isneginf(before), before, np.clip(after, -_LARGEST, _LARGEST))
        return penalised


def _only(logits: Logits, id: int) -> Logits:
    alone = np.full_like(logits, -np.inf)
    alone[id] = logits[id]
    return alone


def _keep(logits: Logits, keep: NDArray[np.bool_]) -> Logits:
    return np.where(keep, logits, np.float32(-np.inf))


def _softmax32(logits: Logits) -> NDArray[np.float32]:
    """The softmax (V,) with every intermediate result rounded to float32, as torch rounds it."""
    # exp in double, then rounded, is right to the last bit; numpy's own float32 exp can be two bits off.
    powers = np.exp(logits - logits.max(), dtype=np.float64).astype(np.float32)
    # torch multiplies by the reciprocal; a division rounds differently in the last bit.
    probabilities: NDArray[np.float32] = powers * (np.float32(1) / np.float32(powers.sum(dtype=np.float64)))
    return probabilities


def _running_mass(logits: Logits) -> NDArray[np.float32]:
    """Cumulative probabilities (V,) in the order given: summed in double, then rounded, as torch.cumsum."""
    return np.cumsum(_softmax32(logits), dtype=np.float64).astype(np.float32)


def _distance_from_typical(logits: Logits) -> NDArray[np.float32]:
    """How far each token's surprise lies from the entropy, (V,) in nats; +inf for tokens already cut."""
    shifted = logits - logits.max()
    logprobs = shifted - np.float32(np.log(np.exp(shifted, dtype=np.float64).sum()))
    probabilities = np.exp(logprobs, dtype=np.float64).astype(np.float32)
    # 0 * -inf is NaN, but a token without probability adds nothing to the entropy.
    terms = np.where(probabilities > 0, np.maximum(logprobs, -_LARGEST) * probabilities, np.float32(0))
    entropy = np.float32(-terms.sum(dtype=np.float64))
    distance: NDArray[np.float32] = np.abs(-logprobs - entropy)
    return distance


def _ascending(values: NDArray[np.float32]) -> NDArray[np.uint64]:
    """The stable ascending order of `values` (V,) >= 0, as np.argsort(kind="stable"), several times faster.

    Floats that are not negative sort like their bits read as integers; with the index in the lower half of
    one 64-bit key, equal values keep their order and numpy's fast sort of plain integers does the work.
    """
    bits = values.view(np.uint32).astype(np.uint64)
    keys = (bits << np.uint64(32)) | np.arange(len(values), dtype=np.uint64)
    keys.sort()
    order: NDArray[np.uint64] = keys & np.uint64(0xFFFFFFFF)
    return order
