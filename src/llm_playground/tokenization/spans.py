"""Which characters of a text each byte string covers, for tokenizers whose pieces join to the text."""

from __future__ import annotations

from collections.abc import Iterable

_CONTINUATION_BYTES = bytes(range(0x80, 0xC0))  # all bytes of a UTF-8 character but its first


def spans_of_pieces(pieces: Iterable[bytes]) -> tuple[tuple[int, int], ...]:
    """The half-open range of characters that each piece covers, where `b"".join(pieces)` is a text in UTF-8.

    Pieces that share one character share its span:

        "aé" cut into b"a", b"\\xc3", b"\\xa9"  ->  (0, 1), (1, 2), (1, 2)
    """
    spans = []
    begun = 0  # characters whose first byte has been seen
    for piece in pieces:
        start = begun - (b"\x80" <= piece[:1] < b"\xc0")
        begun += len(piece.translate(None, _CONTINUATION_BYTES))
        spans.append((start, begun))
    return tuple(spans)
