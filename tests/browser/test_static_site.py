"""The page without a server: a folder of files, given out by a plain file server under an address of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.engine.text import load_tokenizer
from llm_playground.web.single_file import export_file
from llm_playground.web.static_site import export_site
from tests.browser.actions import ROOMS, choose, generate, tokens, wait_for

BRANCH = "#/playground?model=tiny-qwen&strategy=top_p&top_p=0.9&temperature=0.8&seed=7&max_new_tokens=12&prompt=Mia"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address, which is not that of the root."""
    root = tmp_path_factory.mktemp("root")
    export_site(root / "some" / "where")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/where/"
    server.shutdown()
    server.server_close()


def test_the_rooms_that_need_no_server_work_as_they_do_with_one(open_page, site: str) -> None:
    page = open_page(base=site)
    expect(page.locator(".strip .likely, .strip li")).to_have_count(2)  # the tokens, and the one that is drawn

    page.get_by_role("link", name="Tokenize").first.click()
    page.get_by_label("Text", exact=True).fill("A fox saw 🐉 naïvely")
    ids = load_tokenizer("tiny-gpt2").encode("A fox saw 🐉 naïvely")
    expect(page.locator(".lp-id")).to_have_text([str(id) for id in ids])
    for look in ("One word", "Vocabulary", "Chunks and cost"):
        page.get_by_role("button", name=look, exact=True).click()
        expect(page.locator(".look .lp-view").first).to_be_visible()

    page.goto(site + BRANCH)
    generate(page)
    wait_for(page, "done")
    made = lp.trace("tiny-qwen", "Mia", "top_p", 12, top_p=0.9, temperature=0.8, seed=7)
    expect(tokens(page)).to_have_count(len(made.steps))
    assert page.locator(".lp-text").inner_text().replace("⏎", "") == made.text

    page.get_by_role("link", name="Generate").first.click()
    expect(page.get_by_role("table").first).to_be_visible()
    choose(page.get_by_label("Greedy").first)


def test_what_needs_a_server_says_so_and_how_to_get_it(open_page, site: str) -> None:
    page = open_page("#/inside", base=site)
    for room in ROOMS:
        page.get_by_role("navigation", name="Rooms").get_by_role("link", name=room, exact=True).click()
        expect(page.get_by_role("heading", level=1, name=room, exact=True)).to_be_visible()
        alone = room in ("Tokenize", "Generate", "Playground")
        expect(page.locator(".needs-server")).to_have_count(0 if alone else 1)
    expect(page.locator(".needs-server")).to_contain_text("python3 start.py")


def test_a_long_text_is_stopped_in_the_middle(open_page, site: str) -> None:
    page = open_page("#/playground?strategy=sample&temperature=1.5&seed=3&max_new_tokens=400&prompt=Once", base=site)
    generate(page)
    expect(tokens(page).nth(3)).to_be_visible()
    page.keyboard.press("Escape")
    wait_for(page, "stopped")
    assert tokens(page).count() < 400


def test_one_file_opens_from_the_disk_and_asks_nobody(open_page, tmp_path) -> None:
    file = tmp_path / "the page.html"
    export_file(file)
    page = open_page(base=file.as_uri(), allow=("blob:",), viewport={"width": 390, "height": 844})
    expect(page.locator(".strip .likely, .strip li")).to_have_count(2)
    page.goto(f"{file.as_uri()}#/playground?model=tiny-qwen-chat&strategy=top_p&seed=7&max_new_tokens=12&prompt=Hello")
    expect(page.get_by_label("Model", exact=True).first.locator("option")).to_have_count(2)
    generate(page)
    wait_for(page, "done")
    made = lp.trace("tiny-qwen-chat", "Hello", "top_p", 12, seed=7)
    expect(tokens(page)).to_have_count(len(made.steps))
    page.reload()  # what is set is in the address
    expect(page.get_by_role("button", name="Generate", exact=False)).to_be_enabled()
    page.get_by_role("link", name="Inside", exact=True).first.click()
    expect(page.locator(".needs-server")).to_be_visible()
