"""A long text in chunks of so many tokens, as it is cut for a model with a short context, or to count its cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from llm_playground.errors import InvalidValue
from llm_playground.records import Encoding, Record


@dataclass(frozen=True, slots=True)
class Chunk(Record):
    """Tokens `first` to `first + len(ids)` of a text; they cover its characters `start` to before `end`.

    Where a chunk ends within the bytes of a character, that character is counted in both chunks.
    """

    index: int
    first: int
    ids: tuple[int, ...]
    start: int
    end: int


def chunks(encoding: Encoding, size: int) -> Iterator[Chunk]:
    """The tokens of `encoding` in chunks of `size`; the last one may be shorter.

    Raises:
        InvalidValue: `size` is below 1.
    """
    if size < 1:
        raise InvalidValue(f"A chunk of {size} tokens does not exist: size must be at least 1.")
    for index, first in enumerate(range(0, len(encoding.ids), size)):
        ids, spans = encoding.ids[first : first + size], encoding.spans[first : first + size]
        yield Chunk(index, first, ids, spans[0][0], max(end for _, end in spans))
