"""The parts of a `tokenizers.Tokenizer` (normalizer, decoder, …) as the JSON objects of its file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_LISTS_OF_PARTS = ("normalizers", "pretokenizers", "decoders", "processors")


def described(part: Any) -> dict[str, Any]:
    """One part as its JSON object; {} where there is none.

    The library tells what a part is made of only when it pickles it. `Tokenizer.to_str` would do too, but it writes the
    whole vocabulary, and with it a warning for every id that the vocabulary leaves out.
    """
    if part is None:
        return {}
    data: dict[str, Any] = json.loads(part.__getstate__())
    return data


def steps_of(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps that a part consists of, in order: itself, or what its `Sequence` holds, at any depth."""
    if part.get("type") != "Sequence":
        yield from (part,) if part else ()
        return
    for key in _LISTS_OF_PARTS:
        for inner in part.get(key, ()):
            yield from steps_of(inner)
