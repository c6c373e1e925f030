"""Stop strings: a text ends where the first of them would come, and what may still become one is not told yet.

A stop string is not part of the text, as with the APIs of OpenAI and vLLM, and is found across tokens. It counts where
it stands in what was generated; the prompt is not searched.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.decoding.text import TextStream
from llm_playground.records import Step


@dataclass(frozen=True)
class StopStrings:
    """The texts before which another one ends.

    Which of several comes first does not depend on how a text is cut into tokens: it is the one that is complete
    first, and of those that are complete at the same character the longest.
    """

    texts: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: object) -> StopStrings:
        """Those that somebody asked for: a text, or several.

        Raises:
            InvalidValue: something else, or an empty text.
        """
        return cls(tuple(PARAMETERS["stop"].check(given)))  # type: ignore[arg-type]

    def find(self, text: str, since: int = 0) -> tuple[int, str] | None:
        """Where the first one begins that is complete after more than `since` characters, and which it is."""
        for end in range(since + 1, len(text) + 1):
            if text.endswith(self.texts, 0, end):
                found = max((stop for stop in self.texts if text.endswith(stop, 0, end)), key=len)
                return end - len(found), found
        return None

    def undecided(self, text: str) -> int:
        """How many characters at the end of `text` may be the beginning of a stop string."""
        longest = max(map(len, self.texts), default=0)
        return next((n for n in range(min(longest - 1, len(text)), 0, -1) if text[-n:] in self._beginnings), 0)

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(stop[:n] for stop in self.texts for n in range(1, len(stop)))


class Writing:
    """A text as it is written, step by step. A step is told once its part of the text is certain: it waits while that
    may still be the beginning of a stop string, so that nothing that was told has to be taken back.

    Attributes:
        stop_string: the one before which the text has ended.
    """

    def __init__(self, stop: StopStrings) -> None:
        self.stop_string: str | None = None
        self._stop = stop
        self._stream = TextStream()
        self._waiting: deque[tuple[Step | None, str]] = deque()
        self._told: list[str] = []

    @property
    def text(self) -> str:
        """The text of all steps told so far."""
        return "".join(self._told)

    def take(self, pieces: Sequence[bytes]) -> None:
        """The beginning of a text, of which somebody else has told."""
        for piece in pieces:
            for _ in self._write(None, piece, is_last=False):
                pass  # nothing but its text is kept

    def write(self, step: Step, piece: bytes, *, is_last: bool) -> Iterator[Step]:
        """One token more, which adds `piece` to the text. The steps that are certain now, with what each adds; after
        the last one, which adds what a broken character left, all of them."""
        return self._write(step, piece, is_last)

    def _write(self, step: Step | None, piece: bytes, is_last: bool) -> Iterator[Step]:
        before = "".join(text for _, text in self._waiting)
        text = self._stream.push(piece) + (self._stream.flush() if is_last else "")
        self._waiting.append((step, text))
        found = self._stop.find(before + text, len(before)) if self._stop.texts else None
        if found:
            end, self.stop_string = found
            return self._tell_all(end)
        certain = len(before + text)
        return self._tell_all(certain) if is_last else self._tell(certain - self._stop.undecided(before + text))

    def _tell(self, certain: int) -> Iterator[Step]:
        """The steps all of whose text is among the first `certain` characters of what waits."""
        while self._waiting and len(self._waiting[0][1]) <= certain:
            step, text = self._waiting.popleft()
            certain -= len(text)
            yield from self._told_now(step, text)

    def _tell_all(self, end: int) -> Iterator[Step]:
        """All steps; the text ends after `end` characters of what waits."""
        for step, text in self._waiting:
            yield from self._told_now(step, text[:end])
            end = max(0, end - len(text))
        self._waiting.clear()

    def _told_now(self, step: Step | None, text: str) -> Iterator[Step]:
        self._told.append(text)
        if step is not None:
            yield Step(step.index, step.choice, step.stages, text)
