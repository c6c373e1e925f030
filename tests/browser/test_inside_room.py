"""Inside: one text on its way through the model."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect


def test_a_head_is_looked_at_and_another_one_chosen(open_page) -> None:
    page = open_page("#/inside")
    weights = page.get_by_role("table", name="What the chosen token looks at")
    expect(weights).to_be_visible()
    before = weights.inner_text()
    page.get_by_role("group", name="Layer").get_by_label("2").check(force=True)
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
    heads = page.get_by_role("group", name="Head")
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
