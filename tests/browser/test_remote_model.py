"""What a model on another server cannot be asked for is said where it would be asked, with the reason."""

from __future__ import annotations

from urllib.parse import quote

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.actions import generate, tokens
from tests.remote_servers import MODEL, Standin, running
from tests.web.conftest import serving


def test_what_needs_every_token_is_not_offered_and_no_link_leads_inside(open_page) -> None:
    with running(Standin()) as address, serving(f"remote:{MODEL}@{address}") as page_server:
        name = quote(page_server.base)
        run = f"#/playground?model={name}&strategy=sample&seed=3&max_new_tokens=3&prompt=Once+upon&go="
        page = open_page(run, base=f"{page_server.url}/")
        expect(tokens(page)).to_have_count(3)
        page.reload()  # what the server tells is known now
        for strategy in ("Beam", "Typical", "Contrastive"):
            expect(page.get_by_role("radio", name=strategy, exact=True)).to_be_disabled()
        expect(page.get_by_role("radio", name="Top-p", exact=True)).to_be_enabled()
        expect(page.get_by_text("Not with this model: Beam, Diverse beams")).to_contain_text("20 likeliest")
        page.get_by_text("Combine with others").click()
        page.get_by_text("By chance and by memory").click()
        expect(page.get_by_role("combobox", name="Draw")).to_have_count(0)
        generate(page)
        expect(tokens(page)).to_have_count(3)
        tokens(page).nth(1).click()
        expect(page.get_by_text("Nobody can look inside")).to_be_visible()
        expect(page.get_by_role("link", name="See this inside the model")).to_have_count(0)
        # Nor is a text scored whose tokens nobody tells of.
        page.evaluate(f"location.hash = '#/surprise?model={name}&prompt=Once'")
        expect(page.get_by_role("alert")).to_contain_text("Scoring a text needs the probability of every token")
