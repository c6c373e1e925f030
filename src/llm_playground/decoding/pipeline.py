"""One step in full: the same tokens listed at every stage, with what became of each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from llm_playground.decoding.chain import with_seen
from llm_playground.decoding.distribution import AnyFloats, Distribution, Floats, Ids, Piece
from llm_playground.decoding.observation import MODEL, Observation, observe_from
from llm_playground.decoding.past import Past
from llm_playground.decoding.strategies import Strategy
from llm_playground.decoding.warpers import Logits
from llm_playground.records import Choice, Partial
from llm_playground.records.pipeline import Pipeline, PipelineStage, Share, TokenPath

SHARES = 32  # of the line from 0 to 1 that are told one by one: more are too narrow to be seen


def look(logits: Logits, strategy: Strategy, past: Past, partial: Partial | None = None) -> Observation:
    """What a run of `strategy` sees of the model's `logits` (V,) at this step; `partial`: as of `decode`."""
    # As `beam_search`: several beams with a chain warp log-probabilities in place of logits.
    several = strategy.searches and strategy.beam_parameters["num_beams"] > 1 and strategy.chain
    own = Distribution.of(logits, partial)
    chain = strategy.chain if partial is None else with_seen(strategy.chain)
    start = own.all_logprobs.astype(np.float32) if several else None
    return observe_from(own, chain, past, start=start)


def pipeline_of(seen: Observation, choice: Choice, piece: Piece, top: int = 10) -> Pipeline:
    """The record of what was seen, with the `top` most likely tokens of every stage."""
    distributions = seen.distributions
    ids = _listed(distributions, choice.id, top)
    shares = np.stack([each.probabilities_of(ids) for each in distributions])  # (stages, rows)
    return Pipeline(
        tuple(_stages(seen, ids)),
        tuple(_paths(seen.own.all_logits[ids], ids, shares, piece)),
        seen.own.others_count(len(ids)),
        tuple(_line(seen.last, piece)),
        choice,
    )


def _listed(distributions: list[Distribution], chosen: int, top: int) -> Ids:
    """The ids that have a row: by falling logit of the model, the lowest id first among equals."""
    likely = [each.likeliest(top) for each in distributions]
    ids = np.unique(np.concatenate([*likely, np.array([chosen])]))
    return ids[np.argsort(-distributions[0].all_logits[ids], kind="stable")]


def _stages(seen: Observation, ids: Ids) -> Iterator[PipelineStage]:
    """What holds of all tokens at each stage, and of those that are not among `ids`."""
    named = [(MODEL, {}, {}), *((each.name, each.parameters, each.state(seen.past)) for each in seen.chain)]
    before = seen.own
    for (name, parameters, state), each in zip(named, seen.distributions, strict=True):
        others, mass = each.others(ids)
        changes, told = not each.is_like(before), each.told
        if told:
            yield PipelineStage(name, parameters, None, None, None, mass, changes, state, told)
        else:
            yield PipelineStage(name, parameters, each.kept, each.entropy, others, mass, changes, state)
        before = each


def _paths(logits: AnyFloats, ids: Ids, shares: Floats, piece: Piece) -> list[TokenPath]:
    return [
        TokenPath(id, piece(id), logit if np.isfinite(logit) else None, tuple(path), _cut(path))
        for id, logit, path in zip(ids.tolist(), logits.tolist(), shares.T.tolist(), strict=True)
    ]


def _cut(path: list[float]) -> int | None:
    """From which stage on a token has no probability; None: it has one at the end."""
    left = [stage for stage, share in enumerate(path) if share > 0]
    last = left[-1] if left else -1
    return None if last == len(path) - 1 else last + 1


def _line(last: Distribution, piece: Piece) -> list[Share]:
    """The likeliest tokens side by side, as `sample` adds them up."""
    ids = last.likeliest(SHARES)
    each = last.probabilities_of(ids)
    ends = np.cumsum(each)
    if len(ids) == last.kept:
        ends[-1] = 1.0  # what rounding leaves belongs to the last possible token
    rows = zip(ids.tolist(), each.tolist(), ends.tolist(), strict=True)
    return [Share(id, piece(id), probability, end) for id, probability, end in rows]
