"""What a chat template may cost: units of work, counted while it runs.

One unit is one node of the template that is executed, one element of a list or dictionary, or 16 characters of a text
that is made, read or compared: about a tenth of a microsecond. A template that has used up its allowance is stopped
with an error. Nothing looks at a clock, so a template that renders here renders on every machine, under any load.
"""

from __future__ import annotations

import re
from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from contextlib import contextmanager
from contextvars import ContextVar
from string import Formatter
from typing import Any

from jinja2.utils import Namespace

ALLOWANCE = 500_000  # of every template
ALLOWANCE_PER_GIVEN = 50  # and for each unit of what it is given: a long conversation is more work
LARGEST = 250_000  # units in one value: 4 million characters, or a list of 250,000
MOST_BITS = 60  # of a whole number; longer ones are slow to divide, and many of them can share one hash
DEEPEST = 100  # lists in lists; Python hashes and compares them by calls in calls
WIDEST = 10_000  # characters to which a text or a number is filled up

CONTAINERS = (list, tuple, range, set, frozenset, KeysView, ValuesView, ItemsView)


class TooMuchWork(Exception):
    """The template wants more than a chat template may take."""


class Allowance:
    """What is left for one rendering of a template, and how large one of its values may be.

    Args:
        given: the size of what the template is given, in units.
    """

    def __init__(self, given: int) -> None:
        self.left = ALLOWANCE + ALLOWANCE_PER_GIVEN * given
        self.largest = LARGEST + 4 * given

    def spend(self, work: int) -> None:
        self.left -= work
        if self.left < 0:
            raise TooMuchWork("it runs for too long, or writes too much")

    def afford(self, size: int) -> None:
        """Refuse a value of that many units before it is made."""
        if size > self.largest:
            raise TooMuchWork("it makes a text or a list that is far too large")
        self.spend(size)

    def read(self, value: Any) -> None:
        """Pay for reading all of a value, as comparing it or writing it out does."""
        self.spend(measure(value, self.left))


_CURRENT: ContextVar[Allowance] = ContextVar("allowance")


def current() -> Allowance:
    """The allowance of the rendering that this thread does."""
    return _CURRENT.get()


@contextmanager
def allowance_for(given: object) -> Iterator[None]:
    """Count the work of the template that is rendered inside the `with`, from a fresh allowance."""
    token = _CURRENT.set(Allowance(measure(given)))
    try:
        yield
    finally:
        _CURRENT.reset(token)


def units(characters: int) -> int:
    return 1 + (characters >> 4)


def size(value: Any) -> int:
    """Units of a value by itself: the characters of a text, the places of a list, whatever stands in them.

    Raises:
        TooMuchWork: it is a whole number of more digits than anything here needs.
    """
    if isinstance(value, str | bytes):
        return units(len(value))
    if isinstance(value, int):
        _check_bits(value.bit_length())
        return 1
    return 1 + len(value) if isinstance(value, (*CONTAINERS, dict)) else 1


def measure(value: Any, most: int | None = None) -> int:
    """Units of a value with all that is in it. What stands in it twice counts twice, as when it is written out.

    Raises:
        TooMuchWork: there are more than `most`, or deeper ones than `DEEPEST`. Lists that hold themselves in pairs
            double with every level.
    """
    if isinstance(value, str):
        return units(len(value))
    total, depth, level = 0, 0, [value]
    while level:
        inner: list[Any] = []
        for each in level:
            total += size(each)
            if most is not None and total > most:
                raise TooMuchWork("it reads too much")
            if isinstance(each, dict):
                inner += each.keys()
                inner += each.values()
            elif isinstance(each, CONTAINERS):
                inner += each
            elif isinstance(each, Namespace):
                inner.append(each._Namespace__attrs)
        depth, level = depth + 1, inner
        if depth > DEEPEST:
            raise TooMuchWork("it puts lists into lists without end")
    return total


def check_arithmetic(operator: str, left: Any, right: Any) -> None:
    """Pay for `left operator right`, or refuse it, before it is computed."""
    allowance = current()
    if isinstance(left, int) and isinstance(right, int):
        _check_whole_numbers(operator, left, right)
    elif operator == "%" and isinstance(left, str):
        allowance.afford(percent_format_size(left, right))
    elif operator == "*":
        for repeated, times in ((left, right), (right, left)):
            if isinstance(repeated, str | list | tuple) and isinstance(times, int) and times > 0:
                allowance.afford(units(len(repeated) * times) if isinstance(repeated, str) else len(repeated) * times)
    elif operator == "+":
        allowance.afford(size(left) + size(right))


def _check_whole_numbers(operator: str, left: int, right: int) -> None:
    of_result = {"*": left.bit_length() + right.bit_length(), "**": left.bit_length() * max(right, 0)}.get(operator, 0)
    _check_bits(max(left.bit_length(), right.bit_length(), of_result))


def _check_bits(bits: int) -> None:
    if bits > MOST_BITS:
        raise TooMuchWork(f"it computes a whole number of more than {MOST_BITS:,} binary digits")


def check_width(width: Any) -> None:
    """Refuse to fill a text up to more characters than anybody wants to see."""
    if isinstance(width, int) and abs(width) > WIDEST:
        raise TooMuchWork(f"it fills a text up to more than {WIDEST:,} characters")


def percent_format_size(text: str, values: Any) -> int:
    """At most so many units come out of `text % values`."""
    specifications = re.findall(r"%(?:\([^)]*\))?[-#0 +]*(\*|\d*)(?:\.(\*|\d*))?", text)
    return _formatted_size(text, [number for pair in specifications for number in pair], len(specifications), values)


def brace_format_size(text: str, values: Any) -> int:
    """At most so many units come out of `text.format(...)`."""
    fields = [specification or "" for _, name, specification, _ in Formatter().parse(text) if name is not None]
    numbers = [
        "*" if "{" in specification else number for specification in fields for number in _numbers(specification)
    ]
    return _formatted_size(text, numbers, len(fields), values)


def _numbers(specification: str) -> list[str]:
    return re.findall(r"\d+", specification) or [""]


def _formatted_size(text: str, numbers: list[str], fields: int, values: Any) -> int:
    widths = 0
    for number in filter(None, numbers):
        if not number.isdecimal() or len(number) > 9:
            raise TooMuchWork("it leaves open how wide a text is to be")
        check_width(int(number))
        widths += int(number)
    return units(len(text) + widths) + fields * measure(values, current().largest)
