"""The server under many tabs, over real HTTP: one tab against sixteen, the first token, the start, and its memory.

    python benchmarks/serving.py            # everything, about five minutes
    python benchmarks/serving.py tiny       # one of: start, first, tiny, small, memory
    python benchmarks/serving.py --quick    # everything, in a minute: to see that it runs, not to believe the numbers

The server is a process of its own, and the tabs are connections of this one, which read as a browser does. A tab asks
for a text again as soon as the last one has ended. Nothing else should be running.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from llm_playground.models.catalog import CATALOG

TABS = 16
PROMPTS = ["Once upon a time", "The little robot", "One day, a girl named", "In the forest there was", "My friend said"]


@dataclass
class Server:
    """A server process, and what it told when it started."""

    process: subprocess.Popen[str]
    port: int
    seconds_to_page: float

    def memory(self) -> float:
        """Megabytes (10^6 bytes) that the process holds in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) * 1024 / 1e6


@contextmanager
def serving(*models: Path) -> Iterator[Server]:
    """A server that has answered its page and its list of models."""
    started = time.perf_counter()
    named = [argument for model in models for argument in ("--model", str(model))]
    command = [sys.executable, "-m", "llm_playground", "serve", "--no-browser", "--port", "0", *named]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert found is not None
        port = int(found[1])
        for path in ("", "web/page/page.js", "api/catalog"):
            urlopen(f"http://127.0.0.1:{port}/{path}").read()
        yield Server(process, port, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait()


async def events(port: int, body: dict[str, Any], cookie: str = "") -> AsyncIterator[bytes]:
    """The names of the events of a run, as they come. The cookie is the ticket of a class."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    data = json.dumps(body).encode()
    head = "POST /api/generate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n"
    writer.write(f"{head}Cookie: {cookie}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)
    try:
        status = await reader.readline()
        assert b" 200 " in status, status + await reader.read()
        while line := await reader.readline():
            assert line != b"event: error\n", await reader.readline()
            if line.startswith(b"event: "):
                yield line.removeprefix(b"event: ").strip()
    finally:
        writer.close()


@dataclass
class Tab:
    """A tab that asks for one text after the other; `tokens` counts what came while it was watched."""

    number: int
    model: str
    length: int
    cookie: str = ""
    tokens: int = 0
    texts: int = 0
    first: list[float] = field(default_factory=list)  # seconds to the first token of each text

    async def use(self, port: int, until: Callable[[], bool]) -> None:
        while not until():
            prompt = f"{PROMPTS[(self.number + self.texts) % len(PROMPTS)]} {self.number} {self.texts}"
            asked, waiting = time.perf_counter(), True
            run = {"model": self.model, "prompt": prompt, "max_new_tokens": self.length, "strategy": "sample"}
            async for name in events(port, {**run, "seed": self.texts}, self.cookie):
                if name == b"step":
                    self.tokens += 1
                    if waiting:
                        self.first.append(time.perf_counter() - asked)
                        waiting = False
                if until():
                    return  # which closes the connection, so the server stops too
            self.texts += 1


async def use_tabs(port: int, model: str, tabs: int, seconds: float, length: int) -> list[Tab]:
    """That many tabs for so long, after one text each that is not counted."""
    all_tabs = [Tab(number, model, length) for number in range(tabs)]
    await asyncio.gather(*(tab.use(port, lambda tab=tab: tab.texts > 0 or tab.tokens > 8) for tab in all_tabs))
    for tab in all_tabs:
        tab.tokens, tab.first = 0, []
    end = time.perf_counter() + seconds
    await asyncio.gather(*(tab.use(port, lambda: time.perf_counter() > end) for tab in all_tabs))
    return all_tabs


def many_tabs(name: str, folder: Path, goal: float, seconds: float) -> None:
    """Sixteen tabs against one: tokens/s in total, and how evenly they are shared."""
    with serving(folder) as server:
        totals = {}
        for turn in range(2):  # one, sixteen, one, sixteen: the better of two
            for tabs in (1, TABS):
                used = asyncio.run(use_tabs(server.port, str(folder), tabs, seconds, length=100))
                counts = [tab.tokens for tab in used]
                totals[tabs] = max(totals.get(tabs, 0.0), sum(counts) / seconds)
                if tabs == TABS and turn == 1:
                    share = min(counts) / statistics.mean(counts)
    print(
        f"{name}: one tab {totals[1]:.0f} tokens/s, {TABS} tabs {totals[TABS]:.0f} in total: ratio "
        f"{totals[TABS] / totals[1]:.2f} (goal {goal}); the slowest tab has {share:.2f} of the mean (goal 0.5)"
    )


def first_token(quick: bool) -> None:
    """Seconds from the request to the first token, of the bundled model once it is loaded."""
    with serving() as server:
        used = asyncio.run(use_tabs(server.port, "tiny-gpt2", 1, 1 if quick else 5, length=4))
        first = [seconds for tab in used for seconds in tab.first]
    print(f"first token: median {statistics.median(first):.3f} s, worst of {len(first)} {max(first):.3f} s (goal 0.3)")


def start(quick: bool) -> None:
    """Seconds from the start of the command until the page, its script and the list of models have answered."""
    times = []
    for _ in range(1 if quick else 5):
        with serving() as server:
            times.append(server.seconds_to_page)
    print(f"page answered after {statistics.median(times):.2f} s, at worst {max(times):.2f} s (goal 3)")


def memory(runs: int) -> None:
    """Megabytes of the server after many short runs of four tabs; they must not grow once the cache is full."""

    def enough(tab: Tab, texts: int) -> Callable[[], bool]:
        return lambda: tab.texts >= texts

    with serving() as server:

        async def use() -> list[float]:
            seen = []
            tabs = [Tab(number, "tiny-gpt2", 8) for number in range(4)]
            for part in range(1, 11):
                await asyncio.gather(*(tab.use(server.port, enough(tab, runs * part // 40)) for tab in tabs))
                seen.append(server.memory())
            return seen

        seen = asyncio.run(use())
    print(
        f"memory after each tenth of {runs} runs: {', '.join(f'{megabytes:.0f}' for megabytes in seen)} MB; "
        f"the last half added {seen[-1] - seen[4]:.1f} MB (goal: flat)"
    )


def small_checkpoint() -> Path:
    """A model of GPT-2 small's size (124 M parameters) with random weights, and a tokenizer to read prompts with."""
    import torch
    from transformers import AutoModelForCausalLM, GPT2Config

    folder = Path(tempfile.mkdtemp(prefix="gpt2-small-random-"))
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(GPT2Config())
    # New weights find all tokens alike, and a draw from 50,000 equals sorts them all. Logits six times as far apart
    # have an entropy of 5.7 nats, still more than those of a trained model.
    model.transformer.ln_f.weight.data.fill_(6.0)
    model.save_pretrained(folder)
    shutil.copy(tiny() / "tokenizer.json", folder)
    return folder


def tiny() -> Path:
    folder = CATALOG["tiny-gpt2"].bundled_folder
    assert folder is not None
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="start, first, tiny, small, memory")
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args()
    seconds = 2.0 if chosen.quick else 20.0
    parts: dict[str, Callable[[], None]] = {
        "start": lambda: start(chosen.quick),
        "first": lambda: first_token(chosen.quick),
        "tiny": lambda: many_tabs("the bundled model", tiny(), 1.5, seconds),
        "small": lambda: many_tabs("GPT-2 small's size", small_checkpoint(), 4, seconds),
        "memory": lambda: memory(80 if chosen.quick else 1_000),
    }
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    for name in chosen.parts or parts:
        parts[name]()


if __name__ == "__main__":
    main()
