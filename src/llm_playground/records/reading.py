"""Records made again of what JSON wrote in their place, each value held against the type of its field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import repeat
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from llm_playground.errors import shown


class Misfit(ValueError):
    """A value of JSON that is not of the type that stands at its place."""

    def __init__(self, place: str, value: object, kind: Any) -> None:
        super().__init__(f"{place} is {shown(value)}, not {getattr(kind, '__name__', kind)}")
        self.place, self.value, self.kind = place, value, kind

    def within(self, place: str) -> Misfit:
        return Misfit(place + self.place, self.value, self.kind)


Reader = Callable[[Any], Any]


@cache
def reader(kind: Any) -> Reader:
    """What makes a value of the type `kind` again of what JSON wrote in its place.

    It raises `Misfit` where that is not such a value. Made once a type: a trace has ten thousands of values.
    """
    origin, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _record_reader(kind)
    if origin is tuple:
        return _list_reader(kind, reader(parts[0])) if parts[-1] is Ellipsis else _row_reader(kind, parts)
    if origin is dict:
        return _dict_reader(kind, reader(parts[1]))
    if kind is bytes:
        return _read_bytes
    if origin is Literal:
        return _one_of_reader(kind, parts)
    kinds = set(parts) if isinstance(kind, UnionType) else {kind}
    # As in an annotation, an int counts as a float; a truth value counts as neither.
    return _plain_reader(kind, frozenset(kinds | ({int} if float in kinds else set())))


def _record_reader(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {each.name: reader(hints[each.name]) for each in fields(kind)}

    def read(value: Any) -> Any:
        if not isinstance(value, dict) or value.keys() != readers.keys():
            raise Misfit("", value, kind)
        return kind(*_read_each(readers.items(), value))

    return read


def _list_reader(kind: Any, read_each: Reader) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise Misfit("", value, kind)
        return tuple(_read_each(enumerate(repeat(read_each, len(value))), value))

    return read


def _row_reader(kind: Any, parts: tuple[Any, ...]) -> Reader:
    readers = tuple(map(reader, parts))

    def read(value: Any) -> Any:
        if not isinstance(value, list) or len(value) != len(readers):
            raise Misfit("", value, kind)
        return tuple(_read_each(enumerate(readers), value))

    return read


def _dict_reader(kind: Any, read_each: Reader) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Misfit("", value, kind)
        return dict(zip(value, _read_each(zip(value, repeat(read_each), strict=False), value), strict=True))

    return read


def _one_of_reader(kind: Any, options: tuple[Any, ...]) -> Reader:
    def read(value: Any) -> Any:
        if value not in options:
            raise Misfit("", value, kind)
        return value

    return read


def _plain_reader(kind: Any, types: frozenset[type]) -> Reader:
    def read(value: Any) -> Any:
        if type(value) not in types:
            raise Misfit("", value, kind)
        return value

    return read


def _read_bytes(value: Any) -> bytes:
    try:
        return bytes.fromhex(value)
    except (TypeError, ValueError):
        raise Misfit("", value, bytes) from None


def _read_each(readers: Iterable[tuple[Any, Reader]], values: Any) -> list[Any]:
    """The value at each place, read by its reader; a misfit is told with its place."""
    made: list[Any] = []
    place: Any = None
    try:
        for place, read in readers:
            made.append(read(values[place]))
    except Misfit as misfit:
        raise misfit.within(f"[{place}]" if isinstance(place, int) else f".{place}") from None
    return made
