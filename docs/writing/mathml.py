"""Formulas as MathML, which browsers draw by themselves: no script, no fonts, nothing from the network."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

# What the course writes, in the words that docutils knows.
_KNOWN_AS = {r"\iff": r"\Longleftrightarrow", r"\dots": r"\ldots", r"\big": r"\bigl"}
_NAME = r"\_"  # in a name such as top_p, where docutils wants the bare character
_COMMAND = re.compile(r"\\[A-Za-z]+")


def mathml(latex: str, as_block: bool = False) -> str:
    """The element `math` of a formula.

    Raises:
        docutils.utils.math.MathError: a command that docutils does not know.
    """
    known = _COMMAND.sub(lambda each: _KNOWN_AS.get(each[0], each[0]), latex.replace(_NAME, "_"))
    return str(tex2mathml(known, as_block=as_block))


def visit_math(writer: Any, node: nodes.math) -> None:
    writer.body.append(mathml(node.astext()))
    raise nodes.SkipNode


def visit_block(writer: Any, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="formula">{mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode
