"""Runs in threads of their own: whoever started them hears of every event, and can stop them at any token."""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial

from llm_playground.engine.events import Event, Failed, Queued, WrongValue
from llm_playground.errors import Closing, PlaygroundError, TooBusy
from llm_playground.models.asking import Asker as Asker
from llm_playground.models.asking import asked_by as asked_by
from llm_playground.models.asking import asker as asker

Receive = Callable[[int, Event], None]

NEWS_EVERY = 0.25  # seconds, in which whoever stands in line hears of their place

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
        self._code = "stopped"
        self._threads = [
            threading.Thread(
                target=copy_context().run,  # in the name of whoever asks
                args=(self._run, lane, events),
                name=f"run, lane {lane}",
                daemon=True,
            )
            for lane, events in enumerate(lanes)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, last_words: str | None = None, code: str = "stopped") -> None:
        """End every lane after the token that it is at; with `last_words`, each says so by a `Failed` of that code."""
        self._last_words, self._code = last_words, code
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
                self._receive(lane, Failed(self._last_words, self._code))
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


@dataclass(eq=False)
class _Place:
    """What a `Running` takes of the room that there is: so many runs, once it is let in."""

    runs: int
    key: str | None  # of whoever asks
    let_in: threading.Event = field(default_factory=threading.Event)


class Runs:
    """All runs that are under way, how many there may be at once, and those that wait for room.

    Args:
        most: each lane counts, and so does whoever computes within `counted`.
        busy: what whoever comes then is told, with the number of those under way as `{count}`.
        waiting: how many may wait in line, at most; they begin in the order in which they came.
        each: how many runs one asker may have, waiting or under way; None: as many as there may be.
    """

    def __init__(
        self,
        most: int,
        busy: str = "{count} runs are under way, as many as there may be. Try again in a moment.",
        waiting: int = 0,
        each: int | None = None,
    ) -> None:
        self._most, self._busy, self._most_waiting, self._each = most, busy, waiting, each
        self._lock = threading.Lock()  # guards all below
        self._running: set[Running] = set()
        self._count = 0
        self._line: deque[_Place] = deque()
        self._of: Counter[str | None] = Counter()  # runs of each asker, waiting or under way
        self._closing: str | None = None

    @property
    def count(self) -> int:
        """How many are under way."""
        return self._count

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    @property
    def is_closed(self) -> bool:
        """Whether nothing begins any more."""
        return self._closing is not None

    def of_askers(self) -> dict[str, int]:
        """How many runs each asker has, waiting or under way, by key."""
        with self._lock:
            return {key: runs for key, runs in self._of.items() if key is not None}

    @property
    def running(self) -> set[Running]:
        """Those that were started and have not ended."""
        with self._lock:
            return {each for each in self._running if not each.wait(0)}

    def start(self, lanes: Sequence[Generator[Event, None, None]], receive: Receive, *, weight: int = 1) -> Running:
        """Start a `Running`, each lane of which counts as `weight` runs.

        Where there may be a line it may have to wait in it; its lanes then tell their place by `Queued`.

        Raises:
            TooBusy: as many runs are under way as there may be, and as many in line.
            Closing: no run begins any more.
        """
        place = self._enter(weight * len(lanes), may_wait=True)
        waiting = lanes if place.let_in.is_set() else [self._in_line(place, events) for events in lanes]
        running = Running(waiting, receive, partial(self._leave, place, weight))
        with self._lock:
            self._running = {each for each in self._running if not each.wait(0)} | {running}
        return running

    @contextmanager
    def counted(self) -> Iterator[None]:
        """What is computed within counts as a run. It never waits in line. Raises: as `start`."""
        place = self._enter(1, may_wait=False)
        try:
            yield
        finally:
            self._leave(place, 1)

    def stop(self, last_words: str, code: str = "stopped") -> None:
        """Stop every run; each hears the last words."""
        for each in self.running:
            each.stop(last_words, code)

    def close(self, sentence: str) -> None:
        """From now on nothing begins; whoever comes hears the sentence. What is under way or in line goes on."""
        self._closing = sentence

    def _enter(self, runs: int, *, may_wait: bool) -> _Place:
        who = asker()
        place = _Place(runs, None if who is None else who.key)
        with self._lock:
            if self._closing is not None:
                raise Closing(self._closing)
            if self._each is not None and who is not None and self._of[place.key] + runs > self._each:
                raise TooBusy(
                    f"You have {self._of[place.key]} runs already, of at most {self._each}. Let one end first."
                )
            if not runs or (self._count + runs <= self._most and not (may_wait and self._line)):
                self._count += runs
                place.let_in.set()
            elif may_wait and len(self._line) < self._most_waiting and runs <= self._most:
                self._line.append(place)
            else:
                raise TooBusy(self._busy.format(count=self._count))
            self._of[place.key] += runs
        return place

    def _leave(self, place: _Place, runs: int) -> None:
        """So many of the runs of a place have ended, or will not begin."""
        with self._lock:
            place.runs -= runs
            self._of[place.key] -= runs
            if not self._of[place.key]:
                del self._of[place.key]
            if place.let_in.is_set():
                self._count -= runs
            elif not place.runs:
                self._line.remove(place)
            while self._line and self._count + self._line[0].runs <= self._most:
                first = self._line.popleft()
                self._count += first.runs
                first.let_in.set()

    def _in_line(self, place: _Place, events: Generator[Event, None, None]) -> Generator[Event, None, None]:
        """A run that begins when its place is let in."""
        with closing(events):
            while not place.let_in.wait(NEWS_EVERY):
                with self._lock:
                    before = next((at for at, each in enumerate(self._line) if each is place), None)
                if before is not None:
                    yield Queued(before + 1)
            yield from events
