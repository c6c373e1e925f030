"""Whether what an answer gave is what it should have given; and if not, in which respect."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np

RELATIVE, ABSOLUTE = 1e-5, 1e-7  # float32 is as welcome as float64


def difference(got: Any, expected: Any) -> str | None:
    """In what `got` differs from `expected`, as the rest of a sentence about the answer; None if it does not.

    Numbers are compared with some room for rounding. Where an array is expected, a list of numbers or a tensor will do;
    where a list or tuple is expected, either.
    """
    if got is None and expected is not None:
        return "gave None: is a return missing?"
    match expected:
        case np.ndarray():
            return _array(got, expected)
        case str() | bytes() | bool() | None:
            wrong = type(got) is not type(expected) and not (isinstance(expected, bool) and isinstance(got, np.bool_))
            return _kind(got, expected) if wrong else _value(bool(got == expected))
        case Integral() | Real():
            return _number(got, expected)
        case list() | tuple():
            return _sequence(got, expected)
        case Mapping():
            return _mapping(got, expected)
        case set() | frozenset():
            wrong = not isinstance(got, set | frozenset)
            return _kind(got, expected) if wrong else _value(got == expected)
    raise TypeError(f"No rule compares a {type(expected).__name__}.")


def _array(got: Any, expected: np.ndarray) -> str | None:
    if isinstance(got, str | bytes | Mapping | set):
        return _kind(got, expected)
    try:
        array = np.asarray(got.detach() if hasattr(got, "detach") else got)
    except (ValueError, TypeError):
        return "gave rows of different lengths, which make no array"
    if array.dtype.kind not in "biuf":
        is_array = isinstance(got, np.ndarray)
        return f"gave an array of {array.dtype}, and not of numbers" if is_array else _kind(got, expected)
    if array.shape != expected.shape:
        return f"gave an array of shape {array.shape}, and the shape should be {expected.shape}"
    if expected.dtype.kind in "biu":
        return _value(np.array_equal(array, expected))
    if np.isnan(array).any() and not np.isnan(expected).any():
        return "gave NaN: infinity minus infinity, or zero by zero"
    return _value(np.allclose(array, expected, RELATIVE, ABSOLUTE, equal_nan=True))


def _number(got: Any, expected: Any) -> str | None:
    if (isinstance(got, np.ndarray) and got.shape == ()) or (hasattr(got, "detach") and got.dim() == 0):
        got = got.item()
    if isinstance(got, bool | np.bool_) or not isinstance(got, Real):
        return _kind(got, expected)
    if isinstance(expected, Integral):
        return _value(got == expected) if isinstance(got, Integral) else _kind(got, expected)
    if np.isnan(float(got)) and not np.isnan(expected):
        return "gave NaN: infinity minus infinity, or zero by zero"
    return _value(bool(np.isclose(float(got), expected, RELATIVE, ABSOLUTE, equal_nan=True)))


def _sequence(got: Any, expected: list[Any] | tuple[Any, ...]) -> str | None:
    if isinstance(got, np.ndarray) or hasattr(got, "detach"):
        got = got.tolist()
    if not isinstance(got, list | tuple):
        return _kind(got, expected)
    if len(got) != len(expected):
        return f"gave {len(got)} {'item' if len(got) == 1 else 'items'}, and there should be {len(expected)}"
    for at, (one, other) in enumerate(zip(got, expected, strict=True)):
        if wrong := difference(one, other):
            return _at(f"item {at} (counting from 0)", wrong)
    return None


def _mapping(got: Any, expected: Mapping[Any, Any]) -> str | None:
    if not isinstance(got, Mapping):
        return _kind(got, expected)
    if got.keys() != expected.keys():
        missing, extra = [key for key in expected if key not in got], [key for key in got if key not in expected]
        return f"lacks the key {missing[0]!r}" if missing else f"has a key {extra[0]!r} that should not be there"
    wrong = ((key, difference(got[key], expected[key])) for key in expected)
    return next((_at(repr(key), each) for key, each in wrong if each), None)


def _at(place: str, wrong: str) -> str:
    """What is wrong at a place, or at a place within it."""
    within = wrong.removeprefix("went wrong at ")
    return f"went wrong at {place}: it {wrong}" if within == wrong else f"went wrong at {place}, there at {within}"


def _kind(got: Any, expected: Any) -> str:
    name = type(got).__name__
    return f"gave {'an' if name[0].lower() in 'aeiou' else 'a'} {name}, and it should give a {_name(expected)}"


def _name(expected: Any) -> str:
    if isinstance(expected, np.ndarray):
        return "NumPy array"
    if isinstance(expected, str | bytes | bool | list | tuple | Mapping | set | frozenset):
        return type(expected).__name__
    return "whole number (int)" if isinstance(expected, Integral) else "number (float)"


def _value(equal: bool) -> str | None:
    return None if equal else "gave another value"
