"""The lanes of an arena as text and as HTML without style: the texts, and a table of their measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from llm_playground.plain.static_parts import count, table
from llm_playground.records.arena import Arena, Lane, Measures, Sweep, Sweeps, letter

MOST_TEXTS = 8  # of a lane that are written out


def _number(digits: int) -> Callable[[float | None], str]:
    return lambda value: "–" if value is None else f"{value:.{digits}f}"


# What stands above a column, and what stands in it.
COLUMNS: dict[str, Callable[[Measures], str]] = {
    "perplexity": lambda each: _number(2)(each.perplexity),
    "mean log p": lambda each: _number(3)(each.mean_logprob),
    "entropy": lambda each: _number(2)(each.entropy),
    "distinct-1": lambda each: _number(2)(each.distinct_1),
    "distinct-2": lambda each: _number(2)(each.distinct_2),
    "distinct-3": lambda each: _number(2)(each.distinct_3),
    "rep-4": lambda each: _number(2)(each.repeated_4grams),
    "self-BLEU": lambda each: _number(2)(each.self_bleu),
    "tokens": lambda each: _number(1 if each.tokens is not None and each.tokens % 1 else 0)(each.tokens),
    "loops": lambda each: str(each.loops),
}


def arena_text(arena: Arena) -> str:
    texts = [_lane_text(arena, number) for number in range(len(arena.lanes))]
    rows = [[_called(arena, number), *cells(lane)] for number, lane in enumerate(arena.lanes)]
    rows.insert(0, ["", *COLUMNS])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [f"{head.ljust(widths[0])}  {_right(cells, widths[1:])}" for head, *cells in rows]
    return "\n\n".join([*texts, "\n".join(lines)])


def arena_html(arena: Arena) -> str:
    texts = []
    for number, lane in enumerate(arena.lanes):
        title = f"<p><strong>{escape(_called(arena, number))}</strong> {escape(_about(arena, number))}</p>"
        shown = [escape(text).replace("\n", "<br>") for text in _texts(lane)]
        texts.append(title + "".join(f"<p>{text}</p>" for text in shown) + _left_out(lane, "<p>{}</p>"))
    rows = [[_called(arena, number), *cells(lane)] for number, lane in enumerate(arena.lanes)]
    return "".join(texts) + table(COLUMNS, rows, first="lane")


def sweep_text(sweep: Sweep) -> str:
    """A row for each value; the texts are in its lanes."""
    rows = [[sweep.parameter, *COLUMNS], *_swept(sweep)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join([*(_right(row, widths) for row in rows), *_stopped(sweep)])


def sweep_html(sweep: Sweep) -> str:
    told = "".join(f"<p>{escape(line)}</p>" for line in _stopped(sweep))
    return table(COLUMNS, _swept(sweep), first=sweep.parameter) + told


def _stopped(sweep: Sweep) -> list[str]:
    """Why some values have no texts: each reason once, with the values."""
    reasons: dict[str, list[str]] = {}
    for value, lane in zip(sweep.values, sweep.arena.lanes, strict=True):
        if lane.error is not None:
            reasons.setdefault(lane.error, []).append(str(value))
    return [f"{sweep.parameter} {', '.join(values)} could not go on: {reason}" for reason, values in reasons.items()]


def sweeps_text(sweeps: Sweeps) -> str:
    """One below the other."""
    return "\n\n".join(map(sweep_text, sweeps.sweeps))


def sweeps_html(sweeps: Sweeps) -> str:
    return "".join(map(sweep_html, sweeps.sweeps))


def _swept(sweep: Sweep) -> list[list[str]]:
    return [[str(value), *cells(lane)] for value, lane in zip(sweep.values, sweep.arena.lanes, strict=True)]


def cells(lane: Lane) -> list[str]:
    """A lane's row of the table of measures."""
    return [column(lane.measures) for column in COLUMNS.values()]


def _right(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))


def _called(arena: Arena, number: int) -> str:
    return f"{letter(number)}  {arena.lanes[number].name}"


def _lane_text(arena: Arena, number: int) -> str:
    lane = arena.lanes[number]
    return "\n".join([f"{_called(arena, number)}{_about(arena, number)}", *_texts(lane)]) + _left_out(lane, "\n{}")


def _about(arena: Arena, number: int) -> str:
    """Where the lane parts from the first, and whether its texts are all the same or end in loops; or its error."""
    lane = arena.lanes[number]
    if lane.error is not None:
        return f" · could not go on: {lane.error}"
    said = []
    if arena.first is not None and number != arena.first:
        first, parts = letter(arena.first), lane.marks[0].parts
        said.append(f"the same text as {first}" if parts is None else f"parts from {first} at token {parts + 1}")
    if lane.measures.identical:
        said.append(f"all {len(lane.traces)} texts are the same")
    if lane.measures.loops:
        said.append(f"{lane.measures.loops} of {count(len(lane.traces), 'text')} in a loop at the end")
    return "".join(f" · {each}" for each in said)


def _texts(lane: Lane) -> list[str]:
    return [trace.text for trace in lane.traces[: 1 if lane.measures.identical else MOST_TEXTS]]


def _left_out(lane: Lane, form: str) -> str:
    left = 0 if lane.measures.identical else len(lane.traces) - MOST_TEXTS
    return form.format(f"… and {count(left, 'text')} more") if left > 0 else ""
