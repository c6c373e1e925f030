"""GPT-2's way to write bytes as text, which all byte-level vocabulary files have taken over.

A file of tokens should be text, but a token may be any bytes: half a character, a space, a line break. So each byte has
one printable character: "Ġ" is the space, "Ċ" the line break, and " the" is written "Ġthe".
"""

from __future__ import annotations

from functools import cache


@cache
def byte_of_character() -> dict[str, int]:
    """The 256 characters and the byte that each stands for, in the order of their code points.

    Bytes that are printable stand for themselves; the others, in order, are the characters from U+0100 on.
    """
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("\u00a1"), ord("\u00ac") + 1), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + i): byte for i, byte in enumerate(others)}


@cache
def _characters() -> dict[int, str]:
    return {byte: character for character, byte in byte_of_character().items()}


def to_characters(token: bytes) -> str:
    """b" the" -> "Ġthe"."""
    return "".join(map(_characters().__getitem__, token))
