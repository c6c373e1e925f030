"""A run as server-sent events. What the run's thread produces goes out at once; a client that leaves stops the run."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette import types as asgi
from starlette.responses import Response
from starlette.types import Scope, Send

from llm_playground.engine.background import Receive, Running
from llm_playground.engine.events import LAST, Event, OfText, name_of
from llm_playground.records import BeamStep, RunEvent, Start, Step

# Seconds between two messages to the same client, at least. What comes sooner than a screen shows it goes together:
# with a small model that sixteen people use, sending each token alone would cost as much as computing it.
FRAME = 1 / 30
KEEP_ALIVE = 15.0  # seconds of silence, after which a comment tells proxies that the line is in use
MOST_WAITING = 256  # events that may wait for a client that reads slowly; then the run waits for it


Encode = Callable[[int, Event], bytes]


def event_alone(_: int, event: Event) -> bytes:
    """A server-sent event: its name, and the record as JSON."""
    return _server_sent(event, event.to_json())


def event_with_lane(lane: int, event: Event) -> bytes:
    """A server-sent event whose JSON begins with the `lane` that it belongs to."""
    return _server_sent(event, f'{{"lane": {lane}, {event.to_json()[1:]}')


def event_of_text(_: int, event: Event) -> bytes:
    """A server-sent event of an arena: what happens in a text has its `lane` and `repeat` in front."""
    if not isinstance(event, OfText):
        return event_alone(0, event)
    place = f'{{"lane": {event.lane}, "repeat": {event.repeat}, '
    return _server_sent(event.event, f"{place}{event.event.to_json()[1:]}")


def event_of_point(_: int, event: Event) -> bytes:
    """A server-sent event of a sweep: as of an arena, but of a text only its tokens and how each was chosen."""
    match event:
        case OfText(lane, repeat, Step(index, choice, _, text)):
            place = f'{{"lane": {lane}, "repeat": {repeat}, "index": {index}, '
            return _server_sent(event.event, f'{place}"choice": {choice.to_json()}, "text": {json.dumps(text)}}}')
        case OfText(lane, repeat, Start(seed=seed)):
            return _server_sent(event.event, f'{{"lane": {lane}, "repeat": {repeat}, "seed": {json.dumps(seed)}}}')
        case OfText(_, _, BeamStep()):
            return b""
    return event_of_text(0, event)


def _server_sent(event: Event | RunEvent, data: str) -> bytes:
    # A text with half a surrogate pair, which came in as JSON, has no UTF-8.
    return f"event: {name_of(event)}\ndata: {data}\n\n".encode("utf-8", "replace")


def stream_of(events: str) -> dict[int | str, dict[str, Any]]:
    """How the schema describes an `EventStream` of these events."""
    texts = {"event": {"type": "string"}, "data": {"type": "string", "contentMediaType": "application/json"}}
    each = {"type": "object", "properties": texts, "required": list(texts)}  # OpenAPI 3.1 describes one event, not all
    content = {"text/event-stream": {"schema": each}}
    return {200: {"description": f"Server-sent events: {events}", "content": content}}


class EventStream(Response):
    """The answer to a request for runs.

    Args:
        start: starts that many `lanes` when the answer begins. What it raises comes before the first byte, so it still
            has a status of its own.
        encode: the bytes of an event of a lane, none for one that the client should not hear of. It is called by the
            thread of the run, so that the event loop only passes bytes on.
        ending: the bytes that come when all lanes have ended.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        start: Callable[[Receive], Running],
        *,
        lanes: int = 1,
        encode: Encode = event_alone,
        ending: Callable[[], bytes] = bytes,
    ) -> None:
        super().__init__()
        del self.headers["content-length"]
        self.headers["x-accel-buffering"] = "no"  # a proxy in between must not wait for more
        self._start, self._lanes, self._encode, self._ending = start, lanes, encode, ending

    async def __call__(self, scope: Scope, receive: asgi.Receive, send: Send) -> None:
        channel = Channel(self._lanes, self._encode)
        running = self._start(channel.put)
        try:
            sending = asyncio.create_task(self.answer(channel, scope, receive, send))
            leaving = asyncio.create_task(_left(receive))
            try:
                await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
            finally:
                leaving.cancel()
                if not sending.done():
                    sending.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
        finally:
            running.stop()
            channel.close()
        if not sending.cancelled():
            sending.result()  # raises what went wrong in it

    async def answer(self, channel: Channel, scope: Scope, receive: asgi.Receive, send: Send) -> None:
        """Send what the runs tell, as they tell it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        while chunk := await channel.get():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await asyncio.sleep(FRAME)
        await send({"type": "http.response.body", "body": self._ending(), "more_body": False})


class Channel:
    """Events on their way from the threads of runs to the event loop that made this.

    The runs wait when too much waits for the client, so that a client that does not read costs no memory.
    """

    def __init__(self, lanes: int, encode: Encode) -> None:
        self._loop = asyncio.get_running_loop()
        self._open_lanes, self._encode = lanes, encode
        self._news = asyncio.Event()
        self._room = threading.Condition()  # guards all below
        self._waiting: deque[bytes] = deque()
        self._closed = False

    def put(self, lane: int, event: Event) -> None:
        """Called by the run's thread."""
        chunk = self._encode(lane, event)
        with self._room:
            self._room.wait_for(lambda: len(self._waiting) < MOST_WAITING or self._closed)
            if self._closed:
                return
            if isinstance(event, LAST):
                self._open_lanes -= 1
            is_news = not self._waiting and bool(chunk or not self._open_lanes)
            if chunk:
                self._waiting.append(chunk)
        if is_news:
            with suppress(RuntimeError):  # the server has ended, and its loop with it
                self._loop.call_soon_threadsafe(self._news.set)

    async def get(self) -> bytes:
        """All that waits, as soon as something does; a comment if nothing comes for long; empty at the end."""
        while True:
            with self._room:
                chunk = b"".join(self._waiting)
                self._waiting.clear()
                self._room.notify_all()
                self._news.clear()
                if chunk or not self._open_lanes:
                    return chunk
            try:
                # Not `wait_for`: in Python 3.11 it swallows a cancellation that comes together with news, and what is
                # sent to a client that has left would never end.
                async with asyncio.timeout(KEEP_ALIVE):
                    await self._news.wait()
            except TimeoutError:
                return b": keep-alive\n\n"

    def close(self) -> None:
        """Nobody reads any more: no run need wait."""
        with self._room:
            self._closed = True
            self._waiting.clear()
            self._room.notify_all()


async def _left(receive: asgi.Receive) -> None:
    """Return when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
