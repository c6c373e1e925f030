"""Results as a Markdown table, on the screen and in the model's card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bundled.asking import Share
from llm_playground.errors import CheckpointError

BEGIN = "<!-- measures: written by benchmarks/bundled_models.py -->"
END = "<!-- end of measures -->"


@dataclass(frozen=True)
class Row:
    """One line of the table. `reached` says whether the goal is; None where there is none."""

    measure: str
    result: str
    goal: str = ""
    reached: bool | None = None


def at_least(measure: str, share: Share, goal: float) -> Row:
    return Row(measure, str(share), f"≥ {100 * goal:g} %", share.value >= goal)


def at_most(measure: str, share: Share, goal: float) -> Row:
    return Row(measure, str(share), f"≤ {100 * goal:g} %", share.value <= goal)


def markdown(rows: Sequence[Row]) -> str:
    marks = {True: "yes", False: "**no**", None: ""}
    lines = [f"| {row.measure} | {row.result} | {row.goal} | {marks[row.reached]} |" for row in rows]
    return "\n".join(["| | measured | goal | reached |", "|---|---|---|---|", *lines])


def write_into_card(card: Path, table: str) -> None:
    """Put the table between its two marks in a model card, or at the end of a card that has none.

    Raises:
        CheckpointError: the model has no card, or the card has only one of the marks.
    """
    if not card.is_file():
        raise CheckpointError(f"{card.parent} has no {card.name}, so its measures have no place to be written to.")
    text = card.read_text(encoding="utf-8")
    measures = f"{BEGIN}\n\n{table}\n\n{END}"
    if (BEGIN in text) != (END in text):
        raise CheckpointError(f"{card} has only one of the marks {BEGIN} and {END}: write both, or neither.")
    if BEGIN in text:
        before, rest = text.split(BEGIN, 1)
        text = before + measures + rest.split(END, 1)[1]
    else:
        text = f"{text.rstrip()}\n\n## Measures\n\n{measures}\n"
    card.write_text(text, encoding="utf-8")
