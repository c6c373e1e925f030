"""Requests that do not come: a connection has a deadline, and what is unfinished takes a bounded memory."""

from __future__ import annotations

import asyncio
import inspect
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import MagicMock

import httpx
import pytest
import uvicorn
from starlette.requests import ClientDisconnect
from starlette.types import Message
from uvicorn.server import ServerState

from llm_playground.web import connections, guard
from tests.passes import SOON
from tests.web.conftest import Served

HEAD = b"POST /api/tokenize HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"


@contextmanager
def connected(served: Served) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", int(served.url.rsplit(":", 1)[1])), SOON) as connection:
        yield connection


def closed(connection: socket.socket) -> bool:
    """Whether the server has closed the connection; waits until it does, or says something."""
    try:
        return connection.recv(100) == b""
    except ConnectionError:  # it had already, when we sent something
        return True


@pytest.mark.parametrize("begun", [b"", b"GET / HT", HEAD[:40]], ids=["nothing", "a line", "headers"])
def test_a_connection_whose_headers_do_not_come_is_closed(
    served: Served, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)
    with connected(served) as connection:
        connection.sendall(begun)
        assert closed(connection)


def test_a_connection_whose_body_does_not_come_is_closed(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BODY_SECONDS", 0.05)
    with connected(served) as connection:
        connection.sendall(HEAD + b'{"text"')
        assert closed(connection)


def test_bytes_that_trickle_in_do_not_move_the_deadline(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    with connected(served) as connection:
        connection.settimeout(0.02)
        for _ in range(int(SOON / 0.02)):
            try:
                connection.sendall(b"G")
                assert closed(connection)
            except TimeoutError:
                continue
            except ConnectionError:
                pass
            break
        else:
            pytest.fail("it was never closed")


def test_a_deadline_holds_while_a_request_is_on_its_way_and_not_while_it_is_answered() -> None:
    async def never(scope: object, receive: object, send: object) -> None:
        await asyncio.Event().wait()

    async def main() -> None:
        config = uvicorn.Config(never, log_level="critical")
        config.load()
        connection = connections.Connection(config, ServerState(), {})
        connection.connection_made(MagicMock())
        assert connection._deadline is not None
        assert connection.timeout_keep_alive == connections.IDLE_SECONDS
        for part, awaited in ((HEAD[:40], True), (HEAD[40:], True), (b"x" * 98, True), (b"x", False)):
            connection.data_received(part)
            assert (connection._deadline is not None) == awaited
            await asyncio.sleep(0)  # the application begins, and waits
        connection.connection_lost(None)

    asyncio.run(main())


def test_a_client_gives_up_an_idle_connection_before_the_server_closes_it() -> None:
    clients = inspect.signature(httpx.Limits).parameters["keepalive_expiry"].default
    assert 2 * clients < connections.IDLE_SECONDS


def receiving(*parts: bytes, more: bool = True):  # type: ignore[no-untyped-def]
    """A client that has sent these parts, and then sends no more (`more`: but has not ended)."""
    messages: Iterator[Message] = iter(
        {"type": "http.request", "body": part, "more_body": more or index < len(parts) - 1}
        for index, part in enumerate(parts)
    )

    async def receive() -> Message:
        return next(messages, None) or await asyncio.Event().wait()  # type: ignore[return-value]

    return receive


def test_all_unfinished_bodies_together_take_a_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_UNFINISHED_BYTES", 1000)

    async def main() -> None:
        app = guard.Guard(None)  # type: ignore[arg-type]
        waiting = [asyncio.create_task(app._read(receiving(b"x" * 300))) for _ in range(3)]
        await asyncio.sleep(0)
        assert app._unfinished_bytes == 900
        with pytest.raises(guard._Refusal) as refused:
            await app._read(receiving(b"x" * 50, b"x" * 100))
        assert refused.value.response("/api/tokenize").status_code == 429
        assert app._unfinished_bytes == 900
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert app._unfinished_bytes == 0
        assert await app._read(receiving(b"x" * 500, b"y" * 500, more=False)) == b"x" * 500 + b"y" * 500
        assert app._unfinished_bytes == 0

    asyncio.run(main())


def test_a_body_that_is_too_large_is_not_kept_while_the_rest_of_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_BODY_BYTES", 1000)

    async def main() -> None:
        app = guard.Guard(None)  # type: ignore[arg-type]
        reading = asyncio.create_task(app._read(receiving(*[b"x" * 400] * 3)))
        await asyncio.sleep(0)
        assert (app._unfinished_bytes, reading.done()) == (0, False)
        reading.cancel()

    asyncio.run(main())


def test_a_client_that_goes_in_the_middle_of_its_body_reaches_no_application() -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    with pytest.raises(ClientDisconnect):
        asyncio.run(guard.Guard(None)._read(gone))  # type: ignore[arg-type]
