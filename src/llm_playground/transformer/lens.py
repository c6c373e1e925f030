"""Lenses: the stream between two blocks read as if it left the last one.

Row i of a lens reads h.i.resid_pre, what enters block i; one more row holds the logits of the model itself. Lenses
differ in how they carry a stream to where the last block's output would be:

    logit      not at all: what would the model say if it stopped here?           (nostalgebraist 2020)
    linear     by a regression to the last block's output: what could a linear reader know here?
               (as the tuned lens of Belrose et al. 2023, which learns the distribution instead)
    Jacobian   by the mean effect on it: what is the stream disposed to say, now or later?  (see `jacobian.py`)

Then ln_f and lm_head read it. ln_f divides each stream by that stream's own scale: with the scale of the last layer, as
attribution rightly has it, early layers, which are small, would all look undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from llm_playground.errors import InvalidValue

Floats = NDArray[np.float64]
Logits = NDArray[np.float32]
Ids = NDArray[np.int64]

Unembed = Callable[[Tensor], Tensor]  # streams (N, C) as they leave the last block -> float32 logits (N, V)
Carry = Callable[[int, Tensor], Tensor]  # layer i and h.i.resid_pre (N, C) -> a stream for `Unembed` (N, C)

MOST_LOGITS = 2**28  # kept at once: 1 GiB
AT_ONCE = 64  # positions of which all logits are there while they are summed up


class Top(NamedTuple):
    """The likeliest token and its probability, each (n_layer + 1, T)."""

    ids: Ids
    probabilities: Floats


class Standing(NamedTuple):
    """Where one token stands at each layer and position: its rank (1 = likeliest) and probability, (n_layer + 1, T)."""

    ranks: Ids
    probabilities: Floats


class LensRows:
    """What a lens reads of one text: n_layer + 1 rows of (T, V) logits, computed anew whenever they are asked for.

    All rows together may be large (13 x 512 x 50,257 floats are 1.3 GB), while most questions need a few numbers of
    each. So only the streams are kept, and the model's own logits.

    Args:
        streams: float32 (T, C) each, of h.0.resid_pre and all that follow.
        logits: float32 (T, V), the model's own.
    """

    def __init__(self, streams: Sequence[Tensor], logits: Tensor, unembed: Unembed, carry: Carry) -> None:
        self._streams, self._own, self._unembed, self._carry = streams, logits, unembed, carry
        self.shape = (len(streams) + 1, logits.shape[0], logits.shape[1])

    def logits_at(self, layer: int, positions: Sequence[int]) -> Logits:
        """Row `layer` at some positions: float32 (len(positions), V)."""
        return self._row(layer, torch.tensor(list(positions))).numpy()

    @cached_property
    def logits(self) -> Logits:
        """All of them: float32 (n_layer + 1, T, V).

        Raises:
            InvalidValue: they are too many to be kept.
        """
        count = int(np.prod(self.shape))
        if count > MOST_LOGITS:
            rows, tokens, vocabulary = (f"{size:,}" for size in self.shape)
            raise InvalidValue(
                f"All logits of this lens ({rows} rows, {tokens} tokens, a vocabulary of {vocabulary}) would take "
                f"{4 * count / 1e9:,.1f} GB; at most {4 * MOST_LOGITS / 1e9:,.1f} are kept. Shorten the prompt, or ask "
                "for top, entropy, rank_of(token), probability_of(token) or row(layer)."
            )
        everything = range(self.shape[1])
        return np.stack([self.logits_at(layer, everything) for layer in range(self.shape[0])])

    @cached_property
    def _summary(self) -> tuple[Top, Floats]:
        ids = np.zeros(self.shape[:2], np.int64)
        probabilities, entropy = np.zeros(self.shape[:2]), np.zeros(self.shape[:2])
        for layer, at, logits in self._sweep():
            highest, total, below = _softmax(logits)
            ids[layer, at], probabilities[layer, at] = highest.indices[:, 0].numpy(), (1 / total).numpy()
            # H = -Σ p log p, with log p = below - log total
            entropy[layer, at] = (total.log() - (below.exp() * below).sum(-1) / total).clamp(min=0).numpy()
        return Top(ids, probabilities), entropy

    @property
    def top(self) -> Top:
        return self._summary[0]

    @property
    def entropy(self) -> Floats:
        """Of each distribution, in nats: (n_layer + 1, T)."""
        return self._summary[1]

    def standing(self, tokens: Sequence[int]) -> Standing:
        """Where one token a position stands at every layer; among equals the lowest id comes first."""
        wanted = torch.tensor(list(tokens))[:, None]
        ranks, probabilities = np.zeros(self.shape[:2], np.int64), np.zeros(self.shape[:2])
        earlier = torch.arange(self.shape[2])
        for layer, at, logits in self._sweep():
            own = logits.gather(-1, wanted[at])
            before = (logits > own) | ((logits == own) & (earlier < wanted[at]))
            highest, total, _ = _softmax(logits)
            ranks[layer, at] = 1 + before.sum(-1).numpy()
            probabilities[layer, at] = ((own - highest.values)[:, 0].exp() / total).numpy()
        return Standing(ranks, probabilities)

    def _sweep(self) -> Iterator[tuple[int, slice, Tensor]]:
        """Every layer, some positions at a time, with the logits (positions, V) there."""
        for layer in range(self.shape[0]):
            for first in range(0, self.shape[1], AT_ONCE):
                at = slice(first, first + AT_ONCE)
                positions = torch.arange(self.shape[1])[at]
                yield layer, at, self._row(layer, positions)

    def _row(self, layer: int, positions: Tensor) -> Tensor:
        if layer == len(self._streams):
            return self._own[positions]
        return self._unembed(self._carry(layer, self._streams[layer][positions]))


def _softmax(logits: Tensor) -> tuple[torch.return_types.max, Tensor, Tensor]:
    """The highest of each row of logits (N, V), Σ exp(logit - highest), and the logits less the highest.

    In float32 throughout, where a large vocabulary takes a fraction of the time of float64.
    """
    highest = logits.max(-1, keepdim=True)
    # exp(-1000) is 0, and 0 * -1000 is 0 where 0 * -inf would be NaN.
    below = (logits - highest.values).clamp(min=-1000.0)
    return highest, below.exp().sum(-1), below


def as_it_is(_: int, stream: Tensor) -> Tensor:
    """How the logit lens carries a stream."""
    return stream
