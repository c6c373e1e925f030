"""What is new in one sequence of a batch."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.models.prefix_cache import Row


@dataclass(frozen=True, slots=True)
class Span:
    """The ids of one sequence from `past` on; the row holds keys and values of those before, and has room for all.

    A forward pass over several spans puts their new tokens one after the other, without padding.
    """

    row: Row
    past: int
    ids: list[int]

    @property
    def length(self) -> int:
        return len(self.ids)

    @property
    def new(self) -> int:
        """How many tokens are to be computed, at least one."""
        return len(self.ids) - self.past

    @property
    def new_ids(self) -> list[int]:
        return self.ids[self.past :]
