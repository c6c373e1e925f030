"""The page below a path, as on a JupyterHub: every address in it is relative, and a text comes as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from llm_playground.engine.shelf import SHELF
from tests.browser.actions import LONG, ROOMS, generate, tokens, wait_for
from tests.passes import Passes, counted
from tests.reverse_proxy import proxied


@pytest.fixture
def passes() -> Iterator[Passes]:
    with counted(SHELF.get("tiny-gpt2")) as passes:
        yield passes


def test_every_room_opens_below_a_path_and_a_text_streams_through(new_page, served, passes: Passes) -> None:
    # The proxy knows nothing beside that path, and a page that asks there fails here.
    with proxied(urlsplit(served.url).port or 0, "/user/x/proxy/8000") as url:
        page = new_page(base=url)
        page.goto(f"{url}{LONG}")
        expect(page.get_by_role("button", name="Generate")).to_be_visible()
        passes.hold_after(len(passes.sizes) + 8)
        generate(page)
        expect(tokens(page).nth(3)).to_be_visible()  # and the text goes no further before the passes do
        wait_for(page, "running")
        passes.release()
        wait_for(page, "done")
        for room in ROOMS:
            page.locator(".top nav").get_by_role("link", name=room, exact=True).click()
            expect(page.get_by_role("heading", name=room, level=1)).to_be_visible()
        page.goto("about:blank")
