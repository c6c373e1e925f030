"""What every request must pass before the application sees it, and what every answer carries.

The server is for the person at this machine. Other pages in the same browser can send it requests too, so it refuses
those that are not from its own page: a foreign `Host` is a name that was made to point here (DNS rebinding), a foreign
`Origin` is another page.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llm_playground.web.errors import error_response

MOST_BODY_BYTES = 5 * 2**20
# A body that is too large is read on, without being kept: a browser hears no answer before it has sent everything.
MOST_IGNORED_BYTES = 64 * 2**20

HEADERS = {
    "content-security-policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Guard:
    """Passes on what comes from the server's own page, with a small enough body.

    Args:
        host: the address that the server listens at. On a loopback address only loopback names are its own; otherwise
            addresses, and this machine's name, are too.
    """

    def __init__(self, app: ASGIApp, host: str = "127.0.0.1") -> None:
        self.app = app
        self._any_address = not is_loopback(host)
        self._names = LOOPBACK | {host.lower()}
        if self._any_address:
            name = socket.gethostname().lower()
            self._names |= {name, f"{name}.local", socket.getfqdn().lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        api = scope["path"].startswith("/api/")

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    answer[name] = value
                answer["cache-control"] = "no-store" if api else "no-cache"
            await send(message)

        if not self._is_ours(headers.get("host", "")):
            refusal = error_response(421, "This server answers only at its own address; open it as it was printed.")
        elif not _is_same_origin(headers):
            refusal = error_response(403, "This request came from another page; only the playground's own may ask.")
        elif scope["method"] == "POST":
            body = await _read(receive)
            if body is None:
                refusal = error_response(413, f"The request is larger than {MOST_BODY_BYTES >> 20} MB; shorten it.")
            elif body and not _is_json(headers):
                refusal = error_response(
                    415, "The request must be JSON, with the header Content-Type: application/json."
                )
            else:
                await self.app(scope, _replay(body, receive), send_guarded)
                return
        else:
            await self.app(scope, receive, send_guarded)
            return
        await refusal(scope, receive, send_guarded)

    def _is_ours(self, host: str) -> bool:
        name = host_name(host)
        return name in self._names or (self._any_address and _is_address(name))


def host_name(host: str) -> str:
    """The name in a `Host` header, without its port: "[::1]:8000" -> "::1"; "" if it is no such header."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server at `host`."""
    return host.lower() == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_same_origin(headers: Headers) -> bool:
    origin = headers.get("origin")
    if origin is not None and _netloc(origin) != headers.get("host", "").lower():
        return False
    # Browsers say where a request comes from; "none" is the person, typing the address.
    return headers.get("sec-fetch-site", "none") in ("none", "same-origin") or _is_navigation(headers)


def _netloc(origin: str) -> str:
    """The host and port of an `Origin`; "" for "null" and whatever else is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _is_navigation(headers: Headers) -> bool:
    """A link on another page that leads here: harmless, since that page cannot read what comes."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


def _is_json(headers: Headers) -> bool:
    return headers.get("content-type", "").split(";")[0].strip().lower() == "application/json"


async def _read(receive: Receive) -> bytes | None:
    """The body of a request; None if it is too large."""
    parts: list[bytes] = []
    size, more = 0, True
    while more and size <= MOST_IGNORED_BYTES:
        message = await receive()
        if message["type"] != "http.request":
            break  # the client went away
        part = message.get("body", b"")
        size += len(part)
        parts = [*parts, part] if size <= MOST_BODY_BYTES else []
        more = message.get("more_body", False)
    return b"".join(parts) if size <= MOST_BODY_BYTES else None


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body that was read, and then what comes after it (that the client went away)."""
    waiting: Iterator[Message] = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def replay() -> Message:
        return next(waiting, None) or await receive()

    return replay
