"""Who asks, where several people use one server: all get the same share of it, and a teacher may do more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asker:
    """A person, by a key that says nothing of them, or all programs together."""

    key: str
    is_teacher: bool = False


_ASKER: ContextVar[Asker | None] = ContextVar("asker", default=None)


def asker() -> Asker | None:
    """Who asks; None where nobody is told apart."""
    return _ASKER.get()


@contextmanager
def asked_by(person: Asker) -> Iterator[None]:
    """What is asked for within is asked for by that person, the runs too that begin there."""
    before = _ASKER.set(person)
    try:
        yield
    finally:
        _ASKER.reset(before)
