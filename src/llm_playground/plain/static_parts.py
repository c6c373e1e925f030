"""Tokens, numbers and tables, in text and in HTML that needs no style."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

# Unicode has a picture of each control character; whitespace has marks that are read at a glance.
MARKS = {chr(code): chr(0x2400 + code) for code in range(0x20)} | {" ": "␣", "\n": "⏎", "\t": "⇥", "\x7f": "␡"}


def label(piece: bytes) -> str:
    """A token in one line, as the views write it too (`pieceLabel` in kit/pieces.js): whitespace and control
    characters visible, others that cannot be seen escaped, bytes that are not whole characters as numbers."""
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        return f"‹{piece.hex(' ')}›"
    return "".join(map(_visible, text)) or "(nothing)"


def in_text(pieces: Sequence[bytes], marks: Mapping[int, tuple[str, str]], gap: int | None = None) -> str:
    """Tokens of a text as one line, some of them between marks of their own.

    What stands between two marks is read as a whole, so that a character that is cut into several tokens stays one.

    Args:
        marks: what stands before and behind the token of this number.
        gap: the token before which others were left out.
    """
    line, run = [], b""
    for at, piece in enumerate(pieces):
        if at == gap or at in marks:
            line.append(_run(run))
            run = b""
        if at == gap:
            line.append(" … ")
        if at in marks:
            before, behind = marks[at]
            line += [before, label(piece), behind]
        else:
            run += piece
    return "".join([*line, _run(run)])


def _run(text: bytes) -> str:
    return text.decode(errors="replace").replace("\n", "⏎")


def _visible(character: str) -> str:
    if character.isprintable() and character != " ":
        return character
    return MARKS.get(character) or character.encode("unicode_escape").decode()


def percent(share: float) -> str:
    """A probability for the eye, by the rule of `percent` in kit/numbers.js; what is not exactly 0 or 1 never looks as
    if it were."""
    x = 100 * share
    if share in (0, 1):
        return f"{x:.0f} %"
    if x > 99.9:
        return "> 99.9 %"
    if x < 0.001:
        return "< 0.001 %"
    return f"{x:.{1 if x >= 1 else 2 if x >= 0.1 else 3}f} %"


def ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def count(number: int | None, noun: str) -> str:
    """ "1 token", "20 tokens"; None is a number that nobody knows."""
    if number is None:
        return f"an unknown number of {noun}s"
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def byte_size(number: int) -> str:
    """Bytes in powers of ten, as `byteSize` in kit/sizes.js writes them: "24.6 kB"."""
    return _in_units(number, ("bytes", "kB", "MB", "GB", "TB"))


def large(number: int) -> str:
    """A large count, as `large` in kit/sizes.js writes it: "4.19 million"."""
    return _in_units(number, ("", "thousand", "million", "billion", "trillion"))


def _in_units(number: int, units: Sequence[str]) -> str:
    size, at = float(number), 0
    while size >= 999.5 and at < len(units) - 1:
        size, at = size / 1000, at + 1
    digits = 0 if at == 0 or size >= 100 else 1 if size >= 10 else 2
    return f"{size:,.{digits}f} {units[at]}".rstrip()


# Light enough for dark ink and dark enough for light ink: the page that shows a saved notebook may be either.
MORE, LESS = "rgba(79,108,230,.32)", "rgba(222,110,40,.32)"
TURNS = ("rgba(79,108,230,.28)", "rgba(222,110,40,.28)", "rgba(40,160,110,.28)", "rgba(190,70,170,.28)")


class Drawn(str):
    """The text of a cell that is a picture, too: `style` is CSS for the cell, `html` is written in place of the text.

    Where a page takes colours away, the text is still there.
    """

    style: str = ""
    html: str = ""


def bar(text: str, fill: float) -> Drawn:
    """A cell with a bar behind its text, as wide as `fill` of it; from -1 to 0 in another colour."""
    drawn, width = Drawn(text), f"{min(abs(fill), 1):.1%}"
    drawn.style = f"background:linear-gradient(90deg,{MORE if fill > 0 else LESS} {width},transparent {width})"
    return drawn


def share(part: float) -> Drawn:
    """A probability with its bar."""
    return bar(percent(part), part)


def bars(rows: Sequence[Sequence[float]], written: Callable[[float], str]) -> list[list[Drawn]]:
    """Numbers with bars, that of the largest over the whole cell."""
    largest = max((abs(value) for row in rows for value in row), default=0) or 1
    return [[bar(written(value), value / largest) for value in row] for row in rows]


def in_turn(labels: Iterable[str]) -> list[Drawn]:
    """Tokens in turning colours, so that one sees where each begins: a cell each."""
    drawn = [Drawn(each) for each in labels]
    for number, each in enumerate(drawn):
        each.style = f"background:{TURNS[number % len(TURNS)]}"
    return drawn


def in_a_row(labels: Iterable[str], rest: str = "") -> Drawn:
    """Tokens in turning colours, one behind the other in one cell; what was left out is said behind them."""
    tokens = in_turn(labels)
    drawn = Drawn(" ".join([*tokens, *([rest] if rest else [])]))
    drawn.html = " ".join([*(f'<span style="{each.style}">{escape(each)}</span>' for each in tokens), escape(rest)])
    return drawn


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], *, first: str, caption: str = "") -> str:
    head = "".join(_cell("th", cell) for cell in (first, *heads))
    body = "".join("<tr>" + "".join(_cell("td", cell) for cell in row) + "</tr>" for row in rows)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(kind: str, text: str) -> str:
    if not isinstance(text, Drawn):
        return f"<{kind}>{escape(text)}</{kind}>"
    style = f' style="{text.style}"' if text.style else ""
    return f"<{kind}{style}>{text.html or escape(text)}</{kind}>"
