"""Where the words of each message stand in what a chat template made of a conversation.

Only the template knows. So it writes the conversation once more, with a private-use character in place of each message,
and what it wrote the first time is laid along that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from llm_playground.models.chat import Message, render
from llm_playground.models.chat_template import ChatTemplate

FIRST_MARK = 0xF0000  # from here on 65,534 characters for private use, more than there are messages


@dataclass(frozen=True, slots=True)
class Place:
    """The words of message number `message`: the characters `start` to `end` (half-open) of the text."""

    message: int
    start: int
    end: int


def places_of(
    text: str, messages: Sequence[Message], template: ChatTemplate, options: Mapping[str, object]
) -> tuple[Place, ...] | None:
    """Where each message stands in `text`, which `template` made of them, in the order of the text.

    A message that the template trims is found without its blanks, one that it leaves out is not there. None where the
    template rewrites a message, so that what is its own and what is the message's cannot be told apart.
    """
    marks = {chr(FIRST_MARK + number): number for number in range(len(messages))}
    marked = render(
        [{**message, "content": mark} for message, mark in zip(messages, marks, strict=True)],
        template.text,
        template.special_texts,
        options,
    )
    places, at = [], 0
    for part in re.split(f"([{chr(FIRST_MARK)}-{chr(FIRST_MARK + len(messages))}])", marked):
        number = marks.get(part)
        if number is None:
            written = part
        else:
            content = messages[number]["content"]
            written = content if text.startswith(content, at) else content.strip()  # many templates trim
            places.append(Place(number, at, at + len(written)))
        if not text.startswith(written, at):
            return None
        at += len(written)
    return tuple(places) if at == len(text) else None
