"""Small changes to the source of a function, as somebody makes them who is nearly right."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow)
CALLS = {
    "max": "min",
    "min": "max",
    "sum": "mean",
    "argmax": "argmin",
    "cumsum": "cumprod",
    "exp": "log",
    "sqrt": "square",
}


def mutants(source: str, name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function that differs from that of the source in one small thing, under what was changed."""
    tree = ast.parse(source)
    for at, node in enumerate(ast.walk(tree)):
        for said, change in _changes(node):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[at]
            change(target)
            names: dict[str, Any] = {}
            exec(compile(ast.fix_missing_locations(changed), "<mutant>", "exec"), names)
            function: FunctionType = names[name]
            yield f"line {getattr(node, 'lineno', 0)}: {said}", function


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], COMPARISONS):
        for kind in COMPARISONS:
            if not isinstance(node.ops[0], kind):
                yield f"{kind.__name__}", lambda target, kind=kind: target.ops.__setitem__(0, kind())
    if isinstance(node, ast.BinOp) and isinstance(node.op, OPERATORS):
        for kind in OPERATORS:
            if not isinstance(node.op, kind):
                yield f"{kind.__name__}", lambda target, kind=kind: setattr(target, "op", kind())
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        for value in (node.value + 1, node.value - 1, -node.value):
            if value != node.value:
                yield f"{value}", lambda target, value=value: setattr(target, "value", value)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{not node.value}", lambda target: setattr(target, "value", not target.value)
    if isinstance(node, ast.Attribute) and node.attr in CALLS:
        yield CALLS[node.attr], lambda target: setattr(target, "attr", CALLS[target.attr])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "plus", lambda target: setattr(target, "op", ast.UAdd())
