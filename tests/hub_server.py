"""A stand-in for the Hugging Face hub: it serves checkpoint folders by the hub's HTTP interface, and fails as asked."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import pytest

from llm_playground.models.fetching import blob, progress

COMMIT = "c0ffee" + "0" * 34
URL = "/{repo_id}/resolve/{revision}/{filename}"
FREE_PORT = ("127.0.0.1", 0)
LARGE = ".safetensors"  # the files that the hub keeps by their SHA-256

_LISTING = re.compile(r"/api/models/(?P<id>[^/]+/[^/]+)/revision/(?P<revision>[^/]+)")
_FILE = re.compile(r"/(?P<id>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<path>.+)")


@dataclass(frozen=True)
class Asked:
    """A request for the content of a file."""

    path: str
    range: str | None
    authorization: str | None


Way = Callable[
    ["_Handler", bytes, int], None
]  # to answer with all of a file, of which bytes from a place on are wanted


@dataclass
class Hub:
    """What the hub has, by hub id, and how it is to behave.

    `ways[path]` are the ways to answer the next requests for a file, in this order; then it answers rightly. `refuses`
    is a status with headers for every request. `token`, if set, is the only one that it takes.
    """

    folders: dict[str, Path] = field(default_factory=dict)
    commit: str = COMMIT
    ways: defaultdict[str, deque[Way]] = field(default_factory=lambda: defaultdict(deque))
    refuses: tuple[int, dict[str, str]] | None = None
    token: str | None = None
    asked: list[Asked] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)  # of what stalls
    address: str = ""

    def answers(self, path: str, *ways: Way) -> None:
        """How the next requests for a file are answered."""
        self.ways[path].extend(ways)

    def requests(self, path: str) -> list[str | None]:
        """The ranges that were asked of a file."""
        return [each.range for each in self.asked if each.path == path]

    def stalls(self, after: int) -> Way:
        """So many bytes, and nothing more until it is `released`; then the rest."""

        def way(handler: _Handler, content: bytes, start: int) -> None:
            handler.head(content, start)
            handler.wfile.write(content[start : start + after])
            handler.wfile.flush()
            self.released.wait()
            with suppress(OSError):  # nobody waited for it
                handler.wfile.write(content[start + after :])

        return way


def closes(after: int) -> Way:
    """Promises all, sends so many bytes, and closes the connection."""

    def way(handler: _Handler, content: bytes, start: int) -> None:
        handler.head(content, start)
        handler.wfile.write(content[start : start + after])
        handler.close_connection = True

    return way


def cut(after: int) -> Way:
    """Says that the file has so many bytes, and sends these."""

    def way(handler: _Handler, content: bytes, start: int) -> None:
        part(handler, content[: start + after], start)

    return way


def part(handler: _Handler, content: bytes, start: int) -> None:
    """What was asked for."""
    handler.head(content, start)
    handler.wfile.write(content[start:])


def whole(handler: _Handler, content: bytes, start: int) -> None:
    """All of it, whatever was asked for."""
    part(handler, content, 0)


def too_much(handler: _Handler, content: bytes, start: int) -> None:
    """More than there is."""
    part(handler, content + b"more", start)


def other_bytes(handler: _Handler, content: bytes, start: int) -> None:
    """As many bytes, but not these."""
    part(handler, bytes(255 - byte for byte in content), start)


def other_part(handler: _Handler, content: bytes, start: int) -> None:
    """Another part than was asked for."""
    part(handler, content, start + 1)


def status(code: int, **headers: str) -> Way:
    """No file."""

    def way(handler: _Handler, content: bytes, start: int) -> None:
        handler.refuse(code, {name.replace("_", "-"): value for name, value in headers.items()})

    return way


class _Handler(BaseHTTPRequestHandler):
    hub: ClassVar[Hub]
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        hub, path = self.hub, urlsplit(self.path).path
        sent = self.headers.get("authorization")
        if hub.refuses:
            self.refuse(*hub.refuses)
        elif sent and sent != f"Bearer {hub.token}":
            self.refuse(401, {"x-error-message": "Invalid credentials in Authorization header"})
        elif found := _LISTING.fullmatch(path):
            self._list(found["id"], found["revision"])
        elif found := _FILE.fullmatch(path):
            self._give(found["id"], found["path"])
        else:
            self.refuse(200 if path == "/" else 404, {})

    def _list(self, id: str, revision: str) -> None:
        folder = self.hub.folders.get(id)
        if folder is None:
            self.refuse(401, {"x-error-code": "RepoNotFound"})
            return
        files = [_entry(path, folder) for path in sorted(folder.rglob("*")) if path.is_file()]
        body = json.dumps(
            {"id": id, "sha": self.hub.commit if revision == "main" else revision, "siblings": files}
        ).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _give(self, id: str, path: str) -> None:
        folder = self.hub.folders.get(id)
        if folder is None or not (folder / path).is_file():
            self.refuse(404, {"x-error-code": "EntryNotFound"})
            return
        content = (folder / path).read_bytes()
        if self.command == "HEAD":
            self.head(content, 0, _etag(path, content))
            return
        wanted = self.headers.get("range")
        self.hub.asked.append(Asked(path, wanted, self.headers.get("authorization")))
        ways = self.hub.ways[path]
        way = ways.popleft() if ways else part
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        if start >= len(content) > 0 and way is part:
            self.refuse(416, {})
            return
        with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked has gone
            way(self, content, start)

    def head(self, content: bytes, start: int, etag: str = "") -> None:
        """The beginning of an answer that promises all from `start` on."""
        self.send_response(206 if start else 200)
        self.send_header("content-length", str(len(content) - start))
        self.send_header("x-repo-commit", self.hub.commit)
        if start:
            self.send_header("content-range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if etag:
            self.send_header("etag", f'"{etag}"')
            self.send_header("x-linked-size", str(len(content)))
        self.end_headers()

    def refuse(self, code: int, headers: dict[str, str]) -> None:
        """An answer without a body."""
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def _entry(path: Path, folder: Path) -> dict[str, object]:
    """A file as the hub lists it."""
    content, name = path.read_bytes(), path.relative_to(folder).as_posix()
    blob = {"rfilename": name, "size": len(content), "blobId": _git_sum(content)}
    if name.endswith(LARGE):
        blob["lfs"] = {"size": len(content), "sha256": _etag(name, content), "pointerSize": 134}
    return blob


def _etag(name: str, content: bytes) -> str:
    return hashlib.sha256(content).hexdigest() if name.endswith(LARGE) else _git_sum(content)


def _git_sum(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever asked has gone, which is what many of the tests are about."""


@contextmanager
def asked_here(hub: Hub, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """The hub, answering, and asked by this process in place of the real one; what is fetched lies in `cache`."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(blob, "PAUSE", 0.0)
    monkeypatch.setattr(progress, "NEWS_EVERY", 0.0)
    with running(hub):
        monkeypatch.setattr(constants, "ENDPOINT", hub.address)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", hub.address + URL)
        yield hub


@contextmanager
def running(hub: Hub) -> Iterator[Hub]:
    """The hub, answering at its `address`."""
    server = _Server(FREE_PORT, type("Handler", (_Handler,), {"hub": hub}))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    hub.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        hub.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
