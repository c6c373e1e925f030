"""Logits to probabilities, and a whole distribution to the `Stage` that a view shows.

All in float64 and vectorised: a stage of 2048 tokens takes well below 0.1 ms, one of 50257 below 1 ms.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from llm_playground.decoding.float32 import Float32s, softmax32
from llm_playground.decoding.parameter import Value
from llm_playground.decoding.seam import check_top
from llm_playground.errors import InvalidValue
from llm_playground.records import Candidate, Partial, Stage, Told

Floats = NDArray[np.float64]
AnyFloats = NDArray[np.floating[Any]]
Ids = NDArray[np.intp]
Piece = Callable[[int], bytes]

HEAD = 32  # tokens: so many of the likeliest are put in order once, for the list, the draw and the cuts
_COLUMNS = 256  # in which the highest values are looked for; numpy is quick to partition so few
_TOGETHER = 2**16  # numbers of several distributions that are computed in one call: beyond, it is no call that costs
_NOTHING = -746.0  # from here on exp is 0.0 in float64


@dataclass(frozen=True, eq=False)
class Distribution:
    """One next-token distribution over a vocabulary of `size` tokens, told by those that are left: no other can come.

    What is computed of it is computed when first asked for, once, and over these tokens alone: after a top-k of 50
    the softmax is one of 50.

    Of a model that is told of in part these are the tokens told; all others hold `unseen` together, and none of them is
    likelier than any of these.

    Attributes:
        ids: of the tokens that are left, (n,), rising.
        logits: theirs, (n,).
        partial: what is known of a model that is told of in part.
        unseen: the probability of all tokens that may come beside those that are left, 0 to 1; None: no other may.
    """

    size: int
    ids: Ids
    logits: AnyFloats
    partial: Partial | None = None
    unseen: float | None = None

    @classmethod
    def of(cls, logits: AnyFloats, partial: Partial | None = None) -> Self:
        """The distribution that `logits` (V,) stand for; -inf is a token that cannot come.

        With `partial` they are log-probabilities, and -inf is a token of which nothing was told: what they lack of the
        sum 1 is `unseen`.
        """
        ids, left = _left(_all_ids(len(logits)), logits)
        if partial is None:
            return cls(len(logits), ids, left)
        return cls(len(logits), ids, left, partial, max(0.0, 1.0 - float(_exp(left.astype(np.float64)).sum())))

    @classmethod
    def each(cls, logits: AnyFloats, partial: Partial | None = None) -> list[Self]:
        """`of` each row of `logits` (N, V). The softmax, which every look asks for, is computed for all together, and
        is the same to the last bit."""
        size = max(1, _TOGETHER // logits.shape[1])
        if partial is not None or len(logits) == 1 or size == 1:
            return [cls.of(row, partial) for row in logits]
        blocks = (logits[first : first + size] for first in range(0, len(logits), size))
        return [distribution for block in blocks for distribution in cls._together(block)]

    @property
    def all_stay(self) -> NDArray[np.bool_]:
        """What a cut says that takes nothing out, (n,)."""
        return np.ones(len(self.ids), dtype=np.bool_)

    def only(self, stay: NDArray[np.bool_]) -> Distribution:
        """The tokens cut that are not to `stay` (n,). All of them stay if none is to (after a NaN), for the error that
        this deserves."""
        (places,) = stay.nonzero()
        if len(places) in (0, len(stay)):
            return self
        # What is unseen is no likelier than what goes here, and goes with it.
        return Distribution(self.size, self.ids[places], self.logits[places], self.partial)

    @property
    def without_unseen(self) -> Distribution:
        """The tokens cut of which nothing was told."""
        return self if self.unseen is None else replace(self, unseen=None)

    def changed(self, logits: AnyFloats) -> Distribution:
        """The tokens that are left with other `logits` (n,), of which -inf cuts one more."""
        return Distribution(self.size, *_left(self.ids, logits), self.partial)

    @property
    def all_logits(self) -> AnyFloats:
        """Those of the whole vocabulary, (V,)."""
        return self._spread(self.logits, -np.inf)

    @property
    def all_probabilities(self) -> Floats:
        """Those of the whole vocabulary, (V,)."""
        return self._spread(self.probabilities, 0.0)

    @property
    def probabilities(self) -> Floats:
        """Of the tokens that are left, (n,), with the sum 1 (less `unseen`).

        Raises:
            InvalidValue: NaN or +inf among the logits, or no token left.
        """
        return self._softmax[0]

    @cached_property
    def probabilities32(self) -> Float32s:
        """`probabilities` with every result on the way rounded to float32, as torch rounds it: which token falls on
        which side of a boundary depends on the rounding. Raises: as they."""
        return self.rounded(self.logits)

    def rounded(self, logits: Float32s) -> Float32s:
        """`probabilities32` of tokens with some of the `logits` (k,) alone, in any order."""
        _, _, total, highest = self._softmax
        return softmax32(logits, highest, total / self._mass)

    @property
    def all_logprobs(self) -> Floats:
        """The log-probabilities of the whole vocabulary in nats, (V,); -inf of what cannot come. Raises: as
        `probabilities`."""
        _, _, total, highest = self._softmax
        below_highest = np.subtract(self.logits, highest, dtype=np.float64)
        return self._spread(below_highest - math.log(total / self._mass), -np.inf)

    @property
    def entropy(self) -> float:
        """In nats, of a distribution without `unseen` tokens. Raises: as `probabilities`."""
        return self._softmax[1]

    @cached_property
    def kept(self) -> int:
        """How many tokens have a probability above 0. Of those that are left one may be too unlikely for a float."""
        return int(np.count_nonzero(self.probabilities > 0))

    def probability(self, id: int) -> float:
        """That of any token."""
        place = id if len(self.ids) == self.size else int(self.ids.searchsorted(id))
        return self.probabilities.item(place) if place < len(self.ids) and self.ids[place] == id else 0.0

    def probabilities_of(self, ids: Ids) -> Floats:
        """Those of any `ids` (k,), (k,)."""
        if ids is self.ids:
            return self.probabilities
        places = self.ids.searchsorted(ids).clip(max=len(self.ids) - 1)
        return np.where(self.ids[places] == ids, self.probabilities[places], 0.0)

    @cached_property
    def head(self) -> Ids:
        """The places, among the tokens that are left, of the `HEAD` most likely ones, ordered as by `top_ids`; fewer if
        fewer can come. Raises: as `probabilities`."""
        return top_ids(self.probabilities, min(HEAD, self.kept))

    def likeliest(self, count: int) -> Ids:
        """The ids of the `count` most likely tokens, ordered as by `top_ids`; fewer if fewer can come."""
        return self.ids[self._likeliest(count)]

    def stage(
        self,
        name: str,
        parameters: dict[str, Value],
        piece: Piece,
        top: int = 10,
        *,
        cuts: bool = False,
        state: dict[str, float] | None = None,
    ) -> Stage:
        """The record of this distribution: its `top` most likely tokens one by one, and the sum of all
        others. `cuts`: it is what a warper left that takes tokens out; `state`: what that warper went by.

        A token without probability is never listed: after `top_k=3` there are 3 candidates, and all others
        have mass 0.
        """
        listed, known = self._likeliest(top), self.unseen is None
        ids, logits, probabilities = (each[listed].tolist() for each in (self.ids, self.logits, self.probabilities))
        candidates = tuple(map(Candidate, ids, map(piece, ids), logits, probabilities))
        return Stage(
            name,
            parameters,
            candidates,
            self.others_count(len(candidates)),
            self._others(listed)[1],
            self.kept if known else None,
            self.entropy if known else None,
            cuts,
            state or {},
            self.told,
        )

    @property
    def told(self) -> Told | None:
        """How much was told of a distribution of which some is `unseen`; None of any other."""
        if self.partial is None or self.unseen is None:
            return None
        return Told(len(self.ids), self._mass, self.partial.vocab_size)

    @property
    def _mass(self) -> float:
        """What the tokens that are left hold together."""
        return 1.0 - (self.unseen or 0.0)

    def others_count(self, listed: int) -> int | None:
        """How many tokens there are beside some `listed` ones; None where nobody says how many there are at all."""
        size = self.size if self.partial is None else self.partial.vocab_size
        return None if size is None else size - listed

    def others(self, ids: Ids) -> tuple[int, float]:
        """Of all tokens that can come but for `ids` (k,): how many of them are seen, and the probability of all."""
        places = self.ids.searchsorted(ids).clip(max=len(self.ids) - 1)
        return self._others(places[self.ids[places] == ids])

    def is_like(self, other: Distribution) -> bool:
        """Whether every token has the same probability in both."""
        if self is other:
            return True
        if self.unseen != other.unseen:
            return False
        return self.kept == other.kept and np.array_equal(other.probabilities_of(self.ids), self.probabilities)

    def _likeliest(self, count: int) -> Ids:
        """The places of the `count` most likely tokens among those that are left."""
        return self.head[:count] if count <= HEAD else top_ids(self.probabilities, min(count, self.kept))

    def _others(self, places: Ids) -> tuple[int, float]:
        """`others` but for the tokens at these places among those that are left."""
        count = self.kept - int(np.count_nonzero(self.probabilities[places]))
        if not count:
            return 0, self.unseen or 0.0
        # Summed, not 1 - Σ: a tail of 1e-20 is small but not 0.
        rest = np.ones(len(self.ids), dtype=np.bool_)
        rest[places] = False
        return count, float(np.add.reduce(self.probabilities, where=rest)) + (self.unseen or 0.0)

    @cached_property
    def _softmax(self) -> tuple[Floats, float, float, float]:
        """The probabilities (n,), their entropy, the sum of the powers and the highest logit: all of it comes from the
        same arrays."""
        highest = _highest(self.logits)
        # The same softmax, and exp cannot overflow.
        shifted = np.subtract(self.logits, highest, out=_scratch(len(self.logits)), dtype=np.float64)
        probabilities = _exp(shifted)
        total = float(np.add.reduce(probabilities))
        probabilities /= total / self._mass
        # H = -Σ p log p with log p = shifted - log total: one multiplication in place of n logarithms.
        shifted *= probabilities
        entropy = math.log(total) - float(np.add.reduce(shifted))
        return probabilities, max(0.0, entropy), total, highest

    @classmethod
    def _together(cls, logits: AnyFloats) -> list[Self]:
        """`of` each row of `logits` (N, V), with the softmax of all in one go."""
        lowest, highest = np.minimum.reduce(logits, 1), np.maximum.reduce(logits, 1)
        if not (lowest > highest + _NOTHING).all():  # something is cut, or is no distribution
            return [cls.of(row) for row in logits]
        shifted = np.subtract(logits, highest[:, None], dtype=np.float64)
        probabilities = np.exp(shifted)
        totals = np.add.reduce(probabilities, 1)
        probabilities /= totals[:, None]
        shifted *= probabilities
        sums, ids, together = np.add.reduce(shifted, 1).tolist(), _all_ids(logits.shape[1]), []
        for row, each, total, sum, high in zip(
            logits, probabilities, totals.tolist(), sums, highest.tolist(), strict=True
        ):
            distribution = cls(len(ids), ids, row)
            vars(distribution)["_softmax"] = each, max(0.0, math.log(total) - sum), total, high
            together.append(distribution)
        return together

    def _spread(self, values: NDArray[Any], of_others: float) -> NDArray[Any]:
        """`values` (n,) at their places among all tokens, (V,)."""
        if len(values) == self.size:
            return values
        spread = np.full(self.size, of_others, values.dtype)
        spread[self.ids] = values
        return spread


def summarize(name: str, parameters: dict[str, Value], logits: AnyFloats, piece: Piece, top: int = 10) -> Stage:
    """The `Stage` of `logits` (V,): the `top` most likely tokens in falling order (ties: lowest id first),
    the rest summed.

    Raises:
        InvalidValue: NaN or +inf among the logits, or no token left.
    """
    return Distribution.of(logits).stage(name, parameters, piece, check_top(top))


def softmax(logits: AnyFloats) -> Floats:
    """Probabilities (V,) of `logits` (V,): exp(x) / Σ exp(x). -inf becomes exactly 0.

    Raises:
        InvalidValue: NaN or +inf among the logits, or no token left.
    """
    return Distribution.of(logits).all_probabilities


def log_softmax(logits: AnyFloats) -> Floats:
    """Log-probabilities (V,) in nats of `logits` (V,); -inf stays -inf.

    Raises:
        InvalidValue: NaN or +inf among the logits, or no token left.
    """
    return Distribution.of(logits).all_logprobs


def entropy(probabilities: Floats) -> float:
    """-Σ p log p in nats, from 0 (one certain token) to log V (all equally likely).

    `entropy([0.5, 0.5])` is log 2 = 0.693.
    """
    possible = probabilities[probabilities > 0]
    return max(0.0, -float((possible * np.log(possible)).sum()))


def rank(logits: AnyFloats, id: int) -> int:
    """The place of token `id` by falling logit: 1 = most likely. Among equals the lowest id comes first."""
    logit = logits[id]
    return 1 + int(np.count_nonzero(logits[:id] >= logit)) + int(np.count_nonzero(logits[id:] > logit))


def top_ids(values: AnyFloats, count: int) -> NDArray[np.intp]:
    """The indices of the `count` highest `values` (V,), highest first; among equals the lowest index first.

    `top_ids([0.2, 0.5, 0.2, 0.1], 2)` is `[1, 0]`. Equal to a full stable sort, without sorting the
    vocabulary.
    """
    if count >= len(values):
        return (-values).argsort(kind="stable")
    if count <= 0:
        return np.empty(0, dtype=np.intp)
    # All that tie at the boundary are put in order. argpartition would take any of them; the rule says the lowest.
    (high,) = (values >= _floor(values, count)).nonzero()
    return high[(-values[high]).argsort(kind="stable")[:count]]


def _floor(values: AnyFloats, count: int) -> float:
    """A bound that at least `count` of `values` (V,) reach, and few more."""
    rows = len(values) // _COLUMNS
    if rows > 1 and count < _COLUMNS // 4:
        # So many columns have a value as high as the highest of each: far fewer numbers to put in order.
        values = values[: rows * _COLUMNS].reshape(rows, _COLUMNS).max(axis=0)
    else:
        values = values.copy()
    values.partition(-count)
    return float(values[-count])


def likely_ids(probabilities: Floats, count: int) -> Ids:
    """The `count` most likely ids of (V,), ordered as by `top_ids`; fewer if fewer are possible."""
    return top_ids(probabilities, min(count, int(np.count_nonzero(probabilities > 0))))


def _exp(shifted: Floats) -> Floats:
    """exp of the distances (n,) from the highest logit. Where it would be 0 it is several times slower, and is left
    out."""
    if np.minimum.reduce(shifted) > _NOTHING:
        return np.exp(shifted)
    return np.exp(shifted, out=np.zeros(len(shifted)), where=shifted > _NOTHING)


def _left(ids: Ids, logits: AnyFloats) -> tuple[Ids, AnyFloats]:
    """Those of `ids` (n,) and of their `logits` (n,) that are not cut. If none is left, all stay, for the error that
    this deserves; a NaN stays too."""
    left = logits != -np.inf
    if np.count_nonzero(left) in (0, len(logits)):
        return ids, logits
    (places,) = np.nonzero(left)
    return ids[places], logits[places]


@lru_cache(maxsize=4)
def _all_ids(size: int) -> Ids:
    ids = np.arange(size)
    ids.flags.writeable = False
    return ids


def _highest(logits: AnyFloats) -> float:
    highest = float(np.maximum.reduce(logits))  # NaN if any logit is NaN
    if not math.isfinite(highest):
        raise InvalidValue(
            f"The highest logit is {highest}; it must be a finite number, or there is no distribution "
            "(NaN and +inf come from a broken model or warper, -inf from one that cut every token)."
        )
    return highest


_kept_by_thread = threading.local()


def _scratch(size: int) -> Floats:
    """Room for numbers (size,) that are needed for a moment, each thread's own: a megabyte that is allocated anew is
    given back to the system and zeroed by it every time, which takes longer than the sums."""
    room: Floats | None = getattr(_kept_by_thread, "room", None)
    if room is None or len(room) < size:
        room = _kept_by_thread.room = np.empty(size)
    return room[:size]
