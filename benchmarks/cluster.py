"""What a token costs in a cluster, in time of the processor, beside one server that does everything in one process.

    pip install ".[ray]"
    python benchmarks/cluster.py            # about two minutes
    python benchmarks/cluster.py --quick    # to see that it runs

Both write the same texts for as many people at once, over real HTTP. Seconds of the processor say the same on a busy
machine as on an idle one, roughly; seconds of the clock do not, so they are left out.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import psutil
from serving import Tab, serving

from llm_playground.cluster.serving import LOCAL, Plan, deploy

MODEL = "tiny-gpt2"
PEOPLE = 40
LENGTH = 50
REPLICAS = 2


def seconds_of(process: psutil.Process) -> float:
    """Of the processor, that it has taken so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def has_read(person: Tab, texts: int) -> bool:
    return person.texts >= texts


async def use(port: int, texts: int) -> int:
    """The tokens that come when everybody asks for so many texts."""
    people = [Tab(number, MODEL, LENGTH) for number in range(PEOPLE)]
    await asyncio.gather(*(each.use(port, partial(has_read, each, texts)) for each in people))
    return sum(each.tokens for each in people)


def alone(texts: int) -> None:
    with serving() as server:
        asyncio.run(use(server.port, 1))
        process = psutil.Process(server.process.pid)
        before = seconds_of(process)
        tokens = asyncio.run(use(server.port, texts))
        print(f"one process: {1000 * (seconds_of(process) - before) / tokens:.2f} ms a token ({tokens} tokens)")


def part_of(process: psutil.Process) -> str | None:
    """Which part of the playground a process is; None: none."""
    name = " ".join(process.cmdline())
    parts = {"#page#": "the page", f":{MODEL}": "the replicas", "Proxy": "Ray Serve's proxy", ":page": "the page"}
    if "ray::" not in name:
        return "Ray's own processes" if any(each in name for each in ("raylet", "gcs_server")) else None
    return next((part for mark, part in parts.items() if mark in name), "Ray Serve's controller")


@contextmanager
def cluster() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    deploy(Plan((MODEL,), REPLICAS, REPLICAS, port=port), LOCAL)
    yield port


def together(texts: int) -> None:
    with cluster() as port:
        asyncio.run(use(port, 1))
        parts = {each: part for each in psutil.Process().children(recursive=True) if (part := part_of(each))}
        before = {each: seconds_of(each) for each in parts}
        tokens = asyncio.run(use(port, texts))
        taken: dict[str, float] = {}
        for each, part in parts.items():
            taken[part] = taken.get(part, 0.0) + seconds_of(each) - before[each]
        print(f"a page and {REPLICAS} replicas ({tokens} tokens), ms a token:")
        for part, seconds in sorted(taken.items(), key=lambda each: -each[1]):
            print(f"  {part}: {1000 * seconds / tokens:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    texts = 1 if parser.parse_args().quick else 4
    print(f"{platform.processor() or platform.machine()}, {PEOPLE} people, {MODEL}, {LENGTH} tokens a text")
    alone(texts)
    together(texts)


if __name__ == "__main__":
    main()
