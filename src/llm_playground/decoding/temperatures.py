"""Logits on their way to probabilities, at every temperature of the slider."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from llm_playground.decoding.distribution import Distribution, Floats, Piece, softmax, top_ids
from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers import Logits
from llm_playground.decoding.warpers.temperature import Temperature
from llm_playground.records import Candidate
from llm_playground.records.temperatures import Softmax

HOLDING = 0.9  # of the probability
BINS = 40
RANKS = 60  # of a curve, evenly spaced on a scale of logarithms


def at_temperatures(logits: Logits, piece: Piece, top: int = 10) -> Softmax:
    """The softmax of `logits` (V,) divided by every temperature at which the slider stops; the `top` likeliest tokens
    one by one.

    Raises:
        InvalidValue: NaN or +inf among the logits, or no token left.
    """
    order, ranks = top_ids(logits, len(logits)), _ranks(len(logits))
    listed, own = order[:top], softmax(logits)
    temperatures = offered_temperatures()
    warped = [Distribution.of(Temperature(each)(logits, Past.of_prompt(()))) for each in temperatures]
    falling = [each.all_probabilities[order] for each in warped]
    rows = zip(listed.tolist(), logits[listed].tolist(), own[listed].tolist(), strict=True)
    counts, edges = np.histogram(logits[np.isfinite(logits)], BINS)
    return Softmax(
        temperatures,
        tuple(Candidate(id, piece(id), logit, probability) for id, logit, probability in rows),
        tuple(tuple(each[: len(listed)].tolist()) for each in falling),
        len(order) - len(listed),
        tuple(float(each[len(listed) :].sum()) for each in falling),
        tuple(each.entropy for each in warped),
        tuple(map(_holding, falling)),
        tuple(ranks.tolist()),
        tuple(tuple(float(f"{p:.4g}") for p in each[ranks - 1]) for each in falling),
        float(edges[0]),
        float(edges[1] - edges[0]),
        tuple(counts.tolist()),
    )


def offered_temperatures() -> tuple[float, ...]:
    """The temperatures at which the slider stops, lowest first."""
    slider = PARAMETERS["temperature"].slider
    assert slider is not None
    stops = round((slider.highest - slider.lowest) / slider.step)
    return tuple(round(slider.lowest + stop * slider.step, 6) for stop in range(stops + 1))


def _ranks(size: int) -> NDArray[np.intp]:
    """From the first rank to the last, each once."""
    return np.unique(np.geomspace(1, size, min(RANKS, size)).round().astype(np.intp))


def _holding(falling: Floats) -> int:
    """How many of the likeliest tokens hold `HOLDING` together."""
    return 1 + int(np.searchsorted(falling.cumsum(), HOLDING))
