"""Generate: one token at a time."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

pytestmark = pytest.mark.alone_too

STORY = "prompt=Once+upon+a+time%2C+there+was+a+little"
ADDRESS = f"#/generate?model=tiny-gpt2&strategy=top_p&temperature=0.8&top_p=0.9&seed=7&{STORY}"


def test_one_token_at_a_time_forward_and_back(open_page) -> None:
    page = open_page("#/generate?model=tiny-gpt2&strategy=top_p&top_p=0.9&seed=7&max_new_tokens=8&prompt=One+day")
    expect(page.get_by_text("Step 1 of 1")).to_be_visible()  # on entering, before anything is pressed
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Recorded 8 tokens")).to_be_visible()
    expect(page.get_by_text("Step 1 of 8")).to_be_visible()
    expect(page.locator(".live .lp-sentence")).to_be_visible()
    page.get_by_role("button", name="One token").click()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Step 3 of 8")).to_be_visible()
    expect(page.locator(".lp-stages .lp-taken")).to_contain_text("drawn")
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text("Step 2 of 8")).to_be_visible()
    assert not page.locator(".so-far mark").text_content().startswith(" "), "at a line's end it would be a sliver"


def test_the_step_is_chosen_anew_as_a_slider_a_stage_and_u_move(open_page, axe) -> None:
    page = open_page(ADDRESS, allow=("422",))
    sentence, drawn = page.locator(".live .lp-sentence"), page.locator(".so-far mark")
    expect(sentence).to_contain_text("Temperature 0.8 made it 35.8")
    expect(sentence).to_contain_text("The draw u = 0.6251 fell on it")
    page.get_by_label("Temperature, slider", exact=True).fill("2")
    expect(sentence).to_contain_text("Temperature 2 made it")
    expect(drawn).not_to_have_text("boy")

    # An order of one's own, by keyboard: it is part of the address, and the focus stays with the stage.
    page.locator(".chain .grip").first.press("ArrowRight")
    expect(page.locator(".lp-stages thead th").nth(3)).to_contain_text("Top-p 0.9")
    expect(page.locator(".chain .grip").nth(1)).to_be_focused()
    page.wait_for_url(re.compile("order=top_p%2Ctemperature"))

    # u, typed, moved by a key and dragged: the token under it is the one that is drawn.
    needle = page.get_by_role("slider", name="u, which draws the token")
    page.get_by_label("u =").fill("0.1")
    expect(drawn).to_have_text("girl")
    needle.press("PageUp")
    expect(needle).to_have_attribute("aria-valuenow", "0.2000")
    strip = page.locator(".lp-strip")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + box["height"] - 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.98 * box["width"], box["y"] + box["height"] - 12, steps=5)
    page.mouse.up()
    expect(sentence).to_contain_text("The draw u = 0.98")
    token = needle.get_attribute("aria-valuetext").split("which draws space ")[1]
    expect(drawn).to_have_text(token)
    assert axe(page, ".live") == []

    # A second tab with the same address shows the same; and the text goes on with what was drawn.
    told, address = sentence.inner_text(), page.url
    other = open_page(address[address.index("#") :])
    expect(other.locator(".live .lp-sentence")).to_have_text(told)
    # A single warper is an order too, and what it does not name comes after it.
    alone = open_page(address[address.index("#") :].replace("top_p%2Ctemperature", "top_p"))
    expect(alone.locator(".live .lp-sentence")).to_have_text(told)
    expect(alone.locator(".lp-stages thead th").nth(3)).to_contain_text("Top-p 0.9")
    page.get_by_role("button", name="One token").click()
    expect(page.get_by_text("Step 2 of 2")).to_be_visible()
    expect(page.locator(".so-far")).to_contain_text(f"a little {token}")

    # A wrong value says so and keeps the picture; without any stage it is the model's own distribution.
    told = sentence.inner_text()
    page.locator('input[name="temperature"]').fill("-1")
    expect(page.locator(".live .problem")).to_contain_text("Temperature is -1; it must be")
    expect(sentence).to_have_text(told)
    for _ in range(2):
        page.locator(".chain .switch:checked").first.click()
    expect(page.locator(".live .problem")).to_be_hidden()
    expect(sentence).to_contain_text("No stage changes anything")
