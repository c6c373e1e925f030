"""One file of the hub, received into a part that outlives whatever breaks off, and compared with its checksum."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Generator, Iterator
from typing import Any

from llm_playground.errors import CheckpointError, reason
from llm_playground.models.fetching import layout
from llm_playground.models.fetching.connection import broken_off, open_file
from llm_playground.models.fetching.listing import HubFile, Listing
from llm_playground.models.fetching.progress import Progress
from llm_playground.models.fetching.sizes import megabytes
from llm_playground.records.fetching import Fetching, Stage

TRIES = 4  # in a row that bring nothing
PAUSE = 1.0  # seconds before another one
BLOCK = 2**20  # bytes that are read at a time to compute a checksum

_FROM = re.compile(r"bytes (\d+)-")


class EndedEarly(Exception):
    """The answer of the hub was complete, and the file is not."""


class Unwanted(Exception):
    """What came is not this part of the file."""


def receive(listing: Listing, file: HubFile, progress: Progress) -> Iterator[Fetching]:
    """Receive a file, or what is missing of it. Closing this stops it, and what has come is kept.

    Raises:
        CheckpointError: twice what came did not have the checksum that the hub lists.
        OSError: it cannot be written.
        What the HTTP library and that of the hub raise, after several tries if it may pass.
    """
    while not layout.is_whole(listing, file):
        with layout.locked(listing.hub_id, file) as ours:
            if ours and not layout.is_whole(listing, file):
                yield from _Part(listing, file, progress).complete()
                return
        if not ours:
            who = "another program or an earlier try"
            yield from progress.news("waiting", f"{file.path} is being fetched by {who}, and is waited for.")


class _Part:
    """What has come of a file."""

    def __init__(self, listing: Listing, file: HubFile, progress: Progress) -> None:
        self._listing, self._file, self._progress = listing, file, progress
        self._path = layout.part(listing.hub_id, file)

    @property
    def size(self) -> int:
        return layout.received(self._listing.hub_id, self._file)

    def complete(self) -> Iterator[Fetching]:
        """Receive what is missing, compare, and make it the file."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        earlier = self.size
        if earlier > self._file.size:
            yield from self._begin_anew("the part that was here is longer than the file")
        elif earlier:
            yield from self._news("receiving", f"{self._file.path} goes on from {megabytes(earlier)}.")
        for is_last in (False, True):
            yield from self._fill()
            yield from self._news("checking")
            if (yield from self._is_right()):
                self._path.replace(layout.blob(self._listing.hub_id, self._file))
                return
            wrong = "what came does not have the checksum that the hub lists"
            if is_last:
                self._throw_away()
                raise CheckpointError(
                    f"{self._file.path} of {self._listing.hub_id} came twice, and both times {wrong}: something on "
                    "the way changes it, such as a proxy. Nothing of it was kept. Try another connection."
                )
            yield from self._begin_anew(wrong)

    def _fill(self) -> Iterator[Fetching]:
        """Receive until the part is as long as the file, going on wherever a connection broke off."""
        failures = anew = 0
        may_pass: tuple[type[Exception], ...] = (EndedEarly, *broken_off())
        while (before := self.size) < self._file.size or not self._path.exists():
            try:
                yield from self._receive(before)
            except Unwanted as why:
                anew += 1
                if anew == 2:
                    raise EndedEarly(f"of {self._file.path}, {why}") from why
                yield from self._begin_anew(str(why))
            except may_pass as error:
                failures = 1 if self.size > before else failures + 1
                if failures == TRIES:
                    raise
                where = f"{self._file.path} broke off at {megabytes(self.size)}"
                yield from self._news("waiting", f"{where} ({reason(error)}) and goes on from there.")
                yield from self._pause()

    def _receive(self, start: int) -> Iterator[Fetching]:
        """One answer of the hub, from byte `start` on."""
        with open_file(self._listing, self._file, start) as answer:
            if start and answer.status_code == 416:
                raise Unwanted("the hub has no such part of it")
            if start and answer.status_code == 200:
                yield from self._begin_anew("the hub gives it only as a whole")
            elif start and _first_byte(answer) != start:
                raise Unwanted("the hub gave another part than was asked for")
            with self._path.open("ab") as file:
                size = self.size
                for chunk in answer.iter_bytes():
                    size += len(chunk)
                    if size > self._file.size:
                        raise Unwanted(f"more came than the {self._file.size:,} bytes that the hub lists")
                    file.write(chunk)
                    self._progress.count(len(chunk))
                    yield from self._news("receiving")
        if size < self._file.size:
            raise EndedEarly(f"{size:,} of the {self._file.size:,} bytes of {self._file.path} came")

    def _is_right(self) -> Generator[Fetching, None, bool]:
        """Whether the part, which is as long as the file, has its checksum.

        Git's own sum is that of the file with a line before it, https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
        """
        if self._file.is_large:
            sum = hashlib.sha256()
        else:
            sum = hashlib.sha1(f"blob {self._file.size}\0".encode(), usedforsecurity=False)
        with self._path.open("rb") as file:
            while block := file.read(BLOCK):
                sum.update(block)
                yield from self._news("checking")
        return sum.hexdigest() == self._file.etag

    def _begin_anew(self, why: str) -> Iterator[Fetching]:
        self._throw_away()
        yield from self._news("receiving", f"{self._file.path} begins anew: {why}.")

    def _throw_away(self) -> None:
        self._progress.count(-min(self.size, self._file.size))
        self._path.unlink(missing_ok=True)

    def _pause(self) -> Iterator[Fetching]:
        until = time.monotonic() + PAUSE
        while time.monotonic() < until:
            time.sleep(min(0.05, PAUSE))
            yield from self._news("waiting")

    def _news(self, stage: Stage, note: str | None = None) -> Iterator[Fetching]:
        return self._progress.news(stage, note)


def _first_byte(answer: Any) -> int | None:
    """Where the part of an answer begins."""
    found = _FROM.match(answer.headers.get("content-range", ""))
    return int(found[1]) if found else None
