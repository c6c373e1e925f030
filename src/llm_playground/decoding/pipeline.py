"""One step in full: the same tokens listed at every stage, with what became of each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from llm_playground.decoding.distribution import Distribution, Floats, Piece, likely_ids, log_softmax
from llm_playground.decoding.observation import MODEL, Observation, observe
from llm_playground.decoding.past import Past
from llm_playground.decoding.strategies import Strategy
from llm_playground.decoding.warpers import Logits
from llm_playground.records import Choice
from llm_playground.records.pipeline import Pipeline, PipelineStage, Share, TokenPath

SHARES = 32  # of the line from 0 to 1 that are told one by one: more are too narrow to be seen


def look(logits: Logits, strategy: Strategy, past: Past) -> Observation:
    """What a run of `strategy` sees of the model's `logits` (V,) at this step."""
    # As `beam_search`: several beams with a chain warp log-probabilities in place of logits.
    several = strategy.searches and strategy.beam_parameters["num_beams"] > 1 and strategy.chain
    return observe(logits, strategy.chain, past, start=log_softmax(logits).astype(np.float32) if several else None)


def pipeline_of(seen: Observation, choice: Choice, piece: Piece, top: int = 10) -> Pipeline:
    """The record of what was seen, with the `top` most likely tokens of every stage."""
    distributions = seen.distributions
    ids = _listed(distributions, choice.id, top)
    shares = np.stack([each.probabilities[ids] for each in distributions])  # (stages, rows)
    return Pipeline(
        tuple(_stages(seen, ids)),
        tuple(_paths(distributions[0], ids, shares, piece)),
        len(distributions[0].probabilities) - len(ids),
        tuple(_line(seen.last.probabilities, piece)),
        choice,
    )


def _listed(distributions: list[Distribution], chosen: int, top: int) -> NDArray[np.intp]:
    """The ids that have a row: by falling logit of the model, the lowest id first among equals."""
    likely = [likely_ids(each.probabilities, top) for each in distributions]
    ids = np.unique(np.concatenate([*likely, np.array([chosen])]))
    order: NDArray[np.intp] = ids[np.argsort(-distributions[0].logits[ids], kind="stable")]
    return order


def _stages(seen: Observation, ids: NDArray[np.intp]) -> Iterator[PipelineStage]:
    """What holds of all tokens at each stage, and of those that are not among `ids`."""
    unlisted = np.ones(len(seen.logits[0]), dtype=np.bool_)
    unlisted[ids] = False
    told = [(MODEL, {}, {}), *((each.name, each.parameters, each.state(seen.past)) for each in seen.chain)]
    before = seen.distributions[0].probabilities
    for (name, parameters, state), each in zip(told, seen.distributions, strict=True):
        shares = each.probabilities
        kept = int(np.count_nonzero(shares))
        others = kept - int(np.count_nonzero(shares[ids]))
        # Summed, not 1 - Σ: a tail of 1e-20 is small but not 0, and an empty one is exactly 0.
        mass = float(shares.sum(where=unlisted)) if others else 0.0
        changes = not np.array_equal(before, shares)
        yield PipelineStage(name, parameters, kept, each.entropy, others, mass, changes, state)
        before = shares


def _paths(own: Distribution, ids: NDArray[np.intp], shares: Floats, piece: Piece) -> list[TokenPath]:
    logits = own.logits[ids].tolist()
    return [
        TokenPath(id, piece(id), logit if np.isfinite(logit) else None, tuple(path), _cut(path))
        for id, logit, path in zip(ids.tolist(), logits, shares.T.tolist(), strict=True)
    ]


def _cut(path: list[float]) -> int | None:
    """From which stage on a token has no probability; None: it has one at the end."""
    left = [stage for stage, share in enumerate(path) if share > 0]
    last = left[-1] if left else -1
    return None if last == len(path) - 1 else last + 1


def _line(probabilities: Floats, piece: Piece) -> list[Share]:
    """The likeliest tokens side by side, as `sample` adds them up."""
    ids = likely_ids(probabilities, SHARES)
    each, ends = probabilities[ids], np.cumsum(probabilities[ids])
    if len(ids) < SHARES or np.count_nonzero(probabilities) == len(ids):
        ends[-1] = 1.0  # what rounding leaves belongs to the last possible token
    rows = zip(ids.tolist(), each.tolist(), ends.tolist(), strict=True)
    return [Share(id, piece(id), probability, end) for id, probability, end in rows]
