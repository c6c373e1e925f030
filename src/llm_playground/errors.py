"""What can go wrong through no fault of the code: one clear sentence each, for the person who asked.

They are all `PlaygroundError`s. A message says what was given, what is allowed and what to do; the command line prints
that message and nothing else.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class PlaygroundError(Exception):
    """Base of every error that this package raises on purpose.

    `field` names the value that is wrong ("prompt", "parameters.top_p"), where a form could point at it.
    """

    field: str | None = None


class InvalidValue(PlaygroundError, ValueError):
    """A value is outside its legal range, or of the wrong kind."""


class UnknownName(PlaygroundError, LookupError):
    """A model, strategy or tokenizer name that does not exist."""


class CheckpointError(PlaygroundError):
    """A checkpoint folder is incomplete, damaged, or of a kind that is not read."""


class ModelUnavailable(PlaygroundError):
    """The model exists, but it is neither on this machine nor can it be fetched now."""


class TooBusy(PlaygroundError):
    """Too many runs are under way; a moment later there may be room."""


def unknown(kind: str, name: object, known: Iterable[str]) -> UnknownName:
    """The error for a `name` that does not exist: it lists the `known` ones and guesses which was meant."""
    known = tuple(known)
    near = difflib.get_close_matches(str(name).lower(), known, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return UnknownName(f"There is no {kind} {name!r}; choose one of {', '.join(known)}.{meant}")
