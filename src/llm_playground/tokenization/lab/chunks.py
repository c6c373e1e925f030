"""A long text in chunks of a given number of tokens: for a model with a short context, or to count its cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from llm_playground.errors import whole_number
from llm_playground.records import Encoding, Record


@dataclass(frozen=True, slots=True)
class Chunk(Record):
    """Tokens `first` to before `first + tokens` of a text, which cover its characters `start` to before `end`.

    Where a chunk ends within the bytes of a character, that character is counted in both chunks.
    """

    index: int
    first: int
    tokens: int
    start: int
    end: int


def chunks(encoding: Encoding, size: int) -> Iterator[Chunk]:
    """The tokens of `encoding` in chunks of `size`; the last one may be shorter.

    Raises:
        InvalidValue: `size` is below 1.
    """
    size = whole_number("size", size, 1)
    for index, first in enumerate(range(0, len(encoding.ids), size)):
        spans = encoding.spans[first : first + size]
        yield Chunk(index, first, len(spans), spans[0][0], spans[-1][1])
