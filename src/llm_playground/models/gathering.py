"""Many threads, one model: calls that wait at the same time go into one forward pass, behind the same seam.

A pass over sixteen sequences takes little longer than a pass over one. Of the threads that want an answer the first one
leads. It asks the model for all who wait, hands out the answers, and makes the first of those who came meanwhile the
next leader. A thread that is alone leads every time. Where people are told apart, each of them gets the same number of
rows, however many threads ask for them (`fair_shares`).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from llm_playground.models.asking import Asker, asker
from llm_playground.models.fair_shares import FairShares
from llm_playground.models.inside import Inside
from llm_playground.models.prefix_cache import MOST_ROWS
from llm_playground.models.seam import LanguageModel

# A leader waits for those who were in the last pass and have not come back, since half a pass now is a whole pass lost
# to them. It gives up after a silence of this share of a pass, so that a fast model is not slowed down by slow threads.
PATIENCE = 0.25
# A new measurement counts this much in the mean duration of a pass: prompts, which take long, are few.
WEIGHT = 0.2


@dataclass(eq=False)
class _Call:
    """One call of `next_logits`: set `turn` when it was answered, or when its thread is to lead."""

    sequences: Sequence[Sequence[int]]
    thread: int = field(default_factory=threading.get_ident)
    asker: Asker | None = field(default_factory=asker)
    turn: threading.Event = field(default_factory=threading.Event)
    logits: np.ndarray | None = None
    error: Exception | None = None

    @property
    def is_answered(self) -> bool:
        return self.logits is not None or self.error is not None

    def answer(self) -> np.ndarray:
        if self.error is not None:
            raise self.error
        assert self.logits is not None
        return self.logits


class Gathering(LanguageModel):
    """`model`, shared by threads that each ask for themselves and are answered together.

    Calls of one person are answered in the order in which they came, in passes of at most `MOST_ROWS` sequences. A
    sequence that the model cannot read is refused before it joins others. An error of a pass reaches all whose
    sequences were in it.
    """

    def __init__(self, model: LanguageModel) -> None:
        super().__init__(model.info)
        self.model_behind = model
        # Whoever leads, one thread computes. PyTorch keeps a team of threads for every thread that calls it, and idle
        # teams spin: called from threads in turn, a pass takes twice as long.
        self._passes = ThreadPoolExecutor(1, "passes")
        self._changed = threading.Condition()  # guards all below; the leader waits on it
        self._waiting: deque[_Call] = deque()
        self._is_led = False
        self._shares = FairShares()
        self._is_held = False  # the leader waits for somebody who has got less than all who are here
        self._expected: set[int] = set()  # threads that were in the last pass and have not come back
        self._last_arrival = self._last_end = 0.0
        self._seconds = 0.0  # that a pass takes

    def inside(self) -> Inside:
        return self.model_behind.inside()

    def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        call = _Call(sequences)
        leads = self._join(call)
        while not call.is_answered:
            if leads:
                call.turn.clear()  # it may be that it does not answer itself, but those who have got less
                self._lead(call)
            else:
                try:
                    call.turn.wait()
                except BaseException:  # Ctrl+C
                    self._withdraw(call)
                    raise
            leads = not leads
        return call.answer()

    def _logits_along(self, ids: list[int], start: int, ends: list[int]) -> Iterator[np.ndarray]:
        # Such a pass is full by itself. Its blocks stand in line with the passes that were gathered.
        blocks = self.model_behind._logits_along(ids, start, ends)
        for _ in ends:
            yield self._passes.submit(next, blocks).result()

    def _join(self, call: _Call) -> bool:
        """Stand in line; whether the caller leads, since nobody does."""
        with self._changed:
            now = time.perf_counter()
            self._waiting.append(call)
            self._expected.discard(call.thread)
            if not self._is_led and now - self._last_end > self._seconds:
                self._expected.clear()  # that was long ago: they do other things by now
            self._last_arrival = now
            if self._is_led:
                if self._is_held or not self._expected:
                    self._changed.notify()
                return False
            self._is_led = True
            return True

    def _lead(self, own: _Call) -> None:
        """Answer all who wait, or as many as fit and are to be answered now; then somebody else leads."""
        batch: list[_Call] = []
        is_interrupted = True
        try:
            batch = self._gather()
            self._ask(batch)
            is_interrupted = False
        finally:
            with self._changed:
                # An interrupt (Ctrl+C) is meant for the leader's thread alone: the others stand first in line again.
                self._waiting.extendleft(call for call in reversed(batch) if not call.is_answered)
                if is_interrupted and not own.is_answered:
                    self._waiting.remove(own)
                self._expected = {call.thread for call in batch}
                self._last_end = time.perf_counter()
                self._shares.answered({call.asker for call in batch}, self._last_end)
                self._hand_on()
            for call in batch:
                if call.is_answered:
                    call.turn.set()

    def _gather(self) -> list[_Call]:
        """The calls of the next pass, waiting a little for those who come in step."""
        with self._changed:
            patience = PATIENCE * self._seconds
            while self._expected and len(self._waiting) < MOST_ROWS:
                left = self._last_arrival + patience - time.perf_counter()
                if left <= 0:
                    break
                self._changed.wait(left)
            while not (picked := self._pick()):
                self._is_held = True
                try:
                    self._changed.wait(self._shares.patience(time.perf_counter()))
                finally:
                    self._is_held = False
            batch, taken = [self._waiting[place] for place in picked], set(picked)
            self._waiting = deque(call for place, call in enumerate(self._waiting) if place not in taken)
            return batch

    def _pick(self) -> list[int]:
        """The places in line of the calls of the next pass."""
        waiting = [(call.asker, len(call.sequences)) for call in self._waiting]
        return self._shares.pick(waiting, MOST_ROWS, time.perf_counter())

    def _ask(self, batch: list[_Call]) -> None:
        started = time.perf_counter()
        try:
            sequences = [ids for call in batch for ids in call.sequences]
            logits = self._passes.submit(self.model_behind._next_logits, sequences).result()
        except Exception as error:  # noqa: BLE001 (raised again by each of them)
            for call in batch:
                call.error = error
            return
        seconds = time.perf_counter() - started
        self._seconds += (WEIGHT if self._seconds else 1) * (seconds - self._seconds)
        done = 0
        for call in batch:
            call.logits = logits[done : done + len(call.sequences)]
            done += len(call.sequences)

    def _withdraw(self, call: _Call) -> None:
        """Take back a call whose thread was interrupted while it waited."""
        with self._changed:
            if call in self._waiting:
                self._waiting.remove(call)
                if call.turn.is_set():  # it was to lead
                    self._hand_on()

    def _hand_on(self) -> None:
        """Make the first in line the leader, if there is one."""
        self._is_led = bool(self._waiting)
        if self._waiting:
            self._waiting[0].turn.set()
