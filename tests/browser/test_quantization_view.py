"""The types side by side, the text that would go another way, and one block with its arithmetic."""

from __future__ import annotations

import json
import re
import threading
from functools import cache
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.engine.events import Quantizing
from tests.browser.actions import choose, read_on
from tests.browser.test_views_alone import mount as mount  # a fixture
from tests.browser.text_sizes import fits
from tests.passes import SOON


@cache
def quantized() -> Any:
    return lp.quantize("tiny-gpt2", "Tom saw a big red", 24)


def state() -> dict:
    return {"quantization": json.loads(quantized().to_json()), "type": "Q4_0"}


def test_another_type_has_its_own_tokens_and_its_own_block(mount, axe) -> None:
    found = quantized()
    page = mount("quantization", state())
    rows = page.get_by_role("table", name="The weights of tiny-gpt2").get_by_role("row")
    expect(rows).to_have_count(1 + 8)
    expect(rows.last).to_contain_text("1.65\u202fMB")
    tokens = page.get_by_role("listbox").get_by_role("option")
    expect(tokens).to_have_count(len(found.ids) + 1)
    fewest = found.types[-1]
    expect(page.locator(".lp-flipped")).to_have_count(len(fewest.flips))
    assert fewest.flips
    expect(page.get_by_role("status")).to_contain_text(f"token {fewest.flips[0].position + 1}")
    expect(page.get_by_role("status")).to_contain_text("; in Q4_0 it is")
    expect(page.get_by_text("share the scale \u22120.0145")).to_be_visible()
    choose(page.get_by_role("radio", name="Q8_0"))
    assert page.evaluate("heard.at(-1).type") == "Q8_0"
    expect(page.locator(".lp-flipped")).to_have_count(0)
    expect(page.get_by_text("There are 255 codes")).to_be_visible()
    choose(page.get_by_role("radio", name="BF16"))
    expect(page.get_by_text("BF16 stores each weight by itself")).to_be_visible()
    assert axe(page, "#here") == []


def test_the_arithmetic_of_each_weight_can_be_read_with_the_keys(mount) -> None:
    block = quantized().types[-1].block
    page = mount("quantization", state())
    slider = page.get_by_role("slider", name="The weights of the block")
    slider.focus()
    for key, at in (("End", 31), ("ArrowLeft", 30), ("Home", 0)):
        page.keyboard.press(key)
        told = slider.get_attribute("aria-valuetext").replace("\u2212", "-")
        code, value = re.search(rf"weight {at} is .*, code (\d+), read back as .* = (-?[\d.]+)", told).groups()
        assert (int(code), float(value)) == (block.codes[at], pytest.approx(block.values[at], abs=5e-5))
    page.get_by_text("The weights and their codes as a table").click()
    expect(page.get_by_role("table", name="The block in Q4_0").get_by_role("row")).to_have_count(1 + 32)


def test_it_fits_a_phone(mount) -> None:
    page = mount("quantization", state(), viewport={"width": 390, "height": 800})
    expect(page.get_by_role("listbox")).to_be_visible()
    fits(page, 390)


def test_in_the_room_a_small_model_is_asked_at_once(open_page) -> None:
    page = open_page("#/inside?model=tiny-qwen&prompt=Once+upon+a+time")
    section = page.locator("section[data-section=quantization]")
    read_on(section, section.get_by_role("listbox").is_visible)
    found = lp.quantize("tiny-qwen", "Once upon a time")
    expect(section.get_by_role("option")).to_have_count(len(found.ids) + 1)
    expect(section.get_by_role("row", name="Q4_0")).to_contain_text(f"{len(found.types[-1].flips)} / {len(found.ids)}")


def test_in_the_room_a_large_model_is_asked_by_a_button_which_tells_how_far_it_is_and_stops_it(
    open_page, served, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, found = threading.Event(), quantized()

    def slow(model, *asked):  # type: ignore[no-untyped-def]
        yield Quantizing("Q8_0", 300, 1000)
        held.wait(SOON)
        yield Quantizing("Q4_0", 900, 1000)
        yield found

    monkeypatch.setattr("llm_playground.engine.quantizing.quantizing", slow)
    page = open_page()

    def large(route) -> None:  # type: ignore[no-untyped-def]
        answer = route.fetch()
        catalog = answer.json()
        next(each for each in catalog["models"] if each["key"] == "tiny-gpt2")["parameters"] = 124_000_000
        route.fulfill(response=answer, json=catalog)

    page.route("**/api/catalog", large)
    page.goto(f"{served.url}#/inside?model=tiny-gpt2&prompt=Tom")
    page.reload()  # the catalog is asked for as the page loads
    section = page.locator("section[data-section=quantization]")
    go = section.get_by_role("button", name=re.compile("^Store its 124.million weights in every type"))
    go.click()
    far = section.get_by_role("progressbar", name="How far it is")
    expect(far).to_have_js_property("value", 300)
    expect(section.get_by_role("status").filter(has_text="Storing the weights in Q8_0")).to_be_visible()
    section.get_by_role("button", name="Stop").click()
    expect(section.get_by_text("Cancelled.")).to_be_visible()
    held.set()
    served.wait_until_idle()
    go.click()
    expect(section.get_by_role("listbox")).to_be_visible()
    expect(far).to_be_hidden()
    expect(go).to_be_hidden()
