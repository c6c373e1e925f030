"""Docstrings as this project writes them, in the markup of Sphinx: `x` is code, what is indented is an example."""

from __future__ import annotations

import re

_SECTION = re.compile(r"^(Args|Attributes|Raises|Returns|Yields|Example|Examples):$")
_MARKUP = re.compile(r"([*|\\]|\b_(?=\W|$))")


def to_rst(lines: list[str]) -> list[str]:
    """The lines of a docstring; sections such as `Raises:` are left to napoleon."""
    made: list[str] = []
    in_example = in_section = False
    for line in lines:
        indented = line.startswith("    ")
        if _SECTION.match(line):
            in_section = True
        elif line and not indented:
            in_section = in_example = False
        elif indented and not in_section and not in_example and made and not made[-1]:
            made += ["::", ""]
            in_example = True
        made.append(line if in_example else _inline(line))
    return made


def _inline(line: str) -> str:
    parts = line.split("`")
    marked = (f"``{part}``" if number % 2 else _MARKUP.sub(r"\\\1", part) for number, part in enumerate(parts))
    return "".join(marked)
