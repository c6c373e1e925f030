"""A next-token distribution at many temperatures."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Candidate, Record


@dataclass(frozen=True, slots=True)
class Softmax(Record):
    """Logits on their way to probabilities: the softmax of the logits divided by each of `temperatures`.

    All is computed over the whole vocabulary. `candidates` are the likeliest tokens with the logit and the probability
    that the model itself gives them. Of the temperature of the same number, `probabilities` has those of the
    candidates, `others_mass` that of the `others_count` tokens beside them, `entropy` is in nats, `most` the number of
    tokens that together hold 90 %, and `curve` the probability at each of `ranks` (1 = likeliest). The order of the
    tokens is the same at every temperature.

    `bins[i]` counts the tokens whose logit lies between `least + i * width` and the next such bound.
    """

    temperatures: tuple[float, ...]
    candidates: tuple[Candidate, ...]
    probabilities: tuple[tuple[float, ...], ...]
    others_count: int
    others_mass: tuple[float, ...]
    entropy: tuple[float, ...]
    most: tuple[int, ...]
    ranks: tuple[int, ...]
    curve: tuple[tuple[float, ...], ...]
    least: float
    width: float
    bins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Temperatures(Record):
    """What may come after token `position` of a text, which is `piece`, at every temperature that a slider offers."""

    model: str
    position: int
    piece: bytes
    softmax: Softmax
