"""The page without a server: what is there alone, beside the tests of the rooms that run on it too, and as one file."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.web.single_file import export_file
from llm_playground.web.static_site import FROM_DISK
from tests.browser.actions import ROOMS, generate, tokens, wait_for

ALONE = ("Tokenize", "Generate", "Playground")


@pytest.mark.parametrize("is_alone", [True], ids=["alone"], indirect=True)
def test_what_needs_a_server_says_so_in_its_place_and_axe_finds_nothing(open_page, axe) -> None:
    page = open_page()
    expect(page.locator(".strip .likely, .strip li")).to_have_count(2)  # the tokens, and the one that is drawn
    assert axe(page) == []
    needs = page.locator(".needs-server")
    for room in ROOMS:
        page.get_by_role("navigation", name="Rooms").get_by_role("link", name=room, exact=True).click()
        expect(page.get_by_role("heading", level=1, name=room, exact=True)).to_be_visible()
        expect(needs).to_contain_text([] if room in ALONE else ["python3 start.py"])
        if room in (*ALONE, "Learn"):  # which looks as all do that need a server
            assert axe(page) == [], room
    page.get_by_role("link", name="Tokenize", exact=True).first.click()
    for look, count in {"One word": 0, "Compare": 1, "Vocabulary": 0, "Train BPE": 1, "Chunks and cost": 0}.items():
        page.get_by_role("button", name=look, exact=True).click()
        expect(needs).to_have_count(count)


def test_the_folder_opened_from_the_disk_says_what_to_do(open_page, alone) -> None:
    page = open_page("index.html", base=f"{alone.folder.as_uri()}/", allow=("CORS", "ERR_FAILED"))
    expect(page.locator("main")).to_have_text(FROM_DISK)


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
