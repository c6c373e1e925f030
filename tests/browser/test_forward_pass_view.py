"""The drawing of the whole model: every part opens to the numbers that Python computed, and the keyboard reaches it."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.plain.static_parts import label, percent
from tests.browser.actions import choose, read_on
from tests.browser.test_views_alone import mount as mount  # a fixture

TEXT = "Once upon a time, there was a little"
ROOM = "#/inside?prompt=Once+upon+a+time%2C+there+was+a+little"
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


def section(page, title: str):
    return page.locator("section.card", has=page.get_by_role("heading", name=title, exact=True))


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-qwen"])
def test_the_walk_leads_through_all_stops(open_page, model: str) -> None:
    page = open_page(f"{ROOM}&model={model}")
    expect(page.locator(".lp-drawing")).to_be_visible()
    page.get_by_role("button", name="Take the walk").click()
    bar = page.get_by_role("region", name="Walk through the model")
    sentences = set()
    for number in range(1, 24):
        expect(bar.get_by_role("heading")).to_contain_text(f"Stop {number} of 23")
        expect(bar).to_contain_text("Try:")
        sentences.add(bar.locator(".walk-text").inner_text())
        marked = page.locator(".lp-marked, .walk-marked")
        expect(marked).to_have_count(1)
        expect(marked).to_be_in_viewport()
        assert f"stop={number}" in page.url
        if number == 8:  # told by a sentence of its own where a model lacks it
            expect(bar).to_contain_text(
                "several heads read the same" if model == "tiny-qwen" else "keys and values of its own"
            )
        bar.focus()
        page.keyboard.press("ArrowRight")
    expect(bar).to_be_hidden()
    assert len(sentences) == 23
    assert "stop=" not in page.url
    expect(page.get_by_role("button", name="Take the walk")).to_be_focused()


def test_a_link_leads_to_a_stop_and_to_a_token_and_says_so_where_there_is_none(open_page) -> None:
    page = open_page(f"{ROOM}&model=tiny-gpt2&stop=10&token=3")
    bar = page.get_by_role("region", name="Walk through the model")
    expect(bar.get_by_role("heading")).to_contain_text("Stop 10 of 23 MLP")
    expect(page.get_by_role("table", name="The neurons that write most")).to_be_visible()
    tokens = page.get_by_role("listbox", name="Token that is followed through the model")
    expect(tokens.get_by_role("option", selected=True)).to_have_text("␣time")
    bar.get_by_role("button", name="Leave").click()
    expect(bar).to_be_hidden()
    page = open_page(f"{ROOM}&model=tiny-gpt2&stop=99&token=99")
    expect(page.get_by_text("This link asks for token 99, counted from 0, but the text has 9")).to_be_visible()
    expect(page.get_by_text("This link asks for stop 99 of the walk, which has 23")).to_be_visible()
    expect(page.locator(".lp-drawing")).to_be_visible()


def test_a_stop_stays_in_sight_while_what_stands_above_it_arrives(open_page) -> None:
    page = open_page(f"{ROOM}&model=tiny-gpt2&stop=18", viewport={"width": 390, "height": 844})
    expect(page.locator(".lp-drawing")).to_be_attached()
    for name in ("attention", "lens"):
        expect(page.locator(f"[data-section={name}] table").first).to_be_attached()
    expect(page.locator("[data-section=lens] h2")).to_be_in_viewport()
    page.mouse.wheel(0, -3000)  # whoever looks elsewhere is not brought back
    expect(page.locator("[data-section=lens] h2")).not_to_be_in_viewport()


def test_a_token_of_the_text_before_is_not_selected_in_a_shorter_one(open_page) -> None:
    page = open_page(f"{ROOM}&model=tiny-gpt2")
    tokens = page.get_by_role("listbox", name="Token that is followed through the model")
    expect(tokens.get_by_role("option")).to_have_count(9)
    page.route("**/api/forward-pass", lambda route: None)  # no answer: the drawing of the text before stays
    page.locator("textarea").first.fill("Once")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 token read")).to_be_visible()
    tokens.get_by_role("option").nth(5).click()
    assert "token=" not in page.url


def test_one_token_layer_and_head_are_selected_in_the_whole_room(open_page) -> None:
    page = open_page(f"{ROOM}&model=tiny-qwen")
    drawing = section(page, "The whole model, with the numbers of your text")
    tokens = drawing.get_by_role("listbox", name="Token that is followed through the model")
    tokens.get_by_role("option", name="3: space a").click()
    expect(tokens.get_by_role("option", selected=True)).to_have_text("␣a")
    expect(drawing.get_by_text("is token 3 of 9")).to_be_visible()
    assert "token=2" in page.url
    attention = section(page, "Attention")
    expect(attention.get_by_role("option", selected=True)).to_have_text("␣a")
    # A part of block 2 makes it the selected layer, with the arithmetic of this token in it.
    drawing.locator('[data-part="h.2.attention"]').click()
    looked_at = drawing.get_by_role("table", name="What the head looks at")
    expect(looked_at.get_by_role("row")).to_have_count(1 + 3)
    expect(attention.get_by_role("group", name="Layer", exact=True).get_by_role("radio", name="2")).to_be_checked()
    choose(attention.get_by_role("group", name="Head", exact=True).get_by_role("radio", name="3"))
    expect(drawing.get_by_text("Attention, head 3 of block 2")).to_be_visible()
    lens = section(page, "What would it say at each layer?")
    read_on(lens, lens.get_by_role("gridcell", selected=True).is_visible)
    expect(lens.get_by_role("gridcell", selected=True)).to_have_attribute("data-column", "2")
    attention.get_by_role("listbox").get_by_role("option").nth(4).click()
    expect(drawing.get_by_text("is token 5 of 9")).to_be_visible()
    expect(lens.get_by_role("gridcell", selected=True)).to_have_attribute("data-column", "4")
    expect(looked_at.get_by_role("row")).to_have_count(1 + 5)


def test_of_a_long_text_the_attention_says_what_is_not_drawn(mount) -> None:
    seen = json.loads(lp.inspect("tiny-gpt2", TEXT, 1).to_json())
    exact = seen["attention"]["patterns"][0][-1]
    cut = [[row[-4:] for row in rows[-4:]] for rows in seen["attention"]["patterns"]]
    shape = {name: seen[name] for name in ("n_layer", "n_head", "encoding")}
    page = mount("attention", shape | seen["attention"] | {"patterns": cut, "first": 5, "head": 0})
    expect(page.get_by_text("Of 9 tokens the last 4 are drawn here.")).to_be_visible()
    rows = page.get_by_role("table", name="What the chosen token looks at").get_by_role("row")
    expect(rows).to_have_count(1 + 1 + 4)
    expect(rows.nth(1)).to_contain_text("all 5 tokens before these")
    expect(rows.nth(1)).to_contain_text(f"{100 * sum(exact[:5]):.1f}")
    expect(rows.last).to_contain_text("␣little")
    page.get_by_role("listbox", name="Token that looks").get_by_role("option").first.click()
    assert page.evaluate("heard.at(-1).position") == 5
