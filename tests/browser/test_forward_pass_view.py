"""The drawing of the whole model: every part opens to the numbers that Python computed, and the keyboard reaches it."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.plain.static_parts import label, percent
from tests.browser.test_views_alone import mount as mount  # a fixture

TEXT = "Once upon a time, there was a little"
PARTS = ("ln_1", "attention", "attn_out", "ln_2", "mlp", "mlp_out")


def drawn(model: str, **more) -> dict:
    arithmetic = lp.workings(model, TEXT, layer=1, head=2)
    state = {"workings": json.loads(arithmetic.to_json()), "layer": 1, "head": 2}
    return {"forward_pass": json.loads(lp.forward_pass(model, TEXT).to_json())} | state | more


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-qwen"])
def test_every_part_opens_to_its_numbers(mount, axe, model: str) -> None:
    found, whole = lp.workings(model, TEXT, layer=1, head=2), lp.forward_pass(model, TEXT)
    page = mount("forward_pass", drawn(model))
    for part in ("embedding", *(f"h.1.{kind}" for kind in PARTS), "ln_f", "logits"):
        button = page.locator(f'[data-part="{part}"]')
        button.click()
        expect(button).to_have_attribute("aria-expanded", "true")
        expect(page.locator(f'[data-opened="{part.removeprefix("h.1.")}"]')).to_be_visible()
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
    expect(query).to_have_attribute("aria-valuetext", f"{size - 2}: {found.head.query[-2]}".replace("-", "\u2212"))
    page.locator('[data-opened="mlp"]').get_by_text("The lines that compute it").click()
    expect(page.get_by_text("self.down_proj(self.activation(gate) * value)")).to_be_visible()
    assert axe(page, "#here") == []
    # Beside the line: what the model would say at each place, in the drawing and as a table.
    for place in whole.places:
        beside = page.locator(f'[data-place="{place.name}"]')
        expect(beside.locator(".lp-chip")).to_have_text(label(place.likeliest.piece))
        assert beside.locator(".lp-answer").count() == (place.likeliest.id == whole.next.candidates[0].id)
    page.get_by_text("The stream at each place, as a table").click()
    rows = page.get_by_role("table", name="The stream at each place").get_by_role("row")
    expect(rows).to_have_count(1 + len(whole.places))
    expect(rows.last).to_contain_text(percent(whole.next.candidates[0].probability).replace(" ", "\u202f"))


def test_tokens_heads_and_parts_are_chosen_by_the_keyboard(mount) -> None:
    page = mount("forward_pass", drawn("tiny-gpt2"))
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_have_text("␣little")
    chosen.focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("heard.length") == 0, "moving is not choosing: it would be asked for"
    page.keyboard.press("Enter")
    assert page.evaluate("heard.at(-1).position") == 7
    first = page.locator('.lp-drawing [tabindex="0"]').first
    first.focus()
    for _ in range(4):  # embedding, block 0, its norm, attention, head 0
        page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_attribute("data-head", "0.0")
    page.keyboard.press("Enter")
    assert page.evaluate("[heard.at(-1).layer, heard.at(-1).head]") == [0, 0]
    expect(page.locator(":focus")).to_have_attribute("aria-pressed", "true")
    expect(page.locator('[data-layer="0"]')).to_have_class("lp-block lp-selected")
    # A part of another block makes that block the selected one, and its numbers are waited for.
    page.locator('[data-part="h.2.mlp"]').focus()
    page.keyboard.press("Enter")
    assert page.evaluate("[heard.at(-1).layer, heard.at(-1).opened]") == [2, ["mlp"]]
    expect(page.get_by_role("status")).to_have_text("Computing …")


def test_a_number_under_the_pointer_is_told_exactly(mount) -> None:
    page = mount("forward_pass", drawn("tiny-gpt2"))
    numbers = lp.forward_pass("tiny-gpt2", TEXT).places[0].stream.numbers
    assert numbers is not None
    bar = page.locator('[data-place="h.0.resid_pre"] .lp-colour-bar')
    box = bar.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 10.5 / len(numbers), box["y"] + box["height"] / 2)
    expect(bar.locator(".lp-colour-told")).to_have_text(f"10: {numbers[10]}".replace("-", "\u2212"))


def test_a_model_of_many_blocks_is_folded_but_for_the_selected_one(mount) -> None:
    state = drawn("tiny-gpt2")
    whole = state["forward_pass"]
    for name in ("attention", "mlp"):
        whole[name] *= 3
    whole["places"] = [*whole["places"][:-1] * 3, whole["places"][-1]]
    page = mount("forward_pass", state | {"forward_pass": whole | {"n_layer": 12}})
    expect(page.locator(".lp-block")).to_have_count(12)
    expect(page.locator(".lp-folded")).to_have_count(11)
    expect(page.locator('[data-part="h.1.mlp"]')).to_be_visible()
    page.locator('[data-fold="7"]').click()
    expect(page.locator('[data-fold="7"]')).to_be_focused()
    expect(page.locator(".lp-folded")).to_have_count(10)
    page.evaluate("model.set('layer', 9)")
    expect(page.locator('[data-part="h.9.mlp"]')).to_be_visible()
    expect(page.locator('[data-part="h.7.mlp"]')).to_be_visible()
