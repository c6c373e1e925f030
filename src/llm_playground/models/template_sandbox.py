"""Jinja with an allowance: a chat template is a stranger's program, and may neither reach outside nor run away.

Jinja's own sandbox keeps a template from reaching outside. It does not keep it from looping for ever or from filling
the memory, so what takes time or space is metered here (see `template_work`). The template's syntax tree is rewritten
before it is compiled: each turn of a loop and each call of a macro pays for its nodes, each comparison for what it
reads. Operators, filters, tests and methods pay when they are called, and refuse a result that would be too large
before they make it.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from types import BuiltinMethodType, MethodType
from typing import Any, NoReturn, cast

from jinja2 import TemplateError, nodes, pass_context, pass_eval_context
from jinja2.ext import Extension, loopcontrols
from jinja2.filters import FILTERS
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, LoopContext, Macro, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from llm_playground.models.template_work import (
    CONTAINERS,
    TooMuchWork,
    brace_format_size,
    check_arithmetic,
    check_width,
    current,
    measure,
    percent_format_size,
    size,
    units,
)

# Names with a space, which no template can write.
SPEND, READ, CUT, CONCAT = "spend work", "read whole", "cut out", "write together"

LONGEST_TIME_FORMAT = 100  # characters
MOST_PARTS = 15_000  # nodes of its syntax tree, each of which Python compiles to ten kilobytes; 16 letters count as one

# Of HTML, and of no use in a prompt; some take the square of a text's length.
UNUSED_FILTERS = {
    *("filesizeformat", "forceescape", "pprint", "random", "striptags", "urlencode", "urlize", "wordwrap", "xmlattr"),
}
# They hand elements on without looking into them.
SHALLOW_FILTERS = {
    *("attr", "batch", "count", "d", "default", "first", "items", "last", "length", "list", "map", "reject"),
    *("rejectattr", "reverse", "select", "selectattr", "slice"),
}
COMPARING_TESTS = {
    *("in", "==", "eq", "equalto", "!=", "ne", ">", "gt", "greaterthan", "ge", ">=", "<", "lt", "lessthan", "<=", "le"),
}
# What a text can do here; nothing that makes bytes, and nothing that only HTML needs.
TEXT_METHODS = {
    *("capitalize", "casefold", "center", "count", "endswith", "expandtabs", "find", "format", "format_map", "index"),
    *("isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric", "isprintable"),
    *("isspace", "istitle", "isupper", "join", "ljust", "lower", "lstrip", "partition", "removeprefix"),
    *("removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip", "split", "splitlines"),
    *("startswith", "strip", "swapcase", "title", "upper", "zfill"),
}
# They can make more than they are given.
GROWING_FILTERS = {"batch", "center", "format", "indent", "join", "replace", "round", "slice", "sum", "tojson", "trim"}
# Methods and filters whose time is the product of the two lengths.
SEARCHING_BACKWARDS = {"lstrip", "rfind", "rindex", "rpartition", "rsplit", "rstrip", "strip", "trim"}


class _Meter(NodeTransformer):
    """Puts the charges into a template's syntax tree."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 (as Jinja has it)
        body, test = _weight(node.body), node.test
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(_spend(body)))
        if test is not None and node.test is not None:  # runs for elements too that the body never sees
            node.test = nodes.And(_spend(_weight([test])), node.test)
        return node

    def _visit_called(self, node: nodes.Macro | nodes.CallBlock | nodes.Block) -> nodes.Node:
        body = _weight(node.body)
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(_spend(body)))
        return node

    visit_Macro = visit_CallBlock = visit_Block = _visit_called  # noqa: N815 (as Jinja has it)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802 (as Jinja has it)
        self.generic_visit(node)
        with_constant = isinstance(node.expr, nodes.Const) or isinstance(node.ops[0].expr, nodes.Const)
        if len(node.ops) == 1 and node.ops[0].op in ("eq", "ne") and with_constant:
            return node  # takes as long as the constant, which stands in the template
        node.expr = _filtered(node.expr, READ)
        for operand in node.ops:
            operand.expr = _filtered(operand.expr, READ)
        return node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:  # noqa: N802 (as Jinja has it)
        self.generic_visit(node)
        if not isinstance(node.key, nodes.Const):
            node.key = _filtered(node.key, READ)  # hashing a tuple reads all of it
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802 (as Jinja has it)
        self.generic_visit(node)
        return _filtered(node, CUT) if isinstance(node.arg, nodes.Slice) else node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 (as Jinja has it)
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes), CONCAT)


