"""Speculative decoding: every drafted token tells why it was accepted or rejected; and in its room."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from llm_playground.plain.static_parts import percent
from tests.browser.test_views_alone import mount as mount  # a fixture
from tests.browser.test_views_alone import speculated


def test_every_draft_tells_its_numbers_and_what_came_in_its_place(mount) -> None:
    made = speculated()
    page = mount("speculation", {"speculation": made, "selected": None}, viewport={"width": 390, "height": 800})
    expect(page.locator(".lp-sentence")).to_contain_text(f"{made['model_passes']} passes of tiny-gpt2 made 24 tokens")
    options, told = page.get_by_role("option"), page.get_by_role("group", name="The token pointed at")
    drafts = sum(len(each["drafted"]) for each in made["rounds"])
    assert options.count() == drafts + sum(each["own"] is not None for each in made["rounds"])
    round = next(each for each in made["rounds"] if each["own"] == "residual")
    rejected = next(each for each in round["drafted"] if each["fate"] == "rejected")
    # The first rejected one is told before anybody points at a token.
    expect(told).to_contain_text(f"min(1, p / q) = {rejected['acceptance']:.4f}. ")
    expect(told).to_contain_text(f"That number is u = {rejected['u']:.4f}: rejected.")
    share = percent(rejected["probability"]).replace(" ", "\u202f").replace("<\u202f", "< ")
    expect(told).to_contain_text(f"tiny-gpt2 gave it p = {share}")
    expect(told).to_contain_text(f"what p has more than q, by u = {round['residual_u']:.4f}")
    page.get_by_role("option").first.focus()
    expect(told).to_contain_text("in round 1")
    page.keyboard.press("End")
    expect(told).to_contain_text(f"in round {len(made['rounds'])}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_generate_offers_the_same_text_with_a_draft_model(open_page) -> None:
    page = open_page("#/generate?model=tiny-gpt2&strategy=greedy&max_new_tokens=6&prompt=One+day&go=1")
    page.get_by_role("button", name="Draft and check").click()
    expect(page.get_by_text("passes of tiny-gpt2 made 6 tokens")).to_be_visible()
