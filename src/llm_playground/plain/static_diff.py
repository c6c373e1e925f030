"""Two runs side by side, as text and as HTML without style."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from llm_playground.plain.static import headline
from llm_playground.plain.static_parts import count, in_text, label, percent, table
from llm_playground.records import Trace
from llm_playground.records.difference import Divergence, Pair, SettingDiff, TraceDiff

MOST_ROWS = 200  # pairs of tokens that are written out as HTML
LONGEST = 60  # characters of a setting in a line


def diff_text(diff: TraceDiff) -> str:
    """The two runs, what differs in their settings, and the texts stretch by stretch."""
    heads = [f"{name}  {headline(trace)}" for name, trace in _both(diff)]
    return "\n\n".join(filter(None, ["\n".join(heads), _settings_text(diff.settings), told(diff), _texts(diff)]))


def told(diff: TraceDiff) -> str:
    """How far the texts are the same, and what happened where they part."""
    lengths = [len(trace.steps) for _, trace in _both(diff)]
    if all(stretch.is_same for stretch in diff.stretches):
        return f"The two texts are the same, token by token ({count(lengths[0], 'token')})."
    lines = [
        f"{_beginning(diff.common)}; in all, {len(diff.pairs)} of the {count(lengths[0], 'token')} of A and of the "
        f"{lengths[1]:,} of B stand beside the same token."
    ]
    if not diff.same_prompt:
        lines.append("The prompts are not the same.")
    if diff.parting is not None:
        lines.append(_parting(diff, diff.parting))
    if not diff.same_vocabulary:
        lines.append("The vocabularies are not the same, so there is no divergence between the distributions.")
    return "\n".join(lines)


def diff_html(diff: TraceDiff) -> str:
    heads = "".join(f"<p><strong>{name}</strong> {escape(headline(trace))}</p>" for name, trace in _both(diff))
    settings = [[each.name, each.a or "–", each.b or "–"] for each in diff.settings]
    said = escape(told(diff)).replace("\n", "<br>")
    texts = "".join(f"<tr><th>{name}</th><td>{escape(text)}</td></tr>" for name, text in _stretches(diff))
    rows = [_row(diff, pair) for pair in diff.pairs[:MOST_ROWS]]
    cut = "" if len(diff.pairs) <= MOST_ROWS else f"the first {MOST_ROWS} of {len(diff.pairs)}"
    columns = ["place in A", "in B", "probability in A", "in B", "rank in A", "in B", "entropy in A", "in B", "KL"]
    return (
        heads
        + (table(["A", "B"], settings, first="what differs") if settings else "")
        + f"<p>{said}</p><table>{texts}</table>"
        + (table(columns, rows, first="the same token", caption=cut) if rows else "")
    )


def nats(divergence: Divergence | None) -> str:
    """A divergence in nats; where two records tell only a part of it, the least that it can be."""
    if divergence is None:
        return "–"
    if divergence.nats is None:
        return "∞"
    written = "0" if divergence.nats == 0 else f"{divergence.nats:.4f}" if divergence.nats >= 5e-5 else "< 0.0001"
    return written if divergence.is_whole else f"at least {divergence.nats:.4f}"


def _beginning(common: int) -> str:
    if common == 0:
        return "The texts differ from the first token on"
    return f"The first {count(common, 'token')} are the same" if common > 1 else "The first token is the same"


def _both(diff: TraceDiff) -> list[tuple[str, Trace]]:
    return [("A", diff.a), ("B", diff.b)]


def _settings_text(settings: Sequence[SettingDiff]) -> str:
    rows = [["", "A", "B"], *([each.name, _short(each.a), _short(each.b)] for each in settings)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines) if settings else "All settings are the same."


def _short(text: str | None) -> str:
    line = "–" if text is None else text.replace("\n", "⏎")
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _parting(diff: TraceDiff, pair: Pair) -> str:
    taken = []
    for name, trace in _both(diff):
        choice = trace.steps[pair.a].choice
        drawn = "" if choice.u is None else f", drawn by u = {choice.u:.4f} from {percent(choice.probability)}"
        taken.append(
            f"{name} took {label(choice.piece)} ({percent(choice.model_probability)} by its model, rank {choice.rank:,}"
            f"{', taken by hand' if choice.by_hand else drawn})"
        )
    apart = f" KL(A || B) there: {nats(pair.model)} nats by the models" if pair.model else ""
    after = f", {nats(pair.final)} after the strategies" if pair.model != pair.final else ""
    return f"They part at token {pair.a + 1}: {'; '.join(taken)}.{apart}{after}{'.' if apart else ''}"


def _texts(diff: TraceDiff) -> str:
    return "\n".join(f"{name}  {text}" for name, text in _stretches(diff))


def _stretches(diff: TraceDiff) -> list[tuple[str, str]]:
    """A line for what is the same (=), and one in either text for what is not."""
    lines = []
    for stretch in diff.stretches:
        sides = [("=", diff.a, stretch.a)]
        if not stretch.is_same:
            sides = [("A", diff.a, stretch.a), ("B", diff.b, stretch.b)]
        for name, trace, (first, end) in sides:
            pieces = [step.choice.piece for step in trace.steps[first:end]]
            lines.append((name, in_text(pieces, {}) if pieces else "(nothing)"))
    return lines


def _row(diff: TraceDiff, pair: Pair) -> list[str]:
    one, other = diff.a.steps[pair.a], diff.b.steps[pair.b]
    sides = (one, other)
    return [
        label(one.choice.piece),
        str(pair.a + 1),
        str(pair.b + 1),
        *(percent(step.choice.model_probability) for step in sides),
        *(f"{step.choice.rank:,}" for step in sides),
        *(f"{step.stages[0].entropy:.2f}" for step in sides),
        nats(pair.model),
    ]
