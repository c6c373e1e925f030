"""One token, step by step: every part opens to the numbers that Python computed."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.plain.static_parts import label
from tests.browser.test_views_alone import mount as mount  # a fixture

TEXT = "Once upon a time, there was a little"
ROOM = "#/inside?model=tiny-qwen&prompt=Once+upon+a+time%2C+there+was+a+little"


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-qwen"])
def test_every_part_opens_to_its_numbers(mount, axe, model: str) -> None:
    found = lp.workings(model, TEXT, layer=1, head=2)
    page = mount("workings", {"workings": json.loads(found.to_json()), "layer": 1, "head": 2})
    parts = page.locator("ol > li > details")
    expect(parts).to_have_count(8)
    for index in range(8):
        if parts.nth(index).get_attribute("open") is None:
            parts.nth(index).locator("summary").first.click()
    looked_at = page.get_by_role("table", name="What the head looks at")
    heaviest = max(zip(found.head.pattern, found.pieces, strict=True))
    row = looked_at.get_by_role("row").filter(has_text=label(heaviest[1])).first
    expect(row).to_contain_text(f"{heaviest[0]:.1%}".replace("%", ""))
    neurons = page.get_by_role("table", name="The neurons that write most")
    expect(neurons.get_by_role("row").nth(1)).to_contain_text(str(found.neurons[0].index))
    expect(neurons.get_by_role("row").nth(1)).to_contain_text(label(found.neurons[0].towards[0].piece))
    query = page.get_by_role("slider", name="query of head 2")
    query.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    size = len(found.head.query)
    expect(query).to_have_attribute("aria-valuenow", str(size - 2))
    number = str(found.head.query[-2]).replace("-", "\u2212")
    expect(query).to_have_attribute("aria-valuetext", f"{size - 2}: {number}")
    page.get_by_text("The lines that compute it").nth(5).click()
    expect(page.get_by_text("self.down_proj(self.activation(gate) * value)")).to_be_visible()
    assert axe(page, "#here") == []


def test_layer_and_head_are_the_same_here_and_in_the_attention_beside_it(open_page) -> None:
    page = open_page(ROOM)
    section = page.locator("section.card", has=page.get_by_role("heading", name="One token, step by step"))
    section.scroll_into_view_if_needed()
    expect(section.get_by_text("Attention, head 0 of block 0")).to_be_visible()
    attention = page.locator("section.card", has=page.get_by_role("heading", name="Attention", exact=True))
    section.get_by_role("group", name="Layer", exact=True).get_by_role("radio", name="2").check(force=True)
    expect(section.get_by_text("Attention, head 0 of block 2")).to_be_visible()
    expect(attention.get_by_role("group", name="Layer", exact=True).get_by_role("radio", name="2")).to_be_checked()
    attention.get_by_role("group", name="Head", exact=True).get_by_role("radio", name="3").check(force=True)
    expect(section.get_by_text("Attention, head 3 of block 2")).to_be_visible()
    section.get_by_role("combobox", name="Token").select_option("2")
    rows = section.get_by_role("table", name="What the head looks at").get_by_role("row")
    expect(rows).to_have_count(1 + 3)
