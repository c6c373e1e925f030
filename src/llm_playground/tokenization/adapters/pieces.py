"""What each token of a `tokenizers.Tokenizer` adds to a text, found by asking the tokenizer's own decoder.

A token as the vocabulary writes it is not what it adds to a text: "Ġthe" is " the", "##ing" is "ing", "llo</w>" is
"llo " and "<0xE2>" is one byte. Which marks mean what, the decoder knows. So each token is decoded between two marks of
ours, and what then stands between them is its piece. Only bytes are read here: where they are not whole characters, the
decoder writes U+FFFD.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from llm_playground.tokenization.adapters.described import described, steps_of
from llm_playground.tokenization.alphabet import byte_of_character

if TYPE_CHECKING:
    import tokenizers

# Two characters for private use, which no vocabulary has.
BEFORE, AFTER = "\ue000", "\ue001"

_BYTE_TOKEN = re.compile("<0x([0-9A-Fa-f]{2})>")  # sentencepiece's byte fallback


class Pieces:
    """The bytes of tokens.

    Args:
        literal: tokens that were added to the vocabulary, and so stand for themselves even in a byte-level one.
    """

    def __init__(self, backend: tokenizers.Tokenizer, literal: set[str]) -> None:
        self._decoder = backend.decoder
        self._literal = literal
        self.decoders = {step["type"]: step for step in steps_of(described(self._decoder))}

    def of(self, token: str) -> bytes:
        """What `token` adds in the middle of a text."""
        if "ByteLevel" in self.decoders:
            return self._of_byte_level(token)
        if "ByteFallback" in self.decoders and (byte := _BYTE_TOKEN.fullmatch(token)):
            return bytes.fromhex(byte[1])
        return self._decoded(token).encode()

    def is_misread(self, token: str) -> bool:
        """Does the library decode this added token as if it were written in the byte-level alphabet?

        It would read "größe" as five bytes, of which two are not UTF-8.
        """
        return "ByteLevel" in self.decoders and not token.isascii() and _bytes_of(token) is not None

    def _of_byte_level(self, token: str) -> bytes:
        written = None if token in self._literal else _bytes_of(token)
        if written is None:
            return token.encode()
        alone = self.decoders.keys() == {"ByteLevel"}
        if not alone and "\ufffd" not in (text := self._decoded(token)):
            return text.encode()  # other decoders rewrite it too
        return written

    def _decoded(self, token: str) -> str:
        if self._decoder is None:
            return f" {token}"  # without a decoder the library joins tokens with spaces
        text = self._decoder.decode([BEFORE, token, self._following])
        start, end = text.find(BEFORE), text.rfind(AFTER)
        return text[start + 1 : end] if 0 <= start < end else token

    @cached_property
    def _following(self) -> str:
        """The mark after the token, written so that the decoder adds nothing before it.

        WordPiece puts a space before each token, unless the token continues a word.
        """
        prefix = self.decoders.get("WordPiece", {}).get("prefix", "")
        return f"{prefix}{AFTER}"


def _bytes_of(token: str) -> bytes | None:
    """The bytes that a token is written for in the byte-level alphabet; None if it has a character from outside."""
    try:
        return bytes(map(byte_of_character().__getitem__, token))
    except KeyError:
        return None
