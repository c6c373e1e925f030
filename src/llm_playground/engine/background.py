"""Runs in threads of their own: whoever started them hears of every event, and can stop them at any token."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from llm_playground.engine.events import Event, Failed, WrongValue
from llm_playground.errors import PlaygroundError, TooBusy

Receive = Callable[[int, Event], None]

log = logging.getLogger(__name__)


class Running:
    """Several runs, one a lane, each in its own thread.

    Args:
        lanes: the events of each run, as a generator that can be closed between any two.
        receive: called with the lane and the event, from that lane's thread. A lane ends with `Done` or `Failed`, or
            with nothing more once it was stopped.
        ended: called once a lane, when its thread has nothing more to do.
    """

    def __init__(
        self, lanes: Sequence[Generator[Event, None, None]], receive: Receive, ended: Callable[[], None]
    ) -> None:
        self._receive, self._ended = receive, ended
        self._stopped = threading.Event()
        self._last_words: str | None = None
        self._threads = [
            threading.Thread(target=self._run, args=(lane, events), name=f"run, lane {lane}", daemon=True)
            for lane, events in enumerate(lanes)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, last_words: str | None = None) -> None:
        """End every lane after the token that it is at; with `last_words`, each says so by a `Failed`."""
        self._last_words = last_words
        self._stopped.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for all lanes to end, at most so long; whether they have."""
        for thread in self._threads:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self, lane: int, events: Generator[Event, None, None]) -> None:
        try:
            for event in events:
                if self._stopped.is_set():
                    break
                self._receive(lane, event)
            if self._stopped.is_set() and self._last_words:
                self._receive(lane, Failed(self._last_words, "stopped"))
        except PlaygroundError as error:
            wrong = tuple(WrongValue(each.field, str(each)) for each in error.problems if each.field)
            self._receive(lane, Failed(str(error), error.code, error.field, wrong))
        except BaseException:
            log.exception("A run broke.")
            self._receive(
                lane, Failed("The run broke: an error of the program, not of yours. Its log says more.", "internal")
            )
        finally:
            try:
                events.close()
            finally:  # whatever closing raises: a run that is never counted out takes another's place for ever
                self._ended()


class Runs:
    """All runs that are under way, and how many there may be at once.

    Args:
        most: each lane counts, and so does whoever computes within `counted`.
        busy: what whoever comes then is told, with the number of those under way as `{count}`.
    """

    def __init__(
        self, most: int, busy: str = "{count} runs are under way, as many as there may be. Try again in a moment."
    ) -> None:
        self._most, self._busy = most, busy
        self._lock = threading.Lock()  # guards all below
        self._running: set[Running] = set()
        self._count = 0

    @property
    def count(self) -> int:
        """How many are under way."""
        return self._count

    @property
    def running(self) -> set[Running]:
        """Those that were started and have not ended."""
        with self._lock:
            return {each for each in self._running if not each.wait(0)}

    def start(self, lanes: Sequence[Generator[Event, None, None]], receive: Receive, *, weight: int = 1) -> Running:
        """Start a `Running`, each lane of which counts as `weight` runs.

        Raises:
            TooBusy: as many runs are under way as there may be.
        """
        self._reserve(weight * len(lanes))
        running = Running(lanes, receive, partial(self._free, weight))
        with self._lock:
            self._running = {each for each in self._running if not each.wait(0)} | {running}
        return running

    @contextmanager
    def counted(self) -> Iterator[None]:
        """What is computed within counts as a run. Raises: as `start`."""
        self._reserve(1)
        try:
            yield
        finally:
            self._free()

    def stop(self, last_words: str) -> None:
        """Stop every run; each hears the last words."""
        for each in self.running:
            each.stop(last_words)

    def _reserve(self, runs: int) -> None:
        with self._lock:
            if self._count + runs > self._most:
                raise TooBusy(self._busy.format(count=self._count))
            self._count += runs

    def _free(self, runs: int = 1) -> None:
        with self._lock:
            self._count -= runs
