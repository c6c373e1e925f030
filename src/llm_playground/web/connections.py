"""Connections that end when a request does not come: uvicorn by itself waits for it as long as anybody likes."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 20.0  # for a request's first line and its headers
BODY_SECONDS = 60.0  # for its body after that: 5 MB at 0.7 Mbit/s
# For the next request on the same connection. Longer than clients keep one that they do not use (5 s is usual): with
# equal times the server may close it at the very moment at which the client sends, and the client reads a reset.
IDLE_SECONDS = 30


class Connection(H11Protocol):
    """One client's connection, closed when a head or a body takes too long. Give it to uvicorn as `http`."""

    _awaited: object = None  # the part of a request that is on its way, in h11's names of states
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.timeout_keep_alive = IDLE_SECONDS
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._set_deadline(None)
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Begin a new deadline with each new part; more bytes of the same part do not move it."""
        state = self.conn.their_state
        if state is self._awaited:
            return
        self._awaited = state
        self._set_deadline({h11.IDLE: HEAD_SECONDS, h11.SEND_BODY: BODY_SECONDS}.get(state))

    def _set_deadline(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self.transport.close)
