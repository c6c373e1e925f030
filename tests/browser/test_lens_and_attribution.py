"""What the model would say at each layer, and what wrote a logit: in the room, and as views alone."""

from __future__ import annotations

import json
import re

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.plain.static_parts import label
from tests.browser.actions import choose, read_on
from tests.browser.test_views_alone import mount as mount  # a fixture
from tests.browser.text_sizes import fits

TEXT = "Once upon a time, there was a little"
ROOM = "#/inside?model=tiny-gpt2&prompt=Once+upon+a+time%2C+there+was+a+little"


def grid(**more) -> dict:
    return json.loads(lp.lens("tiny-gpt2", TEXT).grid().to_json()) | more


def parts(**more) -> dict:
    return json.loads(lp.attribution("tiny-gpt2", TEXT, **more).to_json())


def section(page, title: str):
    return page.locator("section.card", has=page.get_by_role("heading", name=title))


def test_the_grid_says_what_comes_first_and_the_keyboard_walks_it(mount, axe) -> None:
    page = mount("lens", {"grid": grid(), "kind": "logit"})
    lens = lp.lens("tiny-gpt2", TEXT)
    cells = page.get_by_role("grid").get_by_role("gridcell")
    expect(cells).to_have_count(5 * len(lens.encoding.ids))
    last = lens.stage(lens.n_layer, len(lens.encoding.ids) - 1, 5)
    told = page.get_by_role("group", name="The chosen place")
    expect(told.get_by_role("row").nth(1)).to_contain_text(label(last.candidates[0].piece))
    expect(told).to_contain_text(f"{last.entropy:.2f} nats")
    chosen = page.locator("[role=gridcell][aria-selected=true]")
    chosen.focus()
    page.keyboard.press("ArrowUp")
    expect(told).to_contain_text("Before block 3, after token 9")
    page.keyboard.press("ArrowLeft")
    expect(told).to_contain_text("Before block 3, after token 8")
    expect(page.locator(":focus")).to_have_attribute("aria-selected", "true")
    before = lens.stage(3, 7, 1).candidates[0]
    expect(page.locator(":focus")).to_have_text(label(before.piece))
    ranks = told.get_by_role("table", name="How undecided").get_by_role("row")
    ranks_of_answer = lens.rank_of(int(lens.top.ids[-1, 7]))[:, 7]
    expect(ranks.nth(1)).to_contain_text(f"{ranks_of_answer[0]:,}")
    page.get_by_text("All places as a table").click()
    table = page.get_by_role("table", name="The most likely next token at each layer")
    expect(table.get_by_role("row")).to_have_count(6)
    expect(table.get_by_role("row").last).to_contain_text(label(last.candidates[0].piece))
    assert axe(page, "#here") == []


def test_a_cell_under_the_pointer_is_told_of_until_the_pointer_leaves(mount) -> None:
    page = mount("lens", {"grid": grid(), "kind": "logit"})
    told = page.get_by_role("group", name="The chosen place")
    page.locator('[data-row="0"][data-column="2"]').hover()
    expect(told).to_contain_text("Before block 0, after token 3")
    expect(told).to_contain_text("comes next in the text")
    page.mouse.move(2, 2)
    expect(told).to_contain_text("The model itself, after token 9")
    page.locator('[data-row="2"][data-column="4"]').click()
    page.mouse.move(2, 2)
    expect(told).to_contain_text("Before block 2, after token 5")


def test_another_lens_is_asked_for_and_one_that_is_missing_says_so(mount) -> None:
    page = mount("lens", {"grid": grid(offered=["logit", "linear"]), "kind": "logit"})
    expect(page.get_by_text("What if the model stopped here?")).to_be_visible()
    choose(page.get_by_role("radio", name="Linear reader"))
    assert page.evaluate("heard.at(-1).kind") == "linear"
    expect(page.get_by_text("What could a linear reader know here?")).to_be_visible()
    expect(page.get_by_text("Looking through this lens")).to_be_visible()
    expect(page.get_by_role("grid")).to_be_hidden()
    choose(page.get_by_role("radio", name="Jacobian lens"))
    expect(page.get_by_text("has to be fitted to texts first, and none comes with tiny-gpt2")).to_be_visible()
    choose(page.get_by_role("radio", name="Logit lens"))
    expect(page.get_by_role("grid")).to_be_visible()


def test_a_strip_is_coloured_by_the_definition_that_is_chosen_and_goes_on_as_far_as_is_wanted(mount) -> None:
    found = lp.commitment("tiny-gpt2", "The dog saw the cat", 4)
    state = {"strip": json.loads(found.to_json()), "definition": "first_and_stays", "max_new_tokens": 4}
    page = mount("commitment", state)
    tokens = page.get_by_role("listbox").get_by_role("option")
    expect(tokens).to_have_count(len(found.pieces))
    for definition, title in (("first_and_stays", "first, and stays"), ("above_half", "above 50\u202f%, and stays")):
        choose(page.get_by_role("radio", name=title))
        assert page.evaluate("heard.at(-1)?.definition ?? 'first_and_stays'") == definition
        layers = found.layers[definition]
        marks = ["×" if layer is None else "last" if layer == 4 else str(layer) for layer in layers]
        assert tokens.locator("small").all_inner_texts() == marks
        early = sum(layer not in (None, 4) for layer in layers[-4:])
        expect(page.get_by_text(f"Of 4 generated tokens of the text, {early} ")).to_be_visible()
    tokens.first.focus()
    page.keyboard.press("End")
    expect(page.get_by_role("status")).to_contain_text(f"Token {len(found.ids)}")
    page.get_by_role("combobox", name="The model goes on").select_option("12")
    assert page.evaluate("heard.at(-1).max_new_tokens") == 12
    page.get_by_text("All definitions as a table").click()
    expect(page.get_by_role("row")).to_have_count(1 + len(found.pieces))


