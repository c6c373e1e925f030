"""How the weights of a model were stored stands beside its numbers, in every room that has any."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from llm_playground.models.devices import computes_int8
from tests.browser.actions import generate, wait_for

SAYS = "Q4_K_M, dequantised: numbers are those of this file"


@pytest.fixture
def quantized(new_page, served):  # type: ignore[no-untyped-def]
    """A page of a server that says so of a model which is quick to ask."""
    page = new_page()
    catalog = page.request.get(f"{served.url}api/catalog").json()
    next(each for each in catalog["models"] if each["key"] == "tiny-gpt2")["quantization"] = "Q4_K_M"
    catalog["broken"] = [{"name": "ollama:robot", "why": "Its weights are gone."}]
    page.route("**/api/catalog", lambda route: route.fulfill(json=catalog))
    return page


def test_it_stands_in_the_rooms_and_goes_with_another_model(quantized, served) -> None:  # type: ignore[no-untyped-def]
    for room in ("inside", "surprise", "guess", "arena"):
        quantized.goto(f"{served.url}#/{room}?model=tiny-gpt2")
        expect(quantized.locator(".stage .lp-badge:visible")).to_have_text(SAYS)
    quantized.goto(f"{served.url}#/inside?model=tiny-qwen")
    expect(quantized.locator(".results.known")).to_be_visible()
    expect(quantized.locator(".lp-badge")).to_have_count(0)
    quantized.get_by_text("1 model on this machine cannot be used here").click()
    expect(quantized.get_by_text("Its weights are gone.")).to_be_visible()
    for asked, said in (
        ("ollama:robot", "Its weights are gone. tiny-gpt2 is chosen instead."),
        ("tiny-qwen:int4", "tiny-qwen cannot be had in these numbers here. It is loaded in float32 instead."),
    ):
        quantized.goto(f"{served.url}#/inside?model={asked}")
        expect(quantized.locator(".notice")).to_contain_text(said)


def test_it_stands_above_a_text_by_the_record_of_its_run(new_page, served) -> None:  # type: ignore[no-untyped-def]
    page = new_page()

    def stored(route) -> None:  # type: ignore[no-untyped-def]
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('"quantization": null', '"quantization": "Q4_K_M"'))

    page.route("**/api/compare", stored)
    page.goto(f"{served.url}#/playground?model=tiny-gpt2&max_new_tokens=2&go=")
    expect(page.locator(".lp-generation .lp-badge")).to_have_text(SAYS)


@pytest.mark.skipif(not computes_int8(), reason="int8 is for x86 processors")
def test_a_model_is_loaded_in_eight_bits_when_somebody_says_so_and_its_name_and_badge_say_it(open_page, served) -> None:
    page = open_page(f"#/playground?model={quote(served.chat)}&strategy=greedy&max_new_tokens=6&prompt=the+robot")
    numbers = page.get_by_label("Numbers of Model")
    expect(numbers.locator("option")).to_have_text([re.compile("^float32"), re.compile("^int8")])
    expect(numbers).to_have_value(served.chat)
    generate(page)
    expect(page.locator("[data-status=done] [role=option]")).to_have_count(6)
    expect(page.locator(".lp-badge")).to_have_count(0)
    numbers.select_option(f"{served.chat}:int8")
    expect(page.locator(".lane.stale")).to_be_visible()
    generate(page)
    expect(page.locator(".lane h2")).to_have_text(f"{served.chat}:int8")
    expect(page.locator(".lane .lp-badge")).to_contain_text("int8, rounded when it was loaded")
    wait_for(page, "done")
    assert served.session.inspect(served.chat, "the").model.quantization is None
    # The address asks for the same, and so do the other rooms.
    page.reload()
    expect(numbers).to_have_value(f"{served.chat}:int8")
    page.get_by_role("link", name="Inside", exact=True).click()
    expect(page.locator(".stage .lp-badge:visible")).to_contain_text("int8, rounded when it was loaded")
    page.get_by_role("link", name="Tokenize", exact=True).click()
    expect(page.get_by_role("listbox", name="Tokens").get_by_role("option").first).to_be_visible()
    expect(page.locator(".notice")).to_have_count(0)
