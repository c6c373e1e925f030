"""What a person has set, as records keep it and as it is written."""

from __future__ import annotations

import json

# A number, a word, a truth value; texts, where a list of token ids may stand for one; a number for each of some texts.
Setting = float | str | bool | tuple[str | tuple[int, ...], ...] | dict[str, float]


def written(value: Setting) -> str:
    """A value as it is typed: texts in quotation marks, with a comma between two; numbers of texts as `" the": -5`."""
    if isinstance(value, dict):
        return ", ".join(f"{_quoted(text)}: {number:g}" for text, number in value.items())
    return ", ".join(map(_quoted, value)) if isinstance(value, tuple) else str(value)


def _quoted(text: str | tuple[int, ...]) -> str:
    return json.dumps(text, ensure_ascii=False)
