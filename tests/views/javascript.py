"""A reader of JavaScript that knows only what is text in it: comments, strings, templates, regular expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"""\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'""")
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_CHUNK = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*", re.DOTALL)  # of a template, up to a ${ or to its end
_WORD = re.compile(r"[\w$]+|\s+")
# After a value a slash divides; after one of these words or a sign it begins a regular expression.
_NO_VALUE = {"return", "typeof", "case", "in", "of", "await", "yield", "=>", ""}


@dataclass(frozen=True)
class Literal:
    """A string, or a part of a template between its `${}`: `text[start:end]`, quotes not included."""

    start: int
    end: int
    text: str


def literals(source: str) -> list[Literal]:
    """All texts in a module. What cannot be read as JavaScript is an error, so that nothing is passed over."""
    return _code(source, 0, nested=False)[0]


def _code(source: str, at: int, *, nested: bool) -> tuple[list[Literal], int]:
    """Read up to the end, or in a template to the brace that closes its `${`."""
    found: list[Literal] = []
    depth, before = 0, ""
    while at < len(source):
        here = source[at]
        if comment := _COMMENT.match(source, at):
            at = comment.end()
            continue
        if here in "\"'":
            match = _STRING.match(source, at)
            assert match, f"a string that does not end: {source[at : at + 40]!r}"
            found.append(Literal(at + 1, match.end() - 1, match[0][1:-1]))
            at, before = match.end(), "a value"
        elif here == "`":
            parts, at = _template(source, at + 1)
            found += parts
            before = "a value"
        elif here == "/" and before in _NO_VALUE:
            match = _REGEX.match(source, at)
            assert match, f"a slash that neither divides nor begins a pattern: {source[at : at + 40]!r}"
            at, before = match.end(), "a value"
        elif word := _WORD.match(source, at):
            at, before = word.end(), before if word[0].isspace() else word[0]
        else:
            if here == "}" and nested and depth == 0:
                return found, at + 1
            depth += {"{": 1, "}": -1}.get(here, 0)
            at, before = at + 1, here if here in ")]" else ""
    assert not nested, "a template that does not end"
    return found, at


def _template(source: str, at: int) -> tuple[list[Literal], int]:
    found: list[Literal] = []
    while True:
        match = _CHUNK.match(source, at)
        assert match is not None
        assert match.end() < len(source), f"a template that does not end: {source[at : at + 40]!r}"
        found.append(Literal(at, match.end(), match[0]))
        if source[match.end()] == "`":
            return found, match.end() + 1
        inner, at = _code(source, match.end() + 2, nested=True)
        found += inner
