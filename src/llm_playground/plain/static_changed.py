"""What fine-tuning changed inside a model, as text and as HTML without style."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from llm_playground.plain.static_parts import label, large, percent, table
from llm_playground.plain.static_quantization import nats
from llm_playground.records.changed import (
    Behaviour,
    CrossPatchingMap,
    LowRankChange,
    MatrixRanks,
    PartChange,
    Transplants,
    WeightChange,
    WeightPath,
)

LISTED = 5  # parts that carry most
Table = tuple[list[str], list[list[str]]]  # the heads of all columns but the first, and the rows


def weight_change_text(found: WeightChange) -> str:
    return f"{_moved(found)}\n{_aligned(*_changes(found))}"


def weight_change_html(found: WeightChange) -> str:
    return table(*_changes(found), first="", caption=_moved(found))


def _moved(found: WeightChange) -> str:
    return (
        f"From {found.base} to {found.tuned}: {large(found.parameters)} weights have moved by "
        f"{_relative(found.relative)} of their norm (each part: norm of the change over norm of the base)"
    )


def _changes(found: WeightChange) -> Table:
    heads = [_kind(part) for part in found.parts if part.layer == 0]
    by_layer = [[part for part in found.parts if part.layer == layer] for layer in range(found.n_layer)]
    rows = [[f"layer {layer}", *(_relative(part.relative) for part in parts)] for layer, parts in enumerate(by_layer)]
    outside = [part for part in found.parts if part.layer is None]
    rows += [[_kind(part), _relative(part.relative), *[""] * (len(heads) - 1)] for part in outside]
    return heads, rows


def _kind(part: PartChange) -> str:
    return f"{part.kind} bias" if part.is_bias else part.kind


def _relative(share: float | None) -> str:
    return "from 0" if share is None else percent(share)


def weight_path_text(found: WeightPath) -> str:
    return f"{_path(found)}\n{_aligned(*_points(found))}"


def weight_path_html(found: WeightPath) -> str:
    return table(*_points(found), first="t", caption=_path(found))


def _path(found: WeightPath) -> str:
    return (
        f"{found.base} + t ({found.tuned} - {found.base}): the greedy answer, and KL in nats a token along that of "
        f"{found.tuned}"
    )


def _points(found: WeightPath) -> Table:
    rows = [[f"{point.t:g}", *_said(point.said)] for point in found.points]
    return [f"KL({found.base} || it)", f"KL({found.tuned} || it)", "answer"], rows


def _said(said: Behaviour) -> list[str]:
    return [_nats(said.kl_base), _nats(said.kl_tuned), label(said.text.encode()).replace("␣", " ")]


def _nats(kl: float | None) -> str:
    return "∞" if kl is None else nats(kl)


def cross_patching_text(found: CrossPatchingMap) -> str:
    parts = [_difference(found)]
    if not found.differs:
        return parts[0]
    for title, way, shares in _ways(found):
        named = {
            **{f"h.{layer}.attn.{head}": s for layer, row in enumerate(way.heads) for head, s in enumerate(row)},
            **{f"h.{layer}.attn": share for layer, share in enumerate(way.attention)},
            **{f"h.{layer}.mlp": share for layer, share in enumerate(way.mlps)},
        }
        most = sorted(((name, shares(value)) for name, value in named.items()), key=lambda each: -each[1])[:LISTED]
        parts.append(f"{title}: " + ", ".join(f"{name} {_share(share)}" for name, share in most))
    return "\n".join(parts)


def cross_patching_html(found: CrossPatchingMap) -> str:
    if not found.differs:
        return f"<p>{_difference(found)}</p>"
    tables = []
    for title, way, shares in _ways(found):
        heads = [*(f"head {head}" for head in range(len(way.heads[0]))), "attention", "MLP", "stream before"]
        rows = [
            [f"layer {layer}", *(_share(shares(value)) for value in (*row, way.attention[layer], way.mlps[layer], s))]
            for layer, (row, s) in enumerate(zip(way.heads, way.streams, strict=False))
        ]
        tables.append(table(heads, rows, first="", caption=f"{_difference(found)} {title}"))
    return "".join(tables)


def _difference(found: CrossPatchingMap) -> str:
    token, chosen = label(found.piece), label(found.base_piece)
    same = "which both choose" if found.token == found.base_token else f"where {found.base} chooses {chosen}"
    return (
        f"{found.tuned} chooses {token}, {same}: its log-probability is {found.base_logprob:z.2f} by {found.base}, "
        f"{found.tuned_logprob:z.2f} by {found.tuned}."
    )


def _ways(found: CrossPatchingMap) -> Iterator[tuple[str, Transplants, Callable[[float], float]]]:
    """Both directions: what it is called, the parts, and how a log-probability is a share of the difference."""
    base, tuned = found.base_logprob, found.tuned_logprob
    yield f"Put into {found.base}, of the difference come about", found.into_base, lambda p: (p - base) / (tuned - base)
    yield f"Put back into {found.tuned}, of it are lost", found.into_tuned, lambda p: (p - tuned) / (base - tuned)


def _share(share: float) -> str:
    return f"{100 * share:z.0f} %"


def low_rank_text(found: LowRankChange) -> str:
    return f"{_ranks(found)}\n{_aligned(*_by_rank(found))}\n{_aligned(*_by_kind(found))}"


def low_rank_html(found: LowRankChange) -> str:
    return table(*_by_rank(found), first="rank", caption=_ranks(found)) + table(
        *_by_kind(found), first="matrix", caption="of the squared norm of its change, the least and the most of a layer"
    )


def _ranks(found: LowRankChange) -> str:
    return (
        f"From {found.base} to {found.tuned}, the change of every matrix cut down to a rank; KL in nats a token along "
        f"the answer of {found.tuned}, where KL({found.tuned} || {found.base}) is {_nats(found.apart)}"
    )


def _by_rank(found: LowRankChange) -> Table:
    rows = [
        [f"{each.rank}", large(each.parameters), _or_none(each.share), *_said(each.said)[1:]] for each in found.ranks
    ]
    rows.append(["full", large(found.parameters), "100 %", *_said(found.full)[1:]])
    return ["weights", "of the squared norm", f"KL({found.tuned} || it)", "answer"], rows


def _by_kind(found: LowRankChange) -> Table:
    kinds = dict.fromkeys(each.kind for each in found.matrices)
    heads = [f"rank {each.rank}" for each in found.ranks]
    return heads, [
        [kind, *(_range([each for each in found.matrices if each.kind == kind], at) for at in range(len(heads)))]
        for kind in kinds
    ]


def _range(matrices: Sequence[MatrixRanks], at: int) -> str:
    shares = [share for each in matrices if (share := each.shares[at]) is not None]
    if not shares:
        return "–"
    least, most = percent(min(shares)), percent(max(shares))
    return least if least == most else f"{least} – {most}"


def _or_none(share: float | None) -> str:
    return "–" if share is None else percent(share)


def _aligned(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of characters: numbers to the right, and what comes in the first and last column to the left."""
    lines = [["", *heads], *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    last = len(widths) - 1
    left = {0, *([last] if heads[-1] == "answer" else [])}
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
