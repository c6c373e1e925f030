"""A text rewritten character by character before it is cut, which remembers where each character came from."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple


class Normalized(NamedTuple):
    """`text[i]` was written for the characters `starts[i]` to `ends[i]` (half-open) of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original behind `text[start:end]`, which is not empty."""
        return self.starts[start], self.ends[end - 1]


def normalize(text: str, rewrite: Callable[[str], str]) -> Normalized:
    """`text` with each character rewritten: to itself, another, several, or to none.

    One that is dropped belongs to the character before it, as an accent does:

        "Cafe\\u0301" without accents and capitals  ->  "cafe", whose "e" covers the characters 3 to 5
    """
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, character in enumerate(text):
        written = rewrite(character)
        parts.append(written)
        if len(written) == 1:  # by far the most
            starts.append(index)
            ends.append(index + 1)
        elif written:
            starts.extend([index] * len(written))
            ends.extend([index + 1] * len(written))
        elif ends:
            ends[-1] = index + 1
    return Normalized("".join(parts), starts, ends)


@cache
def without_case_and_accents(character: str) -> str:
    """ "É" -> "e". An accent (a mark without width of its own) becomes nothing, so the decomposed "É" is "e" too."""
    letters = unicodedata.normalize("NFD", character)
    return "".join(letter.lower() for letter in letters if unicodedata.category(letter) != "Mn")
