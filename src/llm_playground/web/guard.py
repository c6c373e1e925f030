"""What every request must pass before the application sees it, and what every answer carries.

The server is for the person at this machine. Other pages in the same browser can send it requests too, so it refuses
those that are not from its own page: a foreign `Host` is a name that was made to point here (DNS rebinding), a foreign
`Origin` is another page. A program that brings the key of the interface under /v1 is neither, and may call the server
by any name, as one in a container does.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable, Iterator

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llm_playground.web.errors import CODES, SENTENCES, Problem, Told
from llm_playground.web.openai.errors import error_of
from llm_playground.web.openai.key import Key
from llm_playground.web.proxied import came_by_proxy, is_address

FOR_PROGRAMS = "/v1/"
MOST_BODY_BYTES = 5 * 2**20
# What is too large is still received, and thrown away: a browser hears no answer before it has sent everything.
MOST_IGNORED_BYTES = 64 * 2**20
MOST_UNFINISHED_BYTES = 64 * 2**20  # of all bodies together that are not here whole
MOST_VALUES = 100_000  # numbers, texts, lists and objects in a body; a conversation or a prompt of ids has fewer

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

_HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE | re.ASCII)


class _Refusal(Exception):
    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self._told = Told(status, [Problem(code=CODES[status], message=message)], headers)

    def response(self, path: str) -> JSONResponse:
        """It in the form of the errors at that address."""
        return error_of(*self._told) if path.startswith(FOR_PROGRAMS) else self._told.response()


class Guard:
    """Passes on what comes from the server's own page, with a body that is JSON and not too large.

    Args:
        host: the address that the server listens at. On a loopback address only loopback names are its own; otherwise
            addresses, and this machine's name, are too.
        key: that of the programs which may call it by any name.
        names: by which it may be called besides, as those of its certificate; "*.school.example" is any one below.
    """

    def __init__(
        self, app: ASGIApp, host: str = "127.0.0.1", key: Key | None = None, names: Iterable[str] = ()
    ) -> None:
        self.app, self._key = app, key or Key()
        self._any_address = not is_loopback(host)
        self._names = LOOPBACK | {host.lower()} | {name.lower() for name in names}
        if self._any_address:
            name = socket.gethostname().lower()
            self._names |= {name, f"{name}.local", socket.getfqdn().lower()}
        self._unfinished_bytes = 0  # used by the event loop alone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        cached = "no-store" if scope["path"].startswith(("/api/", FOR_PROGRAMS)) else "no-cache"

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS | {"cache-control": cached})
            await send(message)

        try:
            self._check_sender(scope)
            if scope["method"] == "POST":
                receive = _replay(await self._json(scope, receive), receive)
        except _Refusal as refusal:
            await refusal.response(scope["path"])(scope, receive, send_guarded)
        except ClientDisconnect:
            pass  # nobody is there to be answered
        else:
            await self.app(scope, receive, send_guarded)

    def _check_sender(self, scope: Scope) -> None:
        if scope["path"].startswith(FOR_PROGRAMS) and self._key.opens(scope):
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        # A proxy is asked by whichever names its owner gave it, and passes them on.
        if not (host_name(host) if came_by_proxy(scope) else self._is_ours(host)):
            raise _Refusal(421, "This server answers only at its own address; open it as it was printed.")
        if not _is_same_origin(scope, headers):
            raise _Refusal(403, "This request came from another page; only the playground's own may ask.")

    def _is_ours(self, host: str) -> bool:
        name = host_name(host)
        below = f"*.{name.partition('.')[2]}"
        return name in self._names or below in self._names or (self._any_address and is_address(name))

    async def _json(self, scope: Scope, receive: Receive) -> bytes:
        """The body of a request, which is JSON as far as can be told without parsing it."""
        headers = Headers(scope=scope)
        if "transfer-encoding" in headers:
            # Each chunk costs the parser of HTTP as much as a short request, and a chunk may be one byte long.
            raise _Refusal(411, "The request must say its length, in the header Content-Length.", connection="close")
        body = await self._read(receive)
        if body and headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
            raise _Refusal(415, "The request must be JSON, with the header Content-Type: application/json.")
        if b"\0" in body:  # UTF-16 or UTF-32, which Python's parser would read, but `holds_many` would not
            raise _Refusal(400, SENTENCES[400])
        if holds_many(body):
            raise _Refusal(413, f"The request holds more than {MOST_VALUES:,} values; shorten it.")
        return body

    async def _read(self, receive: Receive) -> bytes:
        body, size, more = bytearray(), 0, True
        try:
            while more and size <= MOST_IGNORED_BYTES:
                message = await receive()
                if message["type"] != "http.request":
                    raise ClientDisconnect
                part, more = message.get("body", b""), message.get("more_body", False)
                size += len(part)
                if size <= MOST_BODY_BYTES:
                    self._unfinished_bytes += len(part)
                    body += part
                else:
                    self._unfinished_bytes -= len(body)
                    body.clear()
                if self._unfinished_bytes > MOST_UNFINISHED_BYTES:
                    raise _Refusal(429, "Too much is being sent at once. Try again in a moment.", connection="close")
        finally:
            self._unfinished_bytes -= len(body)
        if size > MOST_BODY_BYTES:
            raise _Refusal(413, f"The request is larger than {MOST_BODY_BYTES >> 20} MB; shorten it.")
        return bytes(body)


def host_name(host: str) -> str:
    """The name in a `Host` header, without its port: "[::1]:8000" -> "::1"; "" if it is not a name, or a name and port.

    A URL may also hold a user, a path and a query. A browser never sends those here, and a lenient reader would take
    the name from "evil.example@localhost".
    """
    found = _HOST.fullmatch(host)
    return found[1].lower().strip("[]") if found else ""


def is_at_this_machine(request: Request) -> bool:
    """Whether who asks sits at the machine that the server runs on, as far as can be told: from an address of its own,
    and by a name that only it has."""
    client = request.client.host if request.client else ""
    return is_loopback(client) and host_name(request.headers.get("host", "")) in LOOPBACK


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server at `host`."""
    return host.lower() == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_same_origin(scope: Scope, headers: Headers) -> bool:
    own = f"{scope.get('scheme', 'http')}://{headers.get('host', '')}".lower()
    if [origin.lower() for origin in headers.getlist("origin")] not in ([], [own]):
        return False
    # Browsers say where a request comes from; "none" is the person, typing the address.
    sites = headers.getlist("sec-fetch-site")
    return all(site in ("none", "same-origin") for site in sites) or _is_navigation(scope, headers)


def _is_navigation(scope: Scope, headers: Headers) -> bool:
    """A link on another page that leads here: harmless, since that page cannot read what comes."""
    return (
        scope["method"] == "GET"
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )


def holds_many(body: bytes) -> bool:
    """Whether JSON has more than `MOST_VALUES` values, told from its punctuation, before anything is parsed.

    Five megabytes can hold two million lists, which keep a parser busy for seconds while no other thread can work.
    """
    if _values(body) <= MOST_VALUES:
        return False  # even if every comma were outside of a text
    unescaped = body.replace(rb"\\", b"").replace(rb"\"", b"")
    if unescaped.count(b'"') > 4 * MOST_VALUES:  # a text has two, and an object's value has a name besides
        return True
    return _values(b"".join(unescaped.split(b'"')[::2])) > MOST_VALUES


def _values(punctuation: bytes) -> int:
    return sum(punctuation.count(mark) for mark in (b",", b"[", b"{"))


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body that was read, and then what comes after it (that the client went away)."""
    waiting: Iterator[Message] = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def replay() -> Message:
        return next(waiting, None) or await receive()

    return replay
