"""What grows before one's eyes while it is computed. The notebook says how it is drawn, once it is there; elsewhere
nothing is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Grow = Callable[[dict[str, Any]], None]


class Live:
    """How a record is drawn that is not complete yet."""

    def begin(self, view: str) -> Grow:
        """A place for the view of that name; what is called draws in it the data that there are by now."""
        return lambda _: None

    def end(self, record: object) -> None:
        """The record is complete, and what was drawn last is all of it."""


LIVE: list[Live] = [Live()]  # the last one draws
