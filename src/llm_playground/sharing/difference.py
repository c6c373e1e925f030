"""Two runs laid beside each other: the texts aligned, the settings that differ, the distributions compared."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from llm_playground.errors import InvalidValue, shown
from llm_playground.plain.static_diff import diff_text
from llm_playground.records import Stage, Trace
from llm_playground.records.arena import first_difference
from llm_playground.records.difference import Divergence, Pair, SettingDiff, TraceDiff
from llm_playground.sharing.alignment import align
from llm_playground.sharing.card import card
from llm_playground.sharing.checking import check_trace
from llm_playground.sharing.saving import read_trace


class Diff(TraceDiff):
    """Two runs side by side, which print themselves."""

    __slots__ = ()

    def __repr__(self) -> str:
        return diff_text(self)


def diff(a: Trace | str | Path, b: Trace | str | Path) -> Diff:
    """Two runs side by side: their texts aligned, what was set differently, and the distributions behind each token.

        lp.diff("monday.json", "tuesday.json")
        lp.diff(trunk, lp.branch(trunk, at=12, token=" cat"))

    Tokens are compared by their bytes, and aligned by the rule of `sharing.alignment`: the common beginning first, and
    behind it runs of at least two tokens, so that as many tokens as possible follow the same token in both.

    Args:
        a, b: traces, or the files that `save_trace` wrote (.json).

    Raises:
        InvalidValue: neither a trace nor a file, a file that cannot be read, or a damaged run.
    """
    one, other = _trace(a, "a"), _trace(b, "b")
    same_vocabulary = _same_vocabulary(one, other)

    def pair(at: int, its: int) -> Pair:
        if not same_vocabulary:
            return Pair(at, its, None, None)
        stages, other_stages = one.steps[at].stages, other.steps[its].stages
        return Pair(at, its, divergence(stages[0], other_stages[0]), divergence(stages[-1], other_stages[-1]))

    stretches = align(*([step.choice.piece for step in trace.steps] for trace in (one, other)))
    parts = first_difference(one, other)
    shorter = min(len(one.steps), len(other.steps))
    return Diff(
        one,
        other,
        tuple(_settings(one, other)),
        one.prompt.pieces == other.prompt.pieces,
        same_vocabulary,
        stretches,
        tuple(pair(*places) for stretch in stretches for places in stretch.places),
        pair(parts, parts) if parts is not None and parts < shorter else None,
    )


def divergence(a: Stage, b: Stage) -> Divergence:
    """KL(A || B) of two stages over one vocabulary, or the least that it can be: see `Divergence`.

    To take tokens together never makes a divergence larger (the log-sum inequality), so what is summed over the tokens
    that both list, all others taken as one, is a bound from below.
    """
    p, q = ({each.id: each.probability for each in stage.candidates} for stage in (a, b))
    # What a stage does not list is known as well where it leaves nothing for others.
    both = [id for id in p | q if (id in p or a.others_mass == 0) and (id in q or b.others_mass == 0)]
    shares = [(p.pop(id, 0.0), q.pop(id, 0.0)) for id in both]
    rest = math.fsum(p.values()) + a.others_mass
    shares.append((rest, math.fsum(q.values()) + b.others_mass))
    possible = [(own, its) for own, its in shares if own > 0]
    if any(its == 0 for _, its in possible):
        return Divergence(None, is_whole=True)
    nats = math.fsum(own * (math.log(own) - math.log(its)) for own, its in possible)
    return Divergence(max(0.0, nats), is_whole=rest == 0)


def _trace(given: object, name: str) -> Trace:
    if isinstance(given, Trace):
        return check_trace(given)
    if isinstance(given, str | Path):
        return read_trace(given)
    raise InvalidValue(
        f"{name} is {shown(given)}; it must be a trace, or the file of one that was saved as .json.", field=name
    )


def _settings(a: Trace, b: Trace) -> Iterator[SettingDiff]:
    """What the cards of two runs do not both say, and their prompts if these differ."""
    if a.prompt.text != b.prompt.text:
        yield SettingDiff("Prompt", a.prompt.text, b.prompt.text)
    one, other = card(a), card(b)
    for name in one | other:
        if one.get(name) != other.get(name):
            yield SettingDiff(name, one.get(name), other.get(name))


def _same_vocabulary(a: Trace, b: Trace) -> bool:
    stages = [stage for trace in (a, b) for step in trace.steps for stage in step.stages]
    pieces: dict[int, bytes] = {}
    sizes = {None if (others := stage.others_count) is None else len(stage.candidates) + others for stage in stages}
    return len(sizes) <= 1 and all(
        pieces.setdefault(each.id, each.piece) == each.piece for stage in stages for each in stage.candidates
    )
