"""Bytes of tokens to text on the screen. A token may hold a part of a character, so bytes are buffered."""

from __future__ import annotations

import codecs


class TextStream:
    """Decodes UTF-8 piece by piece; bytes that are not UTF-8 become U+FFFD.

    All that `push` and `flush` returned, joined, equals all bytes joined and decoded with errors="replace".
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def push(self, piece: bytes) -> str:
        """The characters that `piece` completes: empty while one is still incomplete."""
        return self._decoder.decode(piece)

    def flush(self) -> str:
        """Call at the end: U+FFFD if an incomplete character is left over, else nothing."""
        return self._decoder.decode(b"", final=True)
