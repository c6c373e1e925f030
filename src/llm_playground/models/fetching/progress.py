"""How far a model is: counted byte by byte, told a few times a second."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator

from llm_playground.models.fetching import layout
from llm_playground.models.fetching.listing import HubFile, Listing
from llm_playground.records.fetching import Fetched, Fetching, Stage

NEWS_EVERY = 0.2  # seconds
SPEED_OVER = 5.0  # seconds, of which the speed is the mean


class Progress:
    """Of one model. What is told goes to whoever asks for `news`, which ends at once unless something is new.

    Args:
        name: what the model is called.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.done = self.kept = self.total = self.files = 0
        self._file, self._number, self._note = "", 0, ""
        self._stage: Stage = "asking"
        self._began = self._told = time.monotonic()
        self._past: deque[tuple[float, int]] = deque()  # moments, and what was there at each

    def expect(self, listing: Listing) -> None:
        """Now it is known what there is to fetch."""
        self.files, self.total = len(listing.files), listing.total
        for file in listing.files:
            here = file.size if layout.is_whole(listing, file) else layout.received(listing.hub_id, file)
            self.kept += min(here, file.size)
        self.done = self.kept

    def begin(self, number: int, file: HubFile) -> Iterator[Fetching]:
        """The file is the one with this number now."""
        self._number, self._file = number, file.path
        return self.news("receiving")

    def count(self, bytes: int) -> None:
        """So many bytes more have come, or less: they are thrown away."""
        self.done += bytes
        self.kept = min(self.kept, self.done)

    def news(self, stage: Stage, note: str | None = None) -> Iterator[Fetching]:
        """The state of things, if anybody has waited long enough for it, or the stage or the note is a new one."""
        now = time.monotonic()
        is_new = stage != self._stage or note is not None
        if not is_new and now - self._told < NEWS_EVERY:
            return
        self._stage, self._told = stage, now
        if note is not None:
            self._note = note
        self._past.append((now, self.done))
        while now - self._past[0][0] > SPEED_OVER:
            self._past.popleft()
        yield self._state(now)

    def end(self) -> Fetched:
        """All is here."""
        return Fetched(self.name, self.files, self.total, self.kept, time.monotonic() - self._began)

    def _state(self, now: float) -> Fetching:
        before, had = self._past[0]
        speed = (self.done - had) / (now - before) if now > before and self.done > had else None
        left = None if speed is None else (self.total - self.done) / speed
        counts = self._number, self.files, self.done, self.total, self.kept
        return Fetching(self.name, self._stage, self._file, *counts, speed, left, self._note)
