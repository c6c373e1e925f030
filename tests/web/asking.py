"""One request asked of an application in this process, which may leave before the answer is there whole."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import unquote

import httpx
from starlette.types import ASGIApp

from tests.passes import SOON

Message = MutableMapping[str, Any]


async def ask(
    app: ASGIApp, method: str, url: str, body: bytes, headers: Mapping[str, str], leave_after: int
) -> httpx.Response:
    """The answer, or as much of it as had come when at least `leave_after` bytes of a stream of events were there.

    Raises:
        TimeoutError: it did not end.
    """
    request = httpx.Request(method, url, content=body, headers={"host": "localhost", **headers})
    told: list[Message] = []
    asked, left = False, asyncio.Event()

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": body, "more_body": False}
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.append(message)
        is_stream = dict(told[0]["headers"]).get(b"content-type", b"").startswith(b"text/event-stream")
        if is_stream and sum(len(each.get("body", b"")) for each in told) > leave_after:
            left.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(request.url.raw_path.decode().partition("?")[0]),
        "raw_path": request.url.raw_path,
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
    async with asyncio.timeout(2 * SOON):
        await app(scope, receive, send)
    content = b"".join(message.get("body", b"") for message in told[1:])
    return httpx.Response(told[0]["status"], headers=told[0]["headers"], content=content, request=request)
