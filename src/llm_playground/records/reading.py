"""Records made again of what JSON wrote in their place, each value held against the type of its field.

A trace has ten thousands of values, most of them in few places: so all values of a place are read at once, as a column,
whose types are compared in one step. Which value it was that does not fit is looked for only when one does not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain, islice
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from llm_playground.errors import shown

WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", NoneType: "null"}
MOST_NAMES = 3  # of fields that are not known, as a message quotes them


class Misfit(ValueError):
    """A value of JSON that is not of the type that stands at its place."""

    def __init__(self, place: str, value: object, kind: Any) -> None:
        super().__init__(f"{place} {_complaint(value, kind)}")
        self.place, self.value, self.kind = place, value, kind

    def within(self, place: str) -> Misfit:
        return Misfit(place + self.place, self.value, self.kind)


def read(kind: Any, value: Any) -> Any:
    """The value of the type `kind` that JSON wrote as `value`.

    Raises:
        Misfit: this is not such a value; it tells the first place within it that does not fit.
    """
    try:
        (made,) = _column_reader(kind)([value])
    except _Unfit:
        raise _misfit(kind, value) from None
    return made


def in_words(value: Any) -> str:
    """What JSON holds, as the person who reads an error may call it: no list or object is quoted."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value)} {'value' if len(value) == 1 else 'values'}"
    return json.dumps(value) if value is None or isinstance(value, bool) else shown(value)


def _complaint(value: Any, kind: Any) -> str:
    """What is wrong with a value that is not of the type `kind`, after its place."""
    if not (is_dataclass(kind) and isinstance(value, dict)):
        return f"is {in_words(value)}, not {_type_in_words(kind)}"
    names = [each.name for each in fields(kind)]
    lacks = [name for name in names if name not in value]
    has = [shown(name) for name in value if name not in names][:MOST_NAMES]
    complaints = [f"lacks {', '.join(lacks)}"] * bool(lacks) + [f"has {', '.join(has)} that no trace has"] * bool(has)
    return " and ".join(complaints)


def _type_in_words(kind: Any) -> str:
    """What JSON holds for a value of this type, as the person who reads an error may call it."""
    origin, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return f"an object with the fields {', '.join(each.name for each in fields(kind))}"
    if origin is tuple:
        return "a list" if parts[-1] is Ellipsis else f"a list of {len(parts)} values"
    if origin is dict:
        return "an object"
    if kind is bytes:
        return "bytes in hexadecimal"
    if origin is Literal:
        return " or ".join(map(repr, parts))
    return " or ".join(WORDS[each] if each in WORDS else _type_in_words(each) for each in (parts or (kind,)))


class _Unfit(Exception):
    """A value of a column does not fit."""


ColumnReader = Callable[[Sequence[Any]], Sequence[Any]]


@cache
def _column_reader(kind: Any) -> ColumnReader:
    """What makes many values of the type `kind` again of what JSON wrote in their place.

    It raises `_Unfit` where one of them is not such a value.
    """
    origin, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _record_reader(kind)
    if origin is tuple:
        return _list_reader(parts[0]) if parts[-1] is Ellipsis else _row_reader(parts)
    if origin is dict:
        return _dict_reader(parts[1])
    if kind is bytes:
        return _read_bytes
    if origin is Literal:
        return _one_of_reader(parts)
    if isinstance(kind, UnionType) and any(get_origin(part) or is_dataclass(part) for part in parts):
        return _union_reader(parts)
    kinds = set(parts) if isinstance(kind, UnionType) else {kind}
    # As in an annotation, an int counts as a float; a truth value counts as neither.
    return _plain_reader(kinds | ({int} if float in kinds else set()))


def _record_reader(kind: Any) -> ColumnReader:
    readers = {name: _column_reader(each) for name, each in _types(kind).items()}

    def read(values: Sequence[Any]) -> Sequence[Any]:
        _must(all(isinstance(value, dict) and value.keys() == readers.keys() for value in values))
        columns = [read([value[name] for value in values]) for name, read in readers.items()]
        return list(map(kind, *columns))

    return read


