"""Fills the slots of a sentence: {topic} writes a name, {topic.color} a field, {Topic.the} with a capital.

>>> fill("{Topic.the} is {topic.color}.", {"topic": {"name": "sky", "the": "the sky", "color": "blue"}})
'The sky is blue.'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from llm_playground.corpus.world import WorldError
from llm_playground.corpus.world.words import Entry, capitalize

_SLOT = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"([A-Za-z][a-z0-9_]*)(?:\.([a-z_]+))?")

Bound = Mapping[str, Entry]  # variable -> the entry of a list that it holds


def fill(template: str, bound: Bound) -> str:
    texts = []
    for part in parts(template):
        if isinstance(part, str):
            texts.append(part)
        else:
            variable, field, capital = part
            try:
                text = str(bound[variable][field])
            except KeyError as missing:
                raise WorldError(f"{template!r}: nothing has been drawn for {missing}.") from None
            texts.append(capitalize(text) if capital else text)
    return "".join(texts)


@cache
def parts(template: str) -> tuple[str | tuple[str, str, bool], ...]:
    """The template cut at its slots: text, (variable, field, capital), text, ..."""
    read: list[str | tuple[str, str, bool]] = []
    for i, piece in enumerate(_SLOT.split(template)):
        if i % 2 == 0:
            if "{" in piece or "}" in piece:
                raise WorldError(f"A brace without its partner in {template!r}.")
            read += [piece] if piece else []
        elif match := _NAME.fullmatch(piece):
            read.append((match[1].lower(), match[2] or "name", match[1][0].isupper()))
        else:
            raise WorldError(f"{{{piece}}} in {template!r} is not a slot: write {{name}} or {{name.field}}.")
    return tuple(read)
