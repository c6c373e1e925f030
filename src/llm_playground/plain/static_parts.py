"""Tokens, numbers and tables, in text and in HTML that needs no style."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

BLANKS = str.maketrans({" ": "␣", "\n": "⏎", "\t": "⇥"})


def label(piece: bytes) -> str:
    """A token in one line: blanks visible, bytes that are no character as numbers."""
    try:
        return piece.decode().translate(BLANKS)
    except UnicodeDecodeError:
        return f"‹{piece.hex(' ')}›"


def percent(share: float) -> str:
    """A probability for the eye; what is not exactly 0 or 1 never looks as if it were."""
    if share in (0, 1):
        return f"{share:.0%}"
    return "> 99.9 %" if share > 0.999 else "< 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], *, first: str, caption: str = "") -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in (first, *heads))
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
