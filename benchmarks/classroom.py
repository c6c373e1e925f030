"""A class of forty, over real HTTP: is nobody starved, does the page answer, and what does the server keep.

    python benchmarks/classroom.py             # everything, about five minutes
    python benchmarks/classroom.py streams     # one of: streams, gone, slow, memory
    python benchmarks/classroom.py --quick     # everything, in a minute: to see that it runs

The server is `serve --class`, a process of its own; its people are connections of this one, each with a ticket. Nothing
else should be running.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from typing import Any

from serving import Server, Tab

PEOPLE = 40
MODEL = "tiny-gpt2"
# So hot that it wanders, and hardly ever draws the token that ends a text.
LONG = {
    "model": MODEL,
    "prompt": "Once upon a time",
    "max_new_tokens": 400,
    "strategy": "sample",
    "parameters": {"temperature": 2},
}
PAGE = ("/", "/api/catalog", "/api/class", "/web/page/page.js")


@contextmanager
def in_class() -> Iterator[tuple[Server, str, list[str]]]:
    """A class that forty people have come into: its server, and the cookies of its teacher and of all others."""
    with tempfile.TemporaryDirectory() as kept:
        command = [sys.executable, "-m", "llm_playground", "serve", "--class", "--host", "0.0.0.0", "--port", "0"]
        environment = os.environ | {"XDG_STATE_HOME": kept}
        begun = time.perf_counter()
        process = subprocess.Popen([*command, "--no-browser"], stdout=subprocess.PIPE, text=True, env=environment)
        try:
            assert process.stdout is not None
            printed = ""
            while not (told := re.search(r":(\d+)/\?join=(\S+).*:\d+/\?join=(\S+)\n", printed, re.DOTALL)):
                line = process.stdout.readline()
                assert line, printed
                printed += line
            server = Server(process, int(told[1]), time.perf_counter() - begun)
            come_in(server.port, told[2])  # which waits until it answers
            yield server, come_in(server.port, told[3]), [come_in(server.port, told[2]) for _ in range(PEOPLE)]
        finally:
            process.kill()
            process.wait()


def come_in(port: int, code: str) -> str:
    """The cookie of somebody who comes in."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/?join={code}")
    cookie = connection.getresponse().headers["set-cookie"]
    connection.close()
    return str(cookie).partition(";")[0]


