"""The playground as it stands, as text and as HTML without style: what is set, and the texts that it has made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from llm_playground.plain.static import ran_text, text_html
from llm_playground.plain.static_parts import table
from llm_playground.records import Start, Step

HOW = "Run this cell in Jupyter to choose and to press Generate."


class MadeText(NamedTuple):
    """A text that was made, and how it `ended`: by which finish_reason, or "stopped"."""

    start: Start
    steps: Sequence[Step]
    ended: str


class ShownLane(NamedTuple):
    """A lane: what is set in it, by the names of its controls, and its texts."""

    settings: Mapping[str, str]
    texts: Sequence[MadeText]


def playground_text(settings: Mapping[str, str], lanes: Sequence[ShownLane]) -> str:
    lines = [f"The playground. {HOW}", *_lines(settings)]
    for lane in lanes:
        lines += ["", *_lines(lane.settings)]
        for start, steps, ended in lane.texts:
            written = f"{start.prompt.text}{''.join(step.text for step in steps)}"
            lines += ["", written, ran_text(start, len(steps), ended)]
    return "\n".join(lines)


def playground_html(settings: Mapping[str, str], lanes: Sequence[ShownLane]) -> str:
    parts = [table([""], _rows(settings), first="The playground"), f"<p>{HOW}</p>"]
    for lane in lanes:
        parts.append(table([""], _rows(lane.settings), first="A lane"))
        for start, steps, ended in lane.texts:
            parts.append(text_html(start, steps))
            parts.append(f"<p><small>{escape(ran_text(start, len(steps), ended))}</small></p>")
    return "".join(parts)


def _lines(settings: Mapping[str, str]) -> list[str]:
    return [f"{name:<16} {value}" for name, value in settings.items()]


def _rows(settings: Mapping[str, str]) -> list[list[str]]:
    return [[name, value] for name, value in settings.items()]
