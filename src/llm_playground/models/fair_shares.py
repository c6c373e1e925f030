"""Who is answered next, where several people ask one model: all get the same number of rows, however many they ask.

A row is a sequence of which the next token is asked, so a token of a text; each beam of a search is one too. Each asker
has a count of the rows that they got, and nobody is answered who is far ahead of the one who has got least, so long as
that one is still asking (start-time fair queueing, Goyal and others 1996, with a pass of many rows as the server).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Sequence
from heapq import heapify, heappop, heappush
from math import inf

LEAD = 8  # rows that somebody may be ahead; without any, all would wait for the slowest thread in every pass
# Seconds after an answer in which the next question of the same asker is waited for by those who are ahead. Between two
# tokens a thread writes one down, and shares Python with the threads of all others.
LINGER = 0.2


class FairShares:
    """Keeps the counts, and picks. For one thread at a time; all times are seconds of one clock."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, int] = {}
        self._answered: dict[Hashable, float] = {}  # when each was answered last

    def pick(self, waiting: Sequence[tuple[Hashable, int]], most_rows: int, now: float) -> list[int]:
        """The places in `waiting` (each an asker and the rows of one question, first come first) to be answered now.

        At most so many rows, unless one question alone has more. None, if all who wait are ahead of somebody who has
        just been answered and will ask again: then it is to be tried again when somebody comes, or after `patience`.
        """
        places: dict[Hashable, deque[int]] = {}
        for place, (key, _) in enumerate(waiting):
            places.setdefault(key, deque()).append(place)
        self._welcome(places, now)
        # The one who has got least comes first. `least` is of all others: those with no more questions in line.
        line = [(self._rows[key], own[0], own) for key, own in places.items()]
        heapify(line)
        least = min((rows for key, rows in self._rows.items() if key not in places), default=inf)
        picked: list[int] = []
        room = most_rows
        while line and line[0][0] - least < LEAD:
            has, place, own = heappop(line)
            key, asked = waiting[place]
            if picked and asked > room:
                break
            picked.append(own.popleft())
            room -= asked
            has += asked
            self._rows[key] = has
            if own:
                heappush(line, (has, own[0], own))
            else:
                least = min(least, has)
        return sorted(picked)

    def answered(self, keys: Iterable[Hashable], now: float) -> None:
        """These have their answers."""
        self._answered |= dict.fromkeys(keys, now)

    def patience(self, now: float) -> float:
        """How long to wait, at most, for somebody who has got less."""
        return max(0.0, min(self._answered.values(), default=0.0) + LINGER - now)

    def _welcome(self, asking: Iterable[Hashable], now: float) -> None:
        """Count those who ask and those who will in a moment, and no others. Who comes anew starts with the least."""
        asking = set(asking)
        lingering = {key for key, at in self._answered.items() if now - at < LINGER}
        known = {key: rows for key, rows in self._rows.items() if key in asking or key in lingering}
        least = min(known.values(), default=0)
        self._rows = known | {key: least for key in asking if key not in known}
        self._answered = {key: at for key, at in self._answered.items() if key in lingering}
