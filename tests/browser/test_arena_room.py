"""The arena on the page: a run of all lanes, its address, what is too much, and an end that the server hears of."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from tests.browser.actions import choose

LINK = "#/arena?model=tiny-gpt2&model=tiny-gpt2&strategy=greedy&strategy=top_p&top_p=&top_p=0.8&seed=7&max_new_tokens=8"


def lane_text(page, letter: str) -> str:
    pieces = page.get_by_role("listbox", name=f"Text of lane {letter}").get_by_role("option").all_inner_texts()
    return "".join(pieces)


def test_a_link_runs_its_lanes_and_shows_the_texts_and_measures_of_python(open_page, served) -> None:
    page = open_page(f"{LINK}&repeats=2&prompt=Once+upon+a+time&go=")
    expect(page.locator(".lp-measures-table tbody tr")).to_have_count(2)
    lanes = ["greedy", {"strategy": "top_p", "top_p": 0.8}]
    arena = lp.compare("Once upon a time", lanes, "tiny-gpt2", max_new_tokens=8, repeats=2, seed=7)
    assert lane_text(page, "A") == arena.lanes[0].traces[0].completion
    assert lane_text(page, "B") == arena.lanes[1].traces[0].completion
    choose(page.get_by_role("radio", name="2", exact=True))
    assert lane_text(page, "B") == arena.lanes[1].traces[1].completion
    expect(page.locator(".lp-measures-table")).to_contain_text(f"{arena.lanes[1].measures.perplexity:.2f}")
    # The address is that of the same arena; a token leads on with the seed of its own text.
    assert "top_p=0.8" in page.url
    page.get_by_role("listbox", name="Text of lane B").get_by_role("option").nth(2).click()
    assert "seed=8" in page.get_by_role("link", name="See its step").get_attribute("href")
    # Another preset takes the place of the lanes, and what is shown is out of date.
    page.get_by_role("button", name="Six temperatures").click()
    expect(page.locator(".lane-row")).to_have_count(6)
    expect(page.locator(".arena.stale")).to_be_visible()
    # Six lanes with a seed of this run, which can be kept: then the address gives the same texts in another tab.
    page.get_by_role("spinbutton", name="Seed", exact=True).fill("")
    page.get_by_role("button", name="Run all lanes").click()
    page.get_by_role("button", name="Keep this seed").click()
    expect(page.locator(".lp-measures-table tbody tr")).to_have_count(6)
    expect(page.locator(".arena.stale")).to_have_count(0)
    other = open_page(f"#{page.url.split('#')[1]}&go=")
    expect(other.locator(".lp-measures-table tbody tr")).to_have_count(6)
    choose(page.get_by_role("radio", name="1", exact=True))
    texts = [lane_text(page, letter) for letter in "ABCDEF"]
    assert [lane_text(other, letter) for letter in "ABCDEF"] == texts
    assert len(set(texts)) > 1
    served.wait_until_idle()


def test_what_is_wrong_in_a_closed_lane_is_told_above_the_texts_and_of_a_link_before_them(open_page) -> None:
    page = open_page(f"{LINK.replace('0.8', '2')}&prompt=Once&way=fight")
    expect(page.get_by_role("status").filter(has_text="there is no “fight”")).to_be_visible()
    page.get_by_role("button", name="Run all lanes").click()
    expect(page.get_by_role("alert")).to_contain_text("Lane B: Top-p is 2; it must be a number from 0 to 1")
    page.evaluate("location.hash = '#/arena?way=sweep&points=1e9&prompt=Once&go='")
    said = page.get_by_role("alert").filter(has_text="Values is 1e9; it must be a whole number from 2 to ")
    expect(said).to_be_visible()


def test_stop_and_a_closed_tab_end_all_lanes_on_the_server(open_page, served) -> None:
    long = LINK.replace("tokens=8", "tokens=400")
    page = open_page(f"{long}&repeats=8&prompt=Once&go=")
    expect(page.locator("[data-lane='1'] .lp-lane-token").nth(2)).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".lp-lane[data-status='stopped']")).to_have_count(2)
    served.wait_until_idle()
    page.get_by_role("button", name="Run all lanes").click()
    expect(page.locator(".lp-lane[data-status='running']").first).to_be_visible()
    page.close()
    served.wait_until_idle()


def test_a_sweep_draws_the_measures_of_python_and_a_point_leads_to_its_texts_as_a_lane(open_page) -> None:
    link = "#/arena?way=sweep&model=tiny-gpt2&strategy=greedy&swept=top_p&first=0.2&last=1&points=2&sweep_repeats=2"
    page = open_page(f"{link}&seed=7&max_new_tokens=8&prompt=Once+upon+a+time&go=")
    swept = lp.sweep("tiny-gpt2", "Once upon a time", top_p=[0.2, 1.0], repeats=2, max_new_tokens=8, seed=7)
    points = page.get_by_role("listbox", name="Diversity against perplexity").get_by_role("option")
    for point, value, lane in zip((0, 1), ("0.2", "1"), swept.arena.lanes, strict=True):
        name = f"Top-p {value}: perplexity {lane.measures.perplexity:.2f}, distinct-2 {lane.measures.distinct_2:.2f}"
        expect(points.nth(point)).to_have_attribute("aria-label", re.compile(f"^{name}"))
    points.nth(1).focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="See every choice of these texts").click()
    expect(page.locator(".lp-measures-table tbody tr")).to_have_count(1)
    assert lane_text(page, "A") == swept.arena.lanes[1].traces[0].completion


def test_on_a_phone_a_token_of_a_lane_stands_above_the_sheet_that_tells_of_it(open_page) -> None:
    page = open_page(f"{LINK}&prompt=Once&go=", viewport={"width": 390, "height": 844})
    expect(page.locator(".lp-measures-table tbody tr")).to_have_count(2)
    last = page.get_by_role("listbox", name="Text of lane B").get_by_role("option").last
    last.click()
    expect(page.locator(".lp-pinned")).to_contain_text("Token 8")
    page.wait_for_function(
        "() => document.querySelector('[aria-selected=true]').getBoundingClientRect().bottom "
        "<= document.querySelector('.lp-pinned').getBoundingClientRect().top"
    )


def test_the_lane_that_is_opened_is_in_sight_when_a_long_one_above_it_closes(open_page) -> None:
    page = open_page("#/arena", viewport={"width": 1280, "height": 720})
    rows = page.locator(".lane-row > summary")
    for at in (3, 5, 3):
        rows.nth(at).click()
        expect(page.locator(".lane-row").nth(at).locator("select").first).to_be_visible()
        expect(page.locator(".lane-row[open]")).to_have_count(1)
        expect(rows.nth(at)).to_be_in_viewport(ratio=1)
