"""A record as a class that prints itself: what a person reads who asked for it in a terminal."""

from __future__ import annotations

from dataclasses import fields
from typing import TypeVar

from llm_playground.records import Record

Printed = TypeVar("Printed", bound=Record)


def printed(kind: type[Printed], record: Record) -> Printed:
    """The same record as one of `kind`, which is its class with a `__repr__`."""
    return kind(**{field.name: getattr(record, field.name) for field in fields(record)})
