"""Two sequences of tokens laid beside each other, by a rule that takes no longer for texts made to be hard."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from llm_playground.records.difference import Stretch


def align(a: Sequence[bytes], b: Sequence[bytes]) -> tuple[Stretch, ...]:
    """Both sequences from beginning to end, in stretches that are the same and stretches that differ.

    The common beginning stands first. Behind it runs of at least two tokens are aligned, in such a way that as many
    tokens as possible follow the same token in both; a single token that both have by chance (a comma, " the") makes no
    meeting. Takes time and memory in proportion to the product of the two lengths.
    """
    common = next((at for at, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
    return tuple(_stretches(_runs(a, b, common), (len(a), len(b))))


Run = tuple[int, int, int]  # where it begins in a and in b, and how long it is


def _runs(a: Sequence[bytes], b: Sequence[bytes], common: int) -> Iterator[Run]:
    if common:
        yield 0, 0, common
    rest, its = a[common:], b[common:]
    best, run = _scores(rest, its)
    i = j = 0
    while i < len(rest) and j < len(its) and best[i][j]:
        length = _length(run, i, j) if run[i][j] == best[i][j] else 1
        if length > 1:
            yield common + i, common + j, length
            i, j = i + length, j + length
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _length(run: Sequence[Sequence[int]], i: int, j: int) -> int:
    """How many tokens are the same from a[i] and b[j] on, in the best alignment that lays these beside each other."""
    length = 1
    while run[i][j] > 0 and run[i][j] == run[i + 1][j + 1] + 1:
        i, j, length = i + 1, j + 1, length + 1
    return length


def _scores(a: Sequence[bytes], b: Sequence[bytes]) -> tuple[list[array[int]], list[array[int]]]:
    """Of the ends from a[i] and b[j] on: the most tokens that can follow the same token in both, at [i][j] of the
    first; and of the second, if a[i] stands beside b[j] (-1 where these are not the same).
    """
    best = [array("i", bytes(4 * (len(b) + 1))) for _ in range(len(a) + 1)]
    run = [array("i", [-1]) * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        token, here, below, runs, runs_below = a[i], best[i], best[i + 1], run[i], run[i + 1]
        for j in range(len(b) - 1, -1, -1):
            most = max(below[j], here[j + 1])
            if token == b[j]:
                runs[j] = max(runs_below[j + 1] + 1, below[j + 1])
                most = max(most, runs[j])
            here[j] = most
    return best, run


def _stretches(runs: Iterator[Run], ends: tuple[int, int]) -> Iterator[Stretch]:
    i = j = 0
    for start, its_start, length in runs:
        if (i, j) != (start, its_start):
            yield Stretch(False, (i, start), (j, its_start))
        i, j = start + length, its_start + length
        yield Stretch(True, (start, i), (its_start, j))
    if (i, j) != ends:
        yield Stretch(False, (i, ends[0]), (j, ends[1]))