def _filtered(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _spend(work: int) -> nodes.Filter:
    return _filtered(nodes.Const(work, lineno=1), SPEND)


def _weight(body: list[Any]) -> int:
    """The nodes in some statements, those of inner loops and of branches not taken too, and their text in units."""
    weight = 1
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        weight += units(len(node.data)) if isinstance(node, nodes.TemplateData) else 1
        waiting += node.iter_child_nodes()
    return weight


@pass_context
def _pay(context: Context, work: int) -> bool:
    current().spend(work)
    return True


@pass_context
def _read_whole(context: Context, value: Any) -> Any:
    current().read(value)
    return value


@pass_context
def _cut_out(context: Context, value: Any) -> Any:
    current().spend(size(value))
    return value


@pass_eval_context
def _write_together(eval_context: EvalContext, values: list[Any]) -> str:
    current().afford(measure(values, current().largest))
    return (markup_join if eval_context.autoescape else str_join)(values)


@pass_context
def _written(context: Context, value: Any) -> Any:
    """Called with everything that a template writes out."""
    current().read(value)
    return value


class Generation(Extension):
    """{% generation %} marks the assistant's words for training; for a prompt it means nothing."""

    tags = {"generation"}  # noqa: RUF012 (as Jinja has it)

    def parse(self, parser: Any) -> list[nodes.Node]:
        next(parser.stream)
        body: list[nodes.Node] = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return body


class MeteredEnvironment(ImmutableSandboxedEnvironment):
    """Renders as `transformers`' environment does, within the allowance of `allowance_for`."""

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "**", "%"))

    def __init__(self) -> None:
        super().__init__(
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[loopcontrols, Generation],
            finalize=_written,
            optimized=False,  # computes constants before the first unit is paid
        )
        del self.globals["lipsum"]
        self.globals |= {"raise_exception": _raise_exception, "strftime_now": _strftime_now}
        filters = FILTERS | {"tojson": _to_json}
        self.filters = {name: _metered_filter(name, filters[name]) for name in filters.keys() - UNUSED_FILTERS}
        self.filters |= {SPEND: _pay, READ: _read_whole, CUT: _cut_out, CONCAT: _write_together}
        self.tests = {name: _metered_test(each) if name in COMPARING_TESTS else each for name, each in TESTS.items()}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        if _weight(parsed.body) > MOST_PARTS:
            raise TooMuchWork("it has far more parts than a chat template needs")
        template = cast(nodes.Template, _Meter().visit(parsed))
        template.set_environment(self)
        return template

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, str):
            return attr in TEXT_METHODS
        return not isinstance(obj, int | float | bytes) and super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        check_arithmetic(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if not isinstance(argument, str | int):
            current().read(argument)  # a tuple is hashed
        return super().getitem(obj, argument)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        format_text = super().wrap_str_format(value)
        if format_text is None:
            return None

        def metered(*args: Any, **kwargs: Any) -> str:
            current().afford(brace_format_size(value.__self__, (args, kwargs)))
            return format_text(*args, **kwargs)

        return metered

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        owner = __obj.__self__ if isinstance(__obj, BuiltinMethodType | MethodType) else None
        if isinstance(owner, str):
            args = _check_text_method(owner, __obj.__name__, args, kwargs)
        elif isinstance(owner, CONTAINERS):
            current().read(owner)  # to count or to find something in it
        # A macro only hands its arguments on; whatever else is called may read all of them.
        if not isinstance(__obj, Macro | LoopContext) and __obj is not Namespace:
            current().read((args, kwargs))
        result = super().call(__context, __obj, *args, **kwargs)
        current().spend(size(result))
        return result


def _check_text_method(text: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
    """Pay for a method of a text before it is called; its arguments, an iterator among them turned into a list."""
    if name == "join":
        args = tuple(list(each) if isinstance(each, Iterator) else each for each in args)
    current().afford(size(text) + _extra_characters(text, name, [*args, *kwargs.values()]) // 16)
    return args


def _extra_characters(text: str, name: str, arguments: list[Any]) -> int:
    """Characters that a method or filter writes, or steps that it takes, beyond the length of its text."""
    first, second = (*arguments, None, None)[:2]
    if name in ("center", "ljust", "rjust", "zfill"):
        check_width(first)
        return first if isinstance(first, int) else 0
    if name == "expandtabs":
        check_width(first)
        return text.count("\t") * (first if isinstance(first, int) else 8)
    if name == "replace" and isinstance(first, str) and isinstance(second, str):
        return (text.count(first) if first else len(text) + 1) * len(second)
    if name == "join" and isinstance(first, list | tuple | dict):
        return len(text) * len(first)
    if name == "indent":
        check_width(first)
        return (text.count("\n") + 1) * (
            len(first) if isinstance(first, str) else first if isinstance(first, int) else 4
        )
    if name in SEARCHING_BACKWARDS:
        return len(text) * sum(len(each) for each in arguments if isinstance(each, str))
    return 0


def _metered_filter(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(function) if name in GROWING_FILTERS else None
    passed = 1 if hasattr(function, "jinja_pass_arg") else 0  # Jinja puts a context before the value

    @wraps(function)
    def metered(*args: Any, **kwargs: Any) -> Any:
        before, (value, *others) = args[:passed], args[passed:]
        if name in SHALLOW_FILTERS:
            current().spend(size(value))
        else:
            value = list(value) if isinstance(value, Iterator) else value
            current().read((value, others, kwargs))
        if signature is not None:
            bound = signature.bind(*before, value, *others, **kwargs)
            bound.apply_defaults()
            _check_filter(name, value, list(bound.arguments.values())[passed + 1 :])
        result = function(*before, value, *others, **kwargs)
        if isinstance(result, Iterator):
            # A filter on a filter on a filter ... would be as deep a recursion. An iterator over a list is what a
            # template sees: always true, without a length, gone after one use.
            result = list(result)
            current().spend(size(result))
            return iter(result)
        current().spend(size(result))
        return result

    return metered


def _check_filter(name: str, value: Any, arguments: list[Any]) -> None:
    """Pay for a filter whose result can be larger than what it is given, or refuse it."""
    first, second = (*arguments, None, None)[:2]
    allowance = current()
    if name in ("batch", "slice", "round"):
        check_width(first)
    elif name == "format":
        allowance.afford(percent_format_size(str(value), arguments))
    elif name == "join":
        allowance.afford(units(len(value) * len(str(first))))
    elif name == "sum":
        if not isinstance(second, int | float):  # of lists, each sum copies all of the one before
            raise TooMuchWork("it adds up what is not a number")
    elif name == "tojson":
        _check_json(value, arguments)
    else:
        allowance.afford(size(value) + _extra_characters(str(value), name, arguments) // 16)


def _check_json(value: Any, arguments: list[Any]) -> None:
    _, indent, separators, _ = arguments
    check_width(indent)
    blank = (indent if isinstance(indent, int) else len(indent or "")) * _depth(value)
    between = sum(map(len, separators or ()))
    current().afford(measure(value, current().largest) * units(blank + between))


def _depth(value: Any) -> int:
    """How deep lists and dictionaries stand in each other."""
    depth, level = 0, [value]
    while level:
        depth += 1
        inner = [
            each.values() if isinstance(each, dict) else each for each in level if isinstance(each, list | tuple | dict)
        ]
        level = [each for container in inner for each in container]
    return depth


def _metered_test(function: Any) -> Callable[..., Any]:
    @wraps(function)
    def metered(*args: Any) -> Any:
        current().read(args)
        return function(*args)

    return metered


def _to_json(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    """Jinja's own filter escapes <, > and & for HTML, which a prompt is not."""
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def _strftime_now(form: str) -> str:
    if len(form) > LONGEST_TIME_FORMAT:
        raise TooMuchWork(f"it writes the time in a format of {len(form):,} characters")
    return datetime.now().strftime(form)


def _raise_exception(message: str) -> NoReturn:
    raise TemplateError(message)
