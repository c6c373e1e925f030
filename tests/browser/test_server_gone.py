"""A server that goes away is missed and welcomed back, and nothing on the page is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request

import pytest

pytest.importorskip("playwright.sync_api")
uvicorn = pytest.importorskip("uvicorn")
from playwright.sync_api import expect  # noqa: E402

from tests.browser.actions import LONG, generate, tokens, wait_for  # noqa: E402


def test_a_server_that_ends_with_a_last_word_is_missed_too(open_page, served, slow_model) -> None:
    page = open_page(LONG)
    page.evaluate(
        "async () => { const { server } = await import('/web/page/api.js');"
        " server.addEventListener('gone', () => { document.body.dataset.gone = 'yes'; }); }"
    )
    generate(page)
    expect(tokens(page).nth(3)).to_be_visible()
    served.session.close("The server was stopped.")
    wait_for(page, "error")
    expect(page.locator("body")).to_have_attribute("data-gone", "yes")
    assert tokens(page).count() >= 4


def test_a_server_that_is_killed_is_missed_and_welcomed_back(open_page, free_port: int) -> None:
    port = free_port
    base = f"http://127.0.0.1:{port}/"
    code = (
        "import sys, time, uvicorn\n"
        "from llm_playground.models.native import NativeModel\n"
        "real = NativeModel._next_logits\n"
        "NativeModel._next_logits = lambda self, ids: (time.sleep(0.05), real(self, ids))[1]\n"
        "from llm_playground.engine.session import Session\n"
        "from llm_playground.web.app import make_app\n"
        f"uvicorn.run(make_app(Session()), port={port}, log_level='error')\n"
    )

    def start() -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, "-c", code], env={**os.environ})
        for _ in range(1200):
            time.sleep(0.1)
            try:
                urllib.request.urlopen(f"{base}api/catalog").close()
            except OSError:
                continue
            return process
        raise AssertionError("the server did not start")

    server = start()
    try:
        page = open_page(LONG, base=base, allow=("Failed to load resource", "net::ERR"))
        generate(page)
        expect(tokens(page).nth(3)).to_be_visible()
        server.kill()
        server.wait()
        wait_for(page, "error")
        page.set_viewport_size({"width": 1280, "height": 400})
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.get_by_text("The server is gone.")).to_be_in_viewport(ratio=1)
        kept = tokens(page).count()
        assert kept >= 4
        generate(page)  # in vain, and nothing that is shown is lost
        expect(page.get_by_role("button", name="Generate")).to_be_visible()
        assert tokens(page).count() == kept
        server = start()
        expect(page.get_by_text("The server is back.")).to_be_visible()
        assert tokens(page).count() == kept
        generate(page)
        wait_for(page, "running")
    finally:
        server.kill()
        server.wait()


def test_a_room_whose_scripts_cannot_be_had_opens_when_the_server_is_back(open_page) -> None:
    page = open_page("", allow=("Failed to load resource", "net::ERR"))
    page.route("**/rooms/generate.js", lambda route: route.abort())
    page.locator(".top nav").get_by_role("link", name="Generate").click()
    expect(page.get_by_text("The server is gone.")).to_be_visible()
    page.unroute("**/rooms/generate.js")
    expect(page.get_by_role("heading", name="Generate", level=1)).to_be_visible()