def ask(port: int, path: str, cookie: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, (path, answer.status)
    return body


def under_way(port: int, teacher: str) -> int:
    """How many runs are."""
    return int(json.loads(ask(port, "/api/class", teacher))["teaching"]["runs"])


async def look(port: int, cookie: str, until: Callable[[], bool]) -> list[float]:
    """The seconds that the page waited for each of its answers."""
    waited = []
    for path in PAGE:
        await asyncio.to_thread(ask, port, path, cookie)  # what is read from disk for the first time is no part of it
    while not until():
        for path in PAGE:
            begun = time.perf_counter()
            await asyncio.to_thread(ask, port, path, cookie)
            waited.append(time.perf_counter() - begun)
        await asyncio.sleep(0.2)
    return waited


def has_begun(person: Tab) -> bool:
    return person.tokens > 8


def has_read(person: Tab, texts: int) -> bool:
    return person.texts >= texts


def streams(seconds: float) -> None:
    """Forty texts at once: how evenly the tokens are shared, and how long the page waits for its answers."""

    async def use(port: int, teacher: str, cookies: list[str]) -> tuple[list[int], list[float]]:
        people = [Tab(number, MODEL, 100, cookie) for number, cookie in enumerate(cookies)]
        await asyncio.gather(*(each.use(port, partial(has_begun, each)) for each in people))
        for each in people:
            each.tokens = 0
        end = time.perf_counter() + seconds

        def over() -> bool:
            return time.perf_counter() > end

        looking = asyncio.create_task(look(port, teacher, over))
        await asyncio.gather(*(each.use(port, over) for each in people))
        return [each.tokens for each in people], await looking

    with in_class() as (server, teacher, cookies):
        tokens, waited = asyncio.run(use(server.port, teacher, cookies))
    print(
        f"{PEOPLE} texts at once, no error: {sum(tokens) / seconds:.0f} tokens/s in total, the slowest has "
        f"{min(tokens) / statistics.mean(tokens):.2f} of the mean (goal 0.5). Meanwhile {len(waited)} answers of "
        f"the page took {1000 * statistics.median(waited):.0f} ms in the middle, "
        f"{1000 * statistics.quantiles(waited, n=20)[-1]:.0f} ms for 95 % and {1000 * max(waited):.0f} ms at "
        "worst (goal 300)"
    )


def begin(port: int, cookie: str, body: dict[str, Any], room: int | None = None) -> socket.socket:
    """The connection of a text that was asked for; with `room` bytes for what comes and is not read."""
    connection = socket.socket()
    if room is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    connection.connect(("127.0.0.1", port))
    data = json.dumps(body).encode()
    head = f"Host: 127.0.0.1\r\nCookie: {cookie}\r\nContent-Type: application/json\r\nContent-Length: {len(data)}"
    connection.sendall(f"POST /api/generate HTTP/1.1\r\n{head}\r\n\r\n".encode() + data)
    return connection


def gone(times: int) -> None:
    """Forty clients vanish in the middle of a text: seconds until none of their runs is left."""
    took = []
    with in_class() as (server, teacher, cookies):
        for _ in range(times):
            connections = [begin(server.port, cookie, LONG) for cookie in cookies]
            for each in connections:
                assert b" 200 " in each.recv(4096)
            while under_way(server.port, teacher) < PEOPLE // 2:
                time.sleep(0.01)
            for each in connections:
                each.close()
            begun = time.perf_counter()
            while under_way(server.port, teacher):
                time.sleep(0.01)
            took.append(time.perf_counter() - begun)
    print(f"{PEOPLE} clients vanish: their runs are over after {', '.join(f'{each:.2f}' for each in took)} s (goal 1)")


def read_text(port: int, cookie: str) -> None:
    with begin(port, cookie, {**LONG, "max_new_tokens": 50}) as connection:
        rest = b""
        while b"event: done" not in rest:
            part = connection.recv(65536)
            assert part, rest
            rest = rest[-20:] + part


def slow(seconds: float) -> None:
    """Forty clients that read nothing: megabytes that the server holds more, while somebody else reads on."""
    with in_class() as (server, _, cookies):
        own, *others = cookies
        with ThreadPoolExecutor(PEOPLE) as readers:  # whatever reading takes, too, is there before it is measured
            list(readers.map(partial(read_text, server.port), cookies))
        before, texts, seen = server.memory(), 0, []
        connections = [begin(server.port, cookie, LONG, 4096) for cookie in others]
        for _ in range(3):
            end = time.perf_counter() + seconds / 3
            while time.perf_counter() < end:
                read_text(server.port, own)
                texts += 1
            seen.append(server.memory() - before)
        for each in connections:
            each.close()
    print(
        f"{len(others)} clients that read nothing: {', '.join(f'{each:.0f}' for each in seen)} MB more after each "
        f"third of {seconds:.0f} s (goal: flat); meanwhile another one read {texts} texts of 50 tokens"
    )


def memory(runs: int) -> None:
    """Megabytes of the server after many short runs of forty people; they must not grow once its caches are full."""

    async def use(server: Server, cookies: list[str]) -> list[float]:
        seen = []
        people = [Tab(number, MODEL, 8, cookie) for number, cookie in enumerate(cookies)]
        for part in range(1, 11):
            enough = [partial(has_read, each, runs * part // (10 * PEOPLE)) for each in people]
            await asyncio.gather(*(each.use(server.port, until) for each, until in zip(people, enough, strict=True)))
            seen.append(server.memory())
        return seen

    with in_class() as (server, _, cookies):
        seen = asyncio.run(use(server, cookies))
    print(
        f"memory after each tenth of {runs} runs: {', '.join(f'{megabytes:.0f}' for megabytes in seen)} MB; "
        f"the last half added {seen[-1] - seen[4]:.1f} MB (goal: flat)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="streams, gone, slow, memory")
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "streams": lambda: streams(4 if chosen.quick else 30),
        "gone": lambda: gone(1 if chosen.quick else 5),
        "slow": lambda: slow(4 if chosen.quick else 30),
        "memory": lambda: memory(400 if chosen.quick else 10_000),
    }
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    for name in chosen.parts or parts:
        parts[name]()


if __name__ == "__main__":
    main()
