"""Preference training as it happened, as text and as HTML without style."""

from __future__ import annotations

from html import escape

from llm_playground.plain.static_fine_tuning import answers_text
from llm_playground.plain.static_parts import count, percent, table
from llm_playground.records.preference import PreferencePoint, PreferenceTraining

HEADS = ("loss", "margin", "pairs right", "KL", "log p of the chosen", "of the rejected")


def preference_text(made: PreferenceTraining) -> str:
    """What is measured by step, the answers at the beginning, in the middle and at the end, and what came of it."""
    lines = [_told(made), f"{'step':>6}" + "".join(f"{head:>{_width(head)}}" for head in HEADS)]
    for each in made.points:
        cells = zip(_cells(each), HEADS, strict=True)
        lines.append(f"{each.step:>6}" + "".join(f"{cell:>{_width(head)}}" for cell, head in cells))
    return "\n".join([*lines, *answers_text(made.start.prompts, made.points), *outcome(made)])


def preference_html(made: PreferenceTraining) -> str:
    rows = [[str(each.step), *_cells(each), *each.answers] for each in made.points]
    told = "".join(f"<p>{escape(line)}</p>" for line in outcome(made))
    return table([*HEADS, *made.start.prompts], rows, first="step", caption=_told(made)) + told


def outcome(made: PreferenceTraining) -> list[str]:
    """What came of it, in sentences that the numbers decide."""
    last, kept = made.points[-1], made.measured_answers
    if made.measure == "right":
        change = f"from {percent(made.before)} to {percent(made.after)} of {kept} greedy answers are right"
    else:
        change = f"from {made.before:.0f} to {made.after:.0f} words in {count(kept, 'greedy answer')} on average"
    lines = [f"On requests that it never saw: {change}."]
    if made.measure == "right" and made.after < made.before:
        lines.append(
            f"Fewer are right than before, although {percent(last.accuracy)} of the pairs are on the right side: to "
            "prefer one of two answers is not to write it."
        )
    if last.chosen < 0:
        lines.append(
            "The chosen answers are less probable than before, too: the loss asks only that the rejected ones fall "
            "further."
        )
    return lines


def _told(made: PreferenceTraining) -> str:
    start = made.start
    return (
        f"{start.model}, preference {start.preference} by DPO: {count(made.points[-1].step, 'step')} of "
        f"{start.pairs_per_step} pairs, beta {start.beta:g}, learning rate {start.learning_rate:g}, seed {start.seed}; "
        f"means over {start.held_out_pairs} held-out pairs, in nats"
    )


def _width(head: str) -> int:
    return max(len(head), 7) + 2


def _cells(each: PreferencePoint) -> list[str]:
    numbers = [f"{each.kl:.4f}", f"{each.chosen:+.2f}", f"{each.rejected:+.2f}"]
    return [f"{each.loss:.3f}", f"{each.margin:+.2f}", percent(each.accuracy), *numbers]
