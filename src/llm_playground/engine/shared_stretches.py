"""A text that two tokenizers cut in two ways, in the parts that both have: from one common cut to the next."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from llm_playground.records.model_comparison import ComparedStretch
from llm_playground.records.score import Score, ScoredToken

FURTHEST = 5

Span = tuple[int, int]


def shared_stretches(a: Score, b: Score) -> tuple[ComparedStretch, ...]:
    """The stretches of a text that two models have scored, with what the tokens of either cost."""
    stretches = []
    for text_span, of_a, of_b in common_cuts(*([token.span for token in score.tokens] for score in (a, b))):
        size = len(a.text[slice(*text_span)].encode())
        bits = _bits(a.tokens[slice(*of_a)]), _bits(b.tokens[slice(*of_b)])
        stretches.append(ComparedStretch(text_span, size, of_a, of_b, *bits))
    return tuple(stretches)


def common_cuts(a: Sequence[Span], b: Sequence[Span]) -> Iterator[tuple[Span, Span, Span]]:
    """The parts between the places where both cut a text, whose tokens have the spans `a` and `b`: characters of the
    text, tokens of `a`, tokens of `b`, each as a half-open range.

    `common_cuts([(0, 3), (3, 6)], [(0, 1), (1, 3), (3, 6)])` gives ((0, 3), (0, 1), (0, 2)) and ((3, 6), (1, 2),
    (2, 3)). Within a character that is cut into its bytes there is no cut.
    """
    ends_a, ends_b = _ends(a), _ends(b)
    before = (0, 0, 0)
    for cut in sorted(ends_a.keys() & ends_b.keys() - {0}):
        now = cut, ends_a[cut], ends_b[cut]
        text, of_a, of_b = zip(before, now, strict=True)
        yield text, of_a, of_b
        before = now


def furthest_stretches(stretches: Sequence[ComparedStretch]) -> tuple[int, ...]:
    """Those at which one model pays most beyond the other, by their numbers; none where they pay the same."""

    def apart(index: int) -> float:
        stretch = stretches[index]
        return 0.0 if stretch.bits_a is None or stretch.bits_b is None else abs(stretch.bits_a - stretch.bits_b)

    falling = sorted(range(len(stretches)), key=apart, reverse=True)
    return tuple(index for index in falling[:FURTHEST] if apart(index) > 0)


def _ends(spans: Sequence[Span]) -> dict[int, int]:
    """Where a text is cut between two characters, and how many tokens stand before that."""
    starts = [start for start, _ in spans[1:]]
    return {
        end: at for at, ((_, end), start) in enumerate(zip(spans, [*starts, math.inf], strict=True), 1) if start >= end
    }


def _bits(tokens: Sequence[ScoredToken]) -> float | None:
    bits = [token.bits for token in tokens]
    return None if None in bits else math.fsum(bit for bit in bits if bit is not None)
