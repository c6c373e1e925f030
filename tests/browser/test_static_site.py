"""The page without a server: what is there alone, beside the tests of the rooms that run on it too, and as one file."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.plain.static_parts import label
from llm_playground.web.single_file import export_file
from llm_playground.web.static_site import FROM_DISK
from tests.browser.actions import ROOMS, generate, read_on, tokens, wait_for

ALONE = ("Tokenize", "Inside", "Generate", "Playground")
HOW = "python3 start.py"


@pytest.mark.parametrize("is_alone", [True], ids=["alone"], indirect=True)
def test_what_needs_a_server_says_so_in_its_place_and_axe_finds_nothing(open_page, axe) -> None:
    page = open_page()
    expect(page.locator(".strip a.piece")).to_have_count(5)
    assert axe(page) == []
    needs = page.locator(".needs-server")
    for room in ROOMS:
        page.get_by_role("navigation", name="Rooms").get_by_role("link", name=room, exact=True).click()
        expect(page.get_by_role("heading", level=1, name=room, exact=True)).to_be_visible()
        # In Inside it is three of the sections.
        expect(needs).to_contain_text([HOW] * 3 if room == "Inside" else [] if room in ALONE else [HOW])
        if room in (*ALONE, "Learn"):  # which looks as all do that need a server
            assert axe(page) == [], room
    page.get_by_role("link", name="Tokenize", exact=True).first.click()
    for look, count in {"One word": 0, "Compare": 1, "Vocabulary": 0, "Train BPE": 1, "Chunks and cost": 0}.items():
        page.get_by_role("button", name=look, exact=True).click()
        expect(needs).to_have_count(count)


def test_the_folder_opened_from_the_disk_says_what_to_do(open_page, alone) -> None:
    page = open_page("index.html", base=f"{alone.folder.as_uri()}/", allow=("CORS", "ERR_FAILED"))
    expect(page.locator("main")).to_have_text(FROM_DISK)


@pytest.mark.parametrize("is_alone", [True], ids=["alone"], indirect=True)
def test_the_lenses_and_the_parts_of_a_logit_are_computed_in_the_browser(open_page) -> None:
    page = open_page("#/inside?model=tiny-gpt2&prompt=Once+upon+a+time")
    lens, logit, heads = (page.locator(f'[data-section="{name}"]') for name in ("lens", "attribution", "scatter"))
    read_on(lens, lens.get_by_role("gridcell").last.is_visible)
    lens.get_by_role("radio", name="Jacobian lens").check()
    found = lp.lens("tiny-gpt2", "Once upon a time", "jacobian").grid()
    expect(lens.get_by_role("gridcell")).to_have_count(len(found.layers) * found.n_token)
    read_on(logit, logit.get_by_role("row").last.is_visible)
    likeliest = lp.attribution("tiny-gpt2", "Once upon a time").token
    expect(logit).to_contain_text(label(likeliest.piece))
    read_on(heads, heads.get_by_text("This needs the server").is_visible)  # for the texts of the story world


def test_one_file_opens_from_the_disk_and_asks_nobody(open_page, tmp_path) -> None:
    file = tmp_path / "the page.html"
    export_file(file)
    page = open_page(base=file.as_uri(), allow=("blob:",), viewport={"width": 390, "height": 844})
    expect(page.locator(".strip a.piece")).to_have_count(5)
    page.goto(f"{file.as_uri()}#/playground?model=tiny-qwen-chat&strategy=top_p&seed=7&max_new_tokens=12&prompt=Hello")
    expect(page.get_by_label("Model", exact=True).first.locator("option")).to_have_count(2)
    generate(page)
    wait_for(page, "done")
    made = lp.trace("tiny-qwen-chat", "Hello", "top_p", 12, seed=7)
    expect(tokens(page)).to_have_count(len(made.steps))
    page.reload()  # what is set is in the address
    expect(page.get_by_role("button", name="Generate", exact=False)).to_be_enabled()
    page.get_by_role("link", name="Inside", exact=True).first.click()
    expect(page.get_by_role("table", name="What the chosen token looks at")).to_be_visible()
