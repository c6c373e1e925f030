"""What to say about a name that does not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from llm_playground.errors import UnknownName


def unknown(kind: str, name: object, known: Iterable[str]) -> UnknownName:
    """The error for a `name` that does not exist: it lists the `known` ones and guesses which was meant."""
    known = tuple(known)
    near = difflib.get_close_matches(str(name).lower(), known, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return UnknownName(f"There is no {kind} {name!r}; choose one of {', '.join(known)}.{meant}")
