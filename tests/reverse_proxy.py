"""A small reverse proxy, as a school or a JupyterHub has in front: real sockets, and a path below which the page is."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

NOT_HERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@contextmanager
def proxied(port: int, below: str, *, cuts_off: bool = True, **forwarded: str) -> Iterator[str]:
    """The address of a proxy that passes on what is asked `below` a path, and answers 404 to all else.

    Args:
        cuts_off: whether the path is cut off (as Jupyter's proxy does), or passed on whole.
        forwarded: headers that it adds, with "_" for "-".
    """
    added = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in forwarded.items())
    listener = socket.create_server(("127.0.0.1", 0))
    prefix = below.encode()

    def accept() -> None:
        with suppress(OSError):  # closed
            while True:
                near, _ = listener.accept()
                threading.Thread(target=answer, args=(near,), daemon=True).start()

    def answer(near: socket.socket) -> None:
        """One request, and then the line is closed: what comes back is passed on as it comes."""
        with near, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                part = near.recv(65536)
                if not part:
                    return
                head += part
            method, path, rest = head.split(b" ", 2)
            if not (path.partition(b"?")[0] + b"/").startswith(prefix + b"/"):
                near.sendall(NOT_HERE)
                return
            if cuts_off:
                path = path.removeprefix(prefix)
            protocol, rest = rest.split(b"\r\n", 1)
            with socket.create_connection(("127.0.0.1", port)) as far:
                line = b" ".join((method, path, protocol))
                far.sendall(line + b"\r\nConnection: close\r\n" + added.encode() + rest)
                threading.Thread(target=pass_on, args=(near, far), daemon=True).start()
                while data := far.recv(65536):
                    near.sendall(data)

    def pass_on(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)  # whoever asked has left

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}{below}/"
    finally:
        listener.close()
