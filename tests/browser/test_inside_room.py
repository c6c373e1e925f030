"""Inside: one text on its way through the model."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from tests.browser.actions import choose, read_on
from tests.browser.text_sizes import fits


@pytest.mark.alone_too
def test_a_head_is_looked_at_and_another_one_chosen(open_page) -> None:
    page = open_page("#/inside")
    weights = page.get_by_role("table", name="What the chosen token looks at")
    expect(weights).to_be_visible()
    before = weights.inner_text()
    choose(page.get_by_role("group", name="Layer", exact=True).get_by_label("2"))
    expect(weights).not_to_have_text(before)
    expect(page.get_by_role("img", name=re.compile("layer 2, head 0"))).to_be_visible()
    assert "layer=2" in page.url
    expect(page.get_by_text("Layers and heads are counted from 0")).to_be_visible()
    first = page.get_by_role("listbox", name="Token that looks").get_by_role("option").first
    first.click()
    expect(weights.get_by_role("row").nth(1)).to_contain_text("100")
    expect(weights.get_by_role("row").last).to_contain_text("masked")


def test_of_heads_chosen_in_quick_succession_the_last_one_is_shown(open_page) -> None:
    page = open_page("#/inside")
    expect(page.get_by_role("table", name="What the chosen token looks at")).to_be_visible()
    heads = page.get_by_role("group", name="Head", exact=True)
    heads.evaluate("(group) => group.querySelectorAll('input').forEach((each) => each.click())")
    expect(page.get_by_role("img", name=re.compile("layer 0, head 3"))).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("Layer 0, head 3 is shown.")


def test_the_modules_are_a_tree_that_the_keyboard_walks(open_page) -> None:
    page = open_page("#/inside")
    tree = page.get_by_role("tree")
    expect(tree).to_be_visible()
    tree.get_by_role("treeitem").first.focus()
    page.keyboard.press("ArrowDown")
    expect(tree.get_by_role("treeitem").nth(1)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(tree.get_by_role("treeitem")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(tree.get_by_role("treeitem").nth(1)).to_be_visible()
    expect(tree.get_by_role("treeitem").first).to_contain_text("2,271,360")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_heat_of_a_head_follows_the_theme(open_page, motion: str) -> None:
    page = open_page("#/inside", color_scheme="light", reduced_motion=motion, allow=("willReadFrequently",))
    expect(page.get_by_role("table", name="What the chosen token looks at")).to_be_visible()
    corner = "[...document.querySelector('.lp-heat').getContext('2d').getImageData(9, 9, 1, 1).data].join()"
    light = page.evaluate(corner)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => {corner} !== light", arg=light)


def test_a_head_of_the_picture_of_all_opens_below_and_one_chosen_below_is_marked_there(open_page) -> None:
    page = open_page("#/inside?model=tiny-qwen&prompt=The+dog+saw+the+cat,+and+the+dog")
    page.locator("section[data-section=attention]").scroll_into_view_if_needed()
    grid = page.get_by_role("grid", name="All heads")
    expect(grid.get_by_role("gridcell")).to_have_count(16)
    expect(grid.get_by_role("columnheader", name="keys 1")).to_be_visible()
    grid.get_by_role("gridcell", name="Layer 3, head 2", exact=False).click()
    expect(page.get_by_role("img", name=re.compile("layer 3, head 2"))).to_be_visible()
    expect(grid.locator('[aria-selected="true"]')).to_have_attribute("aria-label", re.compile("Layer 3, head 2"))
    page.keyboard.press("ArrowUp")
    focused = grid.locator(":focus")
    expect(focused).to_have_attribute("aria-label", re.compile("Layer 2, head 2"))
    expect(page.get_by_role("group", name="The head pointed at or chosen")).to_contain_text("Layer 2, head 2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name=re.compile("layer 2, head 2"))).to_be_visible()
    choose(page.get_by_role("group", name="Head", exact=True).get_by_label("1"))
    expect(grid.locator('[aria-selected="true"]')).to_have_attribute("aria-label", re.compile("Layer 2, head 1"))
    assert "layer=2" in page.url
    assert "head=1" in page.url


@pytest.mark.alone_too
def test_a_part_that_is_pressed_is_switched_off_and_another_text_asks_again(open_page) -> None:
    page = open_page("#/inside?model=tiny-qwen&prompt=The+dog+saw+the+cat,+and+the+dog", allow=("422",))
    section = page.locator("section", has=page.get_by_role("heading", name="What if a part were missing?"))
    cells = section.get_by_role("gridcell")
    read_on(section, cells.first.is_visible)
    expect(cells).to_have_count(20)
    cells.last.click()
    likeliest = section.get_by_role("table", name="The likeliest next tokens with the part and without it")
    expect(section.get_by_role("heading", name="Without layer 3, MLP")).to_be_visible()
    expect(likeliest).to_be_visible()
    zero = [section.get_by_role("gridcell").last.inner_text(), likeliest.inner_text()]
    choose(section.get_by_label("mean"))
    expect(cells.last).not_to_have_text(zero[0])
    expect(likeliest).not_to_have_text(zero[1])
    assert all(each in page.url for each in ("part=h.3.mlp", "to=mean"))
    page.reload()
    read_on(section, section.get_by_role("heading", name="Without layer 3, MLP").is_visible)
    expect(section.get_by_label("mean")).to_be_checked()
    page.get_by_label("Text that the model reads").fill("word " * 80)
    page.get_by_role("button", name="Look inside").click()
    read_on(section, section.get_by_role("alert").first.is_visible)
    expect(section.get_by_role("alert").first).to_contain_text("at most 64")


def test_a_section_that_comes_near_while_the_page_is_busy_is_asked(open_page) -> None:
    page = open_page()
    # As a browser with much to do: what changed in half a second is told at once, the latest last.
    page.evaluate(
        """() => {
          const Real = IntersectionObserver;
          window.IntersectionObserver = class extends Real {
            constructor(tell, options) {
              let due = [];
              super((entries, self) => {
                if (due.length === 0) setTimeout(() => (tell(due, self), (due = [])), 500);
                due.push(...entries);
              }, options);
            }
          };
        }"""
    )
    page.evaluate("location.hash = '#/inside?model=tiny-qwen'")
    section = page.locator("section", has=page.get_by_role("heading", name="What if a part were missing?"))
    expect(page.get_by_role("table", name="What the chosen token looks at")).to_be_visible()
    read_on(section, section.get_by_role("gridcell").first.is_visible)


@pytest.mark.alone_too
def test_a_pair_of_prompts_is_patched_and_one_of_another_length_is_explained(open_page) -> None:
    page = open_page("#/inside?model=tiny-qwen", allow=("422",))
    section = page.locator("section", has=page.get_by_role("heading", name="What carries the difference"))
    read_on(section, section.get_by_text("Write a second prompt").first.is_visible)
    section.get_by_role("button", name="boy named").click()
    cells = section.get_by_role("gridcell")
    expect(cells).to_have_count(4 * 9)
    expect(page.get_by_label("Text that the model reads")).to_have_value("Once upon a time there was a girl named")
    expect(section.locator(".lp-differs")).to_have_text(["␣girl", "␣boy"])
    cells.last.hover()
    expect(section.get_by_role("status")).to_contain_text("Layer 3, token 9")
    expect(section.get_by_role("status")).to_contain_text("0\u202f% of the way")
    assert "source=" in page.url
    section.get_by_label("Second prompt, the source").fill("Once upon a time there was a very small boy named")
    expect(section.get_by_role("alert")).to_contain_text("both must have as many")
    expect(cells).to_have_count(0)
    section.get_by_label("Second prompt, the source").fill("Once upon a time there was a boy named")
    expect(cells).to_have_count(4 * 9)
    expect(section.get_by_role("alert")).to_be_hidden()


def test_of_a_model_that_only_transformers_knows_each_section_shows_or_says_why_not(open_page, served) -> None:
    page = open_page(f"#/inside?model={quote(served.foreign)}&prompt=the+robot&stop=3", allow=("422",))
    expect(page.get_by_text("The walk leads through the drawing, and of this model there is none.")).to_be_visible()
    assert "stop=" not in page.url
    expect(page.get_by_role("button", name="Take the walk")).to_be_hidden()
    refused = ("drawing", "attribution", "missing", "features", "graph", "costs", "quantization", "architectures")
    shown = dict.fromkeys(refused, "alert") | {"scatter": "listbox", "lens": "gridcell", "anatomy": "treeitem"}
    for name, role in shown.items():
        section = page.locator(f"section[data-section={name}]")
        read_on(section, section.get_by_role(role).first.is_visible)
        if role == "alert" and name != "architectures":  # whose models can be exchanged
            expect(section.locator(".lp-view").first).to_be_hidden()
    page.get_by_role("combobox", name="Model", exact=True).select_option("tiny-gpt2")
    expect(page.locator(".lp-drawing")).to_be_visible()
    expect(page.get_by_role("button", name="Take the walk")).to_be_visible()


def test_of_a_model_without_heads_the_anatomy_is_shown(open_page) -> None:
    page = open_page("#/", allow=("422",))
    refusal = {"code": "invalid_value", "message": "It has no attention heads.", "field": "model"}  # see `needs_heads`
    page.route("**/api/inspect", lambda route: route.fulfill(status=422, json={"error": refusal}))
    page.goto(f"{page.url.partition('#')[0]}#/inside?model=tiny-gpt2")
    expect(page.get_by_text("It has no attention heads.")).to_be_visible()
    expect(page.get_by_role("tree")).to_be_visible()
    expect(page.locator("section[data-section]:visible")).to_have_count(1)
    page.unroute("**/api/inspect")
    page.get_by_role("button", name="Look inside").click()
    expect(page.locator(".lp-drawing")).to_be_visible()


def test_a_model_of_many_parts_is_asked_about_them_only_when_somebody_wants_it(new_page, served) -> None:
    page = new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    def fewer(route) -> None:
        source = route.fetch().text()
        assert "UNASKED = 100;" in source
        route.fulfill(body=source.replace("UNASKED = 100;", "UNASKED = 19;"), content_type="text/javascript")

    page.route("**/rooms/inside/effects.js", fewer)
    page.goto(f"{served.url}#/inside?model=tiny-qwen&prompt=The+dog")
    section = page.locator("section", has=page.get_by_role("heading", name="What if a part were missing?"))
    button = section.get_by_role("button", name="Switch off all 20 parts")
    button.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert not any(url.endswith("/ablation-map") for url in asked)
    button.click()
    expect(section.get_by_role("gridcell")).to_have_count(20)
    expect(button).to_be_hidden()


def test_the_costs_of_the_next_token_and_two_models_side_by_side(open_page) -> None:
    page = open_page("#/inside?model=tiny-qwen&prompt=The+dog+saw+the+cat,+and+the+dog")
    costs = page.locator("section", has=page.get_by_role("heading", name="What does a token cost?"))
    found = lp.costs("tiny-qwen")
    work = costs.get_by_role("table", name="What is done for the next token")
    read_on(costs, work.is_visible)
    expect(work.get_by_role("row", name="attention: scores")).to_contain_text(f"{8 * found.cached_numbers:,}")
    expect(costs.get_by_text("27.6\u202fkB")).to_be_visible()
    choose(costs.get_by_label("2 bytes"))
    expect(costs.get_by_text("13.8\u202fkB")).to_be_visible()
    both = page.locator("section", has=page.get_by_role("heading", name="Two models side by side"))
    norms = both.get_by_role("row", name=re.compile("^norm R|^norm L"))
    read_on(both, norms.is_visible)
    expect(norms).to_contain_text("RMSNorm")
    both.get_by_role("combobox", name="Beside it").select_option("qwen")
    expect(both).to_contain_text("2 of 7 parts")
    both.get_by_role("combobox", name="One model").select_option("gpt2")
    expect(both.get_by_role("row", name=re.compile("^parameters"))).to_contain_text("124,439,808")
    fits(page, 390)
