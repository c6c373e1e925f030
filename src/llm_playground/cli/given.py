"""A text that a command is given: as an argument, or on stdin."""

from __future__ import annotations

import json
import sys

from llm_playground.errors import InvalidValue, shown


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


def template_option(_: str, typed: str) -> tuple[str, object]:
    """A name and what the chat template is told under it: true, false or a number where that was typed, else a text.

    Raises:
        InvalidValue: there is no name, or no = after it.
    """
    name, equals, value = typed.partition("=")
    if not name.strip() or not equals:
        sentence = f"template_option is {shown(typed)}; it must be a name and a value, such as enable_thinking=false."
        raise InvalidValue(sentence, field="template_options")
    try:
        read: object = json.loads(value)
    except ValueError:
        read = value
    return name.strip(), read
