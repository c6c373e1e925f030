"""The tokenizer lab in a browser: from the text that is put in to the picture of it, with three tokenizers.

    python benchmarks/tokenizer_page.py            # 100 kB and 1 MB, in every look that reads a text; about a minute
    python benchmarks/tokenizer_page.py compare    # one of: compare, tokens, chunks
    python benchmarks/tokenizer_page.py --quick    # once each, and 100 kB only: to see that it runs

The server is a process of its own. A text is put in as a paste does, all at once; the time ends with the second frame
that the browser has drawn after the answer stands on the page. Nothing else should be running.

Needs playwright and a Chromium. With TIKTOKEN_CACHE_DIR set, the tokenizer of GPT-4 takes part too.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from llm_playground.tokenization.adapters.tiktoken import is_cached
from llm_playground.tokenization.lab.stories import stories

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
GOAL = 1.0  # seconds, for 100 kB in three tokenizers

# Puts a text in and waits until the stage has changed, which it does all at once, and has been drawn.
PUT_IN = """
async (text) => {
  const area = document.querySelector("textarea");
  const stage = document.querySelector(".stage");
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const changed = new Promise((done) => new MutationObserver(done).observe(stage, { childList: true, subtree: true }));
  const started = performance.now();
  area.value = text;
  area.dispatchEvent(new Event("input"));
  const typed = performance.now();
  await changed;
  await frame();
  await frame();
  return [(performance.now() - started) / 1000, (typed - started) / 1000];
}
"""


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server."""
    command = [sys.executable, "-m", "llm_playground", "serve", "--no-browser", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found is not None
        yield f"{found[0]}/"
    finally:
        process.terminate()
        process.wait()


def a_text(characters: int, seed: int) -> str:
    """Stories in an order of their own, with a name and a number that no other has."""
    dice, parts, length = random.Random(seed), [], 0
    tales = list(stories())
    while length < characters:
        part = f"{dice.choice(tales)}\n{dice.randrange(10**6)} {dice.randbytes(4).hex()}\n"
        parts.append(part)
        length += len(part)
    return "".join(parts)[:characters]


def measure(page: Page, address: str, look: str, tokenizers: str, sizes: list[int], runs: int) -> None:
    values = {"look": look, "text": "The fox.", "tokenizers": tokenizers, "size": 512}
    page.goto("about:blank")
    page.goto(f"{address}#/tokenize?{urlencode(values)}")
    page.locator(".stage .lp-view").wait_for()
    for size in sizes:
        times = []
        for run in range(runs + 1):  # the first one is not counted
            times.append(page.evaluate(PUT_IN, a_text(size, seed=run)))
            page.locator(".desk:not(.asking)").wait_for()
            page.wait_for_timeout(2 * 1000 * times[-1][0])  # so that the next one is a paste and no typing
        whole, typed = (statistics.median(each) for each in zip(*times[1:], strict=True))
        goal = f" (goal {GOAL:.0f})" if look == "compare" and size == 100_000 else ""
        print(
            f"{look}, {size:,} characters, {tokenizers}: {whole:.2f} s{goal}, at worst "
            f"{max(each for each, _ in times[1:]):.2f} s; the key takes {typed:.3f} s",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("looks", nargs="*", metavar="LOOK", help="compare, tokens, chunks")
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args()
    sizes, runs = ([100_000], 1) if chosen.quick else ([100_000, 1_000_000], 5)
    threes = ["tiny-gpt2,word,byte"]
    if is_cached("cl100k_base"):
        threes.append("tiny-gpt2,word,tiktoken:cl100k_base")
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        for look in chosen.looks or ("compare", "tokens", "chunks"):
            for tokenizers in threes if look == "compare" else threes[:1]:
                measure(page, address, look, tokenizers, sizes, runs)
        browser.close()


if __name__ == "__main__":
    main()
