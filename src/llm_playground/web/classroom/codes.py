"""The codes of a class: one that can be typed from a board, and one that only a teacher's link holds."""

from __future__ import annotations

import hmac
import secrets

# Without 0 and o, 1 and i and l, which are read for one another.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 10  # 31 ** 10 codes, about 2 ** 49
TEACHERS_LENGTH = 30  # about 2 ** 148


def new_code(length: int = LENGTH) -> str:
    """A random one, in groups of five: "k7m4p-2qx9f"."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(length))
    return "-".join(letters[at : at + 5] for at in range(0, length, 5))


def is_code(typed: str, code: str) -> bool:
    """Whether somebody typed the code, however they wrote its groups; takes as long for every wrong one."""
    return hmac.compare_digest(_bare(typed), _bare(code))


def _bare(typed: str) -> bytes:
    return "".join(typed[: 4 * TEACHERS_LENGTH].lower().replace("-", " ").split()).encode("utf-8", "replace")
