"""The page without a server, given out by a plain file server under an address that is not that of the root."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from llm_playground.web.static_site import export_site

SLOW = "await pause();", "await pause(); await new Promise((go) => setTimeout(go, 50));"


@dataclass
class Alone:
    """Where it is, for a browser and on the disk; `is_slow` from now on makes each token take a moment."""

    folder: Path
    url: str = ""
    is_slow: bool = False


class _Files(SimpleHTTPRequestHandler):
    """The browser may keep each file: while tests run, none changes but the one that can be slowed."""

    def __init__(self, *args: object, alone: Alone, **more: str) -> None:
        self.alone = alone
        super().__init__(*args, **more)  # type: ignore[arg-type]

    def handle(self) -> None:
        with suppress(ConnectionError):  # a browser goes on to another page before it has read all of this one
            super().handle()

    def do_GET(self) -> None:
        if not self.path.endswith("/engine/worker.js"):
            super().do_GET()
            return
        text = Path(self.translate_path(self.path)).read_text("utf-8")
        before, after = SLOW
        assert text.count(before) == 1
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write((text.replace(before, after) if self.alone.is_slow else text).encode())

    def end_headers(self) -> None:
        if self.path.endswith((".js", ".css", ".svg")) and not self.path.endswith("/engine/worker.js"):
            self.send_header("Cache-Control", "max-age=86400")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served_alone(root: Path) -> Iterator[Alone]:
    """The folder that `export-site` writes below `root`, with its address."""
    alone = Alone(root / "some" / "where")
    export_site(alone.folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, alone=alone, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    alone.url = f"http://127.0.0.1:{server.server_port}/some/where/"
    yield alone
    server.shutdown()
    server.server_close()
