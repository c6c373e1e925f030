"""A line between a browser and a server that can be cut, or fall silent as when a laptop sleeps."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Line:
    """A port of this machine that leads to `to`, another one; while that is None, whoever calls is hung up on."""

    def __init__(self) -> None:
        self.to: int | None = None
        self._flows = threading.Event()
        self._flows.set()
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Hang up on everybody, and on whoever calls from now on."""
        self.to = None
        for end in self._ends:
            _hang_up(end)
        self._ends.clear()

    def fall_silent(self) -> None:
        """What is sent from now on does not arrive, and nobody is told."""
        self._flows.clear()

    def speak(self) -> None:
        """All arrives again."""
        self._flows.set()

    def close(self) -> None:
        self.cut()
        self.speak()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                near, _ = self._listener.accept()
                to = self.to
                try:
                    far = socket.create_connection(("127.0.0.1", to or 0))
                except OSError:
                    _hang_up(near)
                    continue
                self._ends += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()
                if self.to != to:  # it was cut meanwhile
                    _hang_up(near)

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                sink.sendall(data)
        self._flows.wait()
        _hang_up(source)
        _hang_up(sink)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