def _list_reader(kind: Any) -> ColumnReader:
    read_all = _column_reader(kind)

    def read(values: Sequence[Any]) -> Sequence[Any]:
        _must(set(map(type, values)) <= {list})
        made = iter(read_all(list(chain.from_iterable(values))))
        return [tuple(islice(made, len(value))) for value in values]

    return read


def _row_reader(kinds: Sequence[Any]) -> ColumnReader:
    readers = tuple(map(_column_reader, kinds))

    def read(values: Sequence[Any]) -> Sequence[Any]:
        _must(all(isinstance(value, list) and len(value) == len(readers) for value in values))
        columns = zip(*values, strict=True)  # none, where there are no values
        return list(zip(*(read(column) for read, column in zip(readers, columns, strict=False)), strict=True))

    return read


def _dict_reader(kind: Any) -> ColumnReader:
    read_all = _column_reader(kind)

    def read(values: Sequence[Any]) -> Sequence[Any]:
        _must(set(map(type, values)) <= {dict})
        made = iter(read_all([part for value in values for part in value.values()]))
        # The keys first: where they end, zip must not have taken a value of the next.
        return [dict(zip(value, made, strict=False)) for value in values]

    return read


def _union_reader(kinds: tuple[Any, ...]) -> ColumnReader:
    """Of a list, an object, and what is neither, at most one kind each may be among them."""
    of_type: dict[type, ColumnReader] = {
        list if get_origin(kind) is tuple else dict: _column_reader(kind)
        for kind in kinds
        if get_origin(kind) or is_dataclass(kind)
    }
    plain = {kind for kind in kinds if not get_origin(kind) and not is_dataclass(kind)}
    read_plain = _plain_reader(plain | ({int} if float in plain else set()))

    def read(values: Sequence[Any]) -> Sequence[Any]:
        if not of_type.keys() & set(map(type, values)):
            return read_plain(values)
        return [of_type.get(type(value), read_plain)([value])[0] for value in values]

    return read


def _one_of_reader(options: tuple[Any, ...]) -> ColumnReader:
    def read(values: Sequence[Any]) -> Sequence[Any]:
        _must(all(value in options for value in values))
        return values

    return read


def _plain_reader(types: set[type]) -> ColumnReader:
    def read(values: Sequence[Any]) -> Sequence[Any]:
        _must(set(map(type, values)) <= types)
        return values

    return read


def _read_bytes(values: Sequence[Any]) -> Sequence[Any]:
    try:
        return list(map(bytes.fromhex, values))
    except (TypeError, ValueError):
        raise _Unfit from None


def _must(fit: bool) -> None:
    if not fit:
        raise _Unfit


def _types(kind: Any) -> dict[str, Any]:
    """The fields of a record, in their order, with their types."""
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}


def _misfit(kind: Any, value: Any) -> Misfit:
    """What is wrong with a value that does not fit: the first part of it that does not, or else the whole."""
    for place, part_kind, part in _parts(kind, value):
        try:
            _column_reader(part_kind)([part])
        except _Unfit:
            return _misfit(part_kind, part).within(place)
    return Misfit("", value, kind)


def _parts(kind: Any, value: Any) -> Iterator[tuple[str, Any, Any]]:
    """The place, type and value of each part of a value, as far as it is such a value."""
    origin, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(value, dict) and value.keys() == _types(kind).keys():
        yield from ((f".{name}", each, value[name]) for name, each in _types(kind).items())
    elif origin is dict and isinstance(value, dict):
        yield from ((f".{key}", parts[1], each) for key, each in value.items())
    elif origin is tuple and isinstance(value, list):
        kinds = [parts[0]] * len(value) if parts[-1] is Ellipsis else parts
        if len(kinds) == len(value):
            yield from ((f"[{index}]", *pair) for index, pair in enumerate(zip(kinds, value, strict=True)))
