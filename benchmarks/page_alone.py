"""How fast the page is that needs no server: its engine in Chromium, beside Python in the same run.

    python benchmarks/page_alone.py             # half a minute; needs playwright and a Chromium

One thread on either side, the fastest of several runs in turns. The last lines are of a page whose processor Chromium
slows down six times, as on a cheap phone.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"

import platform
import shutil
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

import llm_playground as lp
from llm_playground.web.single_file import export_file
from llm_playground.web.static_site import export_site

PROMPT = "Once upon a time, there was a little robot"
NEW_TOKENS, TURNS = 200, 6
WORDS = " ".join(["the little robot went into the dark wood"] * 25)
USABLE = "#/playground?strategy=greedy&max_new_tokens=20&prompt=Once+upon+a+time"
# Milliseconds until the whole answer to a question is there, as the page itself asks it.
ASK = """
  async ([path, body]) => {
    const { askEngine } = await import("./web/page/engine/door.js");
    const started = performance.now();
    const text = await (await askEngine(path, body)).text();
    return [performance.now() - started, text.length];
  }
"""
# Milliseconds from the click to the first token that is drawn.
FIRST = """
  () => new Promise((resolve) => {
    const started = performance.now();
    const look = () => document.querySelector('[role="option"]')
      ? resolve(performance.now() - started) : requestAnimationFrame(look);
    [...document.querySelectorAll("button")].find((each) => each.textContent.includes("Generate")).click();
    look();
  })
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def usable(browser: Browser, address: str, slower: float = 1) -> tuple[float, float]:
    """Seconds until Generate can be pressed on a page never opened before; and from there to the first token.

    For that token the model is loaded.
    """
    context = browser.new_context()
    page = context.new_page()
    if slower > 1:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    started = time.perf_counter()
    page.goto(address + USABLE, wait_until="commit")  # a file of 12 MB is still being read when the page is there
    page.locator("button:enabled", has_text="Generate").first.wait_for()
    ready = time.perf_counter() - started
    first = page.evaluate(FIRST) / 1000
    context.close()
    return ready, first


def measure(page: Page, prompt: str) -> dict[str, float]:
    """Seconds of the fastest run: a text of many tokens here and in Python, in turns; and a long prompt."""
    seconds: dict[str, float] = {}

    def keep(name: str, value: float) -> None:
        seconds[name] = min(seconds.get(name, float("inf")), value)

    run: dict[str, Any] = {"model": "tiny-gpt2", "strategy": "greedy", "max_new_tokens": NEW_TOKENS}
    for turn in range(TURNS):
        fresh = f"{turn} {PROMPT}"  # what was read before is not computed again, on neither side
        keep("here", page.evaluate(ASK, ["api/generate", {**run, "prompt": fresh}])[0] / 1000)
        started = time.perf_counter()
        lp.trace("tiny-gpt2", fresh, "greedy", NEW_TOKENS)
        keep("python", time.perf_counter() - started)
        new = f"{turn} {prompt}"  # begins otherwise, so that nothing of it was read before
        body = {"model": "tiny-gpt2", "prompt": new, "strategy": "greedy"}
        keep("prompt", page.evaluate(ASK, ["api/step", body])[0] / 1000)
    return seconds


def main() -> None:
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    folder = Path(tempfile.mkdtemp())
    export_site(folder / "site")
    export_file(folder / "page.html")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    addresses = {"folder": f"http://127.0.0.1:{server.server_port}/", "file": (folder / "page.html").as_uri()}
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        print(f"Chromium {browser.version}")
        page = browser.new_page()
        page.goto(addresses["folder"])
        page.locator(".strip").first.wait_for()
        seconds = measure(page, WORDS)
        here, python = NEW_TOKENS / seconds["here"], NEW_TOKENS / seconds["python"]
        print(f"{here:.0f} tokens/s here, {python:.0f} in Python ({here / python:.2f} times)")
        print(f"the next token after a prompt of about 200 tokens: {seconds['prompt']:.3f} s")
        for slower in (1, 6):
            for name, address in addresses.items():
                ready, first = map(min, zip(*(usable(browser, address, slower) for _ in range(3)), strict=True))
                print(f"{name}, {slower} times slower: usable after {ready:.2f} s, first token {first:.3f} s later")
        browser.close()
    server.shutdown()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
