"""A text that a command is given: as an argument, or on stdin."""

from __future__ import annotations

import sys

from llm_playground.errors import InvalidValue


def given_text(argument: str) -> str:
    """The text itself, or for - what stdin holds, less its last line break.

    Raises:
        InvalidValue: what stdin holds is no UTF-8.
    """
    if argument != "-":
        return argument
    data = sys.stdin.buffer.read()
    try:
        return data.decode("utf-8").removesuffix("\n")  # which `echo` adds and nobody means
    except UnicodeDecodeError as error:
        where = f"byte {error.start} is {data[error.start]:#04x}"
        raise InvalidValue(f"The text on stdin is not UTF-8 ({where}); save it as UTF-8 first.") from error
