r"""Markdown with formulas as a tree of elements, so that a page builds it without reading markup.

A node is a text, or an element as a list: its name, its attributes and what it holds:
`["p", {}, "It is ", ["em", {}, "so"], "."]`. A formula (`$x$`, or `$$x$$` on lines of its own) is MathML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias
from xml.etree import ElementTree

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

Node: TypeAlias = str | list[Any]

MATHML = "{http://www.w3.org/1998/Math/MathML}"
NOT_HERE = "style"  # the page's Content-Security-Policy refuses this attribute


def blocks(markdown: str) -> list[Node]:
    """Paragraphs, lists, tables, formulas."""
    return _nodes(_reader().render(markdown))


def inline(markdown: str) -> list[Node]:
    """A line of text, without a paragraph around it."""
    return _nodes(_reader().renderInline(markdown))


@cache
def _reader() -> Any:
    return MarkdownIt("commonmark", {"html": False}).enable("table").use(dollarmath_plugin, renderer=_mathml)


def _mathml(latex: str, how: Mapping[str, bool]) -> str:
    return convert(latex, display="block" if how["display_mode"] else "inline")


def _nodes(markup: str) -> list[Node]:
    return list(_held(ElementTree.fromstring(f"<div>{markup}</div>")))  # noqa: S314 -- it was written here


def _held(element: ElementTree.Element) -> Iterator[Node]:
    """What an element holds; the space between blocks is none."""
    if element.text and element.text != "\n":
        yield element.text
    for child in element:
        attributes = {name: value for name, value in child.attrib.items() if name != NOT_HERE}
        held = list(_held(child))
        name = child.tag.removeprefix(MATHML)
        yield ["td" if name == "th" and not held else name, attributes, *held]  # a head without words heads nothing
        if child.tail and child.tail != "\n":
            yield child.tail
