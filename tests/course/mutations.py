"""Small changes to the source of a function, as somebody makes them who is nearly right."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

Change = tuple[str, Callable[[Any], None]]  # what it says, and what it does to a node

COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)  # no power: of large numbers it never ends
OTHERS = {ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And, ast.USub: ast.UAdd}
METHODS = {
    "append": "extend",
    "argmax": "argmin",
    "cumsum": "cumprod",
    "exp": "log",
    "extend": "append",
    "findall": "split",
    "items": "values",
    "log": "exp",
    "max": "min",
    "maximum": "minimum",
    "mean": "sum",
    "min": "max",
    "minimum": "maximum",
    "sqrt": "square",
    "sum": "mean",
    "tril": "triu",
    "triu": "tril",
    "zeros": "ones",
    "zeros_like": "ones_like",
}
FUNCTIONS = {"all": "any", "any": "all", "len": "sum", "max": "min", "min": "max", "reversed": "list", "sorted": "list"}


def mutants(source: str, name: str, number: int) -> Iterator[tuple[str, Callable[..., Any]]]:
    """`number` functions that differ from that of the source in one thing, or in two once these are used up; each under
    what was changed. They are drawn, and the same each time; no two are alike, and Python reads them all."""
    drawn = random.Random(name)
    single = [
        (at, which)
        for at, node in enumerate(ast.walk(_without_docstrings(source)))
        for which in range(len(_changes(node, _names(source))))
    ]
    drawn.shuffle(single)
    double = [(drawn.choice(single), drawn.choice(single)) for _ in range(20 * number)]
    seen = {ast.unparse(_without_docstrings(source))}
    for places in (*((each,) for each in single), *double):
        if not number:
            return
        said, text = _changed(source, places)
        if text not in seen and (made := _made(text, name)):
            seen.add(text)
            number -= 1
            yield said, made


def _changed(source: str, places: tuple[tuple[int, int], ...]) -> tuple[str, str]:
    """What was changed, and the source after it."""
    tree, said = _without_docstrings(source), []
    nodes = list(ast.walk(tree))
    for at, which in places:
        changes = _changes(nodes[at], _names(source))
        if which < len(changes):  # the first change may have taken the place of the second
            words, change = changes[which]
            said.append(f"line {getattr(nodes[at], 'lineno', 0)}: {words}")
            change(nodes[at])
    return ", ".join(said), ast.unparse(ast.fix_missing_locations(tree))


def _made(text: str, name: str) -> FunctionType | None:
    """The function of a source; None where Python does not read it."""
    names: dict[str, Any] = {}
    try:
        exec(compile(text, "<mutant>", "exec"), names)
    except SyntaxError:
        return None
    made: FunctionType = names[name]
    return made


def _without_docstrings(source: str) -> ast.Module:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            del node.body[0]
    return tree


def _names(source: str) -> list[str]:
    """The arguments and the variables."""
    nodes = list(ast.walk(ast.parse(source)))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return sorted(stored | {node.arg for node in nodes if isinstance(node, ast.arg)})


def _changes(node: ast.AST, names: list[str]) -> list[Change]:
    """What can be done to a node."""
    return [*_other_operators(node), *_other_values(node, names), *_left_out(node)]


def _other_operators(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        for kind in COMPARISONS if isinstance(node.ops[0], COMPARISONS) else ():
            if not isinstance(node.ops[0], kind):
                yield kind.__name__, _setter("ops", [kind(), *node.ops[1:]])
        if type(node.ops[0]) in OTHERS:
            yield "the contrary", _setter("ops", [OTHERS[type(node.ops[0])](), *node.ops[1:]])
    if isinstance(node, ast.BinOp):
        for kind in OPERATORS if isinstance(node.op, OPERATORS) else ():
            if not isinstance(node.op, kind):
                yield kind.__name__, _setter("op", kind())
        yield "sides exchanged", _exchange
    if isinstance(node, ast.BoolOp | ast.UnaryOp) and type(node.op) in OTHERS:
        yield OTHERS[type(node.op)].__name__, _setter("op", OTHERS[type(node.op)]())
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "not", _setter("test", ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.Attribute) and node.attr in METHODS:
        yield METHODS[node.attr], _setter("attr", METHODS[node.attr])


def _other_values(node: ast.AST, names: list[str]) -> Iterator[Change]:
    match node:
        case ast.Constant(value=bool() as value):
            yield f"{not value}", _setter("value", not value)
        case ast.Constant(value=int() | float() as value):
            for number in (value + 1, value - 1, -value):
                if number != value:
                    yield f"{number}", _setter("value", number)
        case ast.Constant(value=str() as value):
            for text in (value + " ", value.upper(), *(value[:at] + value[at + 1 :] for at in range(len(value)))):
                if text != value:
                    yield repr(text), _setter("value", text)
        case ast.Name(id=name, ctx=ast.Load()):
            for other in (*(names if name in names else ()), *([FUNCTIONS[name]] if name in FUNCTIONS else ())):
                if other != name:
                    yield f"{other} for {name}", _setter("id", other)
        case ast.Call(args=[_, _, *_]):
            yield "arguments exchanged", _setter("args", node.args[::-1])
        case ast.Return(value=ast.expr()):
            for cut in ("[::-1]", "[1:]", "[:-1]"):
                source = ast.parse(f"({ast.unparse(node.value)}){cut}", mode="eval")
                yield f"with {cut}", _setter("value", source.body)


def _left_out(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Slice):
        for part in ("lower", "upper", "step"):
            if getattr(node, part) is not None:
                yield f"without its {part} part", _setter(part, None)
    if isinstance(node, ast.comprehension) and node.ifs:
        yield "without its condition", _setter("ifs", [])
    if isinstance(node, ast.Call):
        for at, keyword in enumerate(node.keywords):
            yield f"without {keyword.arg}", _setter("keywords", node.keywords[:at] + node.keywords[at + 1 :])
    if isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.If):
        for at, one in enumerate(node.body):
            if not isinstance(one, ast.Return):
                rest = [*node.body[:at], ast.Pass(), *node.body[at + 1 :]]
                yield f"without statement {at}", _setter("body", rest)


def _setter(part: str, value: Any) -> Callable[[Any], None]:
    return lambda target: setattr(target, part, value)


def _exchange(target: ast.BinOp) -> None:
    target.left, target.right = target.right, target.left