def test_what_is_left_out_of_a_grid_is_said(mount) -> None:
    folded = grid(n_layer=40, layers=[0, 10, 20, 30, 40], n_token=200, first=191)
    page = mount("lens", {"grid": folded, "kind": "logit"})
    expect(page.get_by_text("The last 9 of 200 tokens are shown. 4 of 40 blocks are shown.")).to_be_visible()
    expect(page.get_by_role("columnheader").nth(1)).to_contain_text("192")


def test_the_parts_of_a_logit_are_told_and_a_block_opens(mount, axe) -> None:
    found = lp.attribution("tiny-gpt2", TEXT)
    page = mount("attribution", {"attribution": parts(), "token": found.token.id, "against": None})
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(1 + 2 + 4 + 1 + 1)
    expect(rows.last).to_contain_text(f"+{found.logit:.3f}")
    block = page.get_by_role("button", name="block 3")
    expect(page.get_by_role("row", name="block 3")).to_contain_text(
        f"{sum(value for name, value in found.parts.items() if name.startswith('h.3')):+.3f}"
    )
    block.focus()
    page.keyboard.press("Enter")
    expect(block).to_be_focused()
    expect(block).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("row", name="MLP")).to_contain_text(f"{found.parts['h.3.mlp']:+.3f}".replace("-", "\u2212"))
    choose(page.get_by_role("radio", name="by size"))
    largest = max(found.parts.values(), key=abs)
    expect(rows.nth(1)).to_contain_text(f"{largest:+.3f}".replace("-", "\u2212"))
    page.get_by_role("button", name="smaller parts").click()
    expect(rows).to_have_count(1 + len(found.parts) + 1)
    assert axe(page, "#here") == []
    page.get_by_label("after token").select_option(index=3)
    saved = page.evaluate("heard.at(-1)")
    assert (saved["position"], saved["token"], saved["against"]) == (3, None, None)
    page.get_by_label("less the logit of").select_option(index=2)
    assert page.evaluate("heard.at(-1).against") == [each.id for each in found.likeliest if each != found.token][1]


def test_both_are_asked_for_when_they_come_near_and_follow_the_text(open_page) -> None:
    page = open_page(ROOM, viewport={"width": 1280, "height": 500}, allow=("429",))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    expect(page.get_by_role("table", name="What the chosen token looks at")).to_be_visible()
    assert "attribution" not in asked, "nothing large goes to the page unasked"
    lens, logit = section(page, "What would it say"), section(page, "Who wrote")
    read_on(lens, lens.get_by_role("gridcell").last.is_visible)
    read_on(lens.locator(".within"), lens.get_by_text("generated tokens of the text").is_visible)
    with page.expect_response("**/api/commitment") as strip, page.expect_response("**/api/lens") as answer:
        choose(lens.get_by_role("radio", name="Jacobian lens"))
    assert [each.value.json()["kind"] for each in (answer, strip)] == ["jacobian"] * 2
    read_on(logit, logit.get_by_role("row").last.is_visible)
    expect(logit.get_by_role("row").last).to_contain_text("all parts together")
    with page.expect_response("**/api/attribution") as answer:
        logit.get_by_label("less the logit of").select_option(index=1)
    expect(logit).to_contain_text(re.compile("less that of"))
    with page.expect_response(lambda response: response.url.endswith("/attribution") and response.ok) as earlier:
        logit.get_by_label("after token").select_option(index=1)
    assert earlier.value.json() == parts(position=1)
    expect(logit).to_contain_text("after token 2")
    with page.expect_response("**/api/attribution") as answer:
        logit.get_by_label("less the logit of").select_option(index=1)
    assert answer.value.json()["against"] is not None
    with page.expect_response("**/api/attribution") as answer:
        page.get_by_label("Text that the model reads").fill("The dog saw")
        page.locator(".primary").click()
        read_on(logit, answer.is_done)
    found = answer.value.json()
    assert (found["against"], found["encoding"]["text"]) == (None, "The dog saw")
    expect(logit).not_to_contain_text(re.compile("less that of"))
    refusal = {"error": {"code": "too_busy", "message": "Busy.", "field": None}}
    page.route("**/api/lens", lambda route: route.fulfill(status=429, json=refusal))
    choose(lens.get_by_role("radio", name="Logit lens"))
    expect(lens.get_by_role("alert")).to_have_text("Busy.")
    page.unroute("**/api/lens")
    page.locator(".primary").click()
    read_on(lens, lens.get_by_role("gridcell").last.is_visible)
    expect(lens.get_by_role("alert")).to_be_hidden()
    fits(page, 390)
