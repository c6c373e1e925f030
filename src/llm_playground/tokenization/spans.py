"""Which characters of a text each token covers.

Spans tile the text: the first begins where the text begins, each begins where the one before ends, the last ends where
the text ends. Tokens may share a character (an emoji cut into its bytes): then they share its span.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

Span = tuple[int, int]

_CONTINUATION_BYTES = bytes(range(0x80, 0xC0))  # all bytes of a UTF-8 character but its first


def spans_of_pieces(pieces: Iterable[bytes]) -> tuple[Span, ...]:
    """The half-open range of characters that each piece covers, where `b"".join(pieces)` is a text in UTF-8.

    Pieces that share one character share its span:

        "aé" cut into b"a", b"\\xc3", b"\\xa9"  ->  (0, 1), (1, 2), (1, 2)
    """
    spans = []
    begun = 0  # characters whose first byte has been seen
    known: dict[bytes, tuple[bool, int]] = {}  # texts repeat their tokens
    for piece in pieces:
        if piece not in known:
            known[piece] = b"\x80" <= piece[:1] < b"\xc0", len(piece.translate(None, _CONTINUATION_BYTES))
        begins_inside, characters = known[piece]
        start = begun - begins_inside
        begun += characters
        spans.append((start, begun))
    return tuple(spans)


def tiling(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """`spans`, widened over the characters of `text` that no token covers because the tokenizer dropped them.

    A dropped character belongs to the token after it, as the space does in " world", and at the end to the last token;
    but an accent belongs to the letter before it. Without tokens there are no spans.

        "Cafe\\u0301 b" cut into (0, 4), (6, 7)  ->  (0, 5), (5, 7)
    """
    tiled: list[Span] = []
    covered = 0
    for span in spans:
        start, end = span
        if start == covered <= end:  # by far the most
            tiled.append(span)
            covered = end
            continue
        if tiled and covered < start:
            accented = _end_of_accents(text, covered, start)
            if accented > covered:
                _widen_last(tiled, accented)
                covered = accented
        tiled.append((min(start, covered), max(end, covered)))
        covered = tiled[-1][1]
    if tiled and covered < len(text):
        _widen_last(tiled, len(text))
    return tuple(tiled)


def _end_of_accents(text: str, start: int, end: int) -> int:
    """The place after the marks (accents, vowel signs, variation selectors) that `text[start:end]` begins with."""
    while start < end and unicodedata.category(text[start]).startswith("M"):
        start += 1
    return start


def _widen_last(spans: list[Span], end: int) -> None:
    """Let the last span reach to `end`, with all those before it that share it: the bytes of one letter."""
    last = spans[-1]
    for index in range(len(spans) - 1, -1, -1):
        if spans[index] != last:
            break
        spans[index] = (last[0], end)
