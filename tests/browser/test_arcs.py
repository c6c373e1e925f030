"""Arcs over the text: where a token looks."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from tests.browser.test_views_alone import mount as mount  # a fixture

TEXT = "Once upon a time there was a girl named"
HIDDEN, FAINT = 0.0005, 0.02  # the least weights that are drawn, of the token that looks and of all tokens


def seen(model: str, text: str = TEXT, layer: int = 1, head: int = 0) -> dict:
    data = json.loads(lp.inspect(model, text, layer, head).to_json())
    return {name: data[name] for name in ("n_layer", "n_head", "encoding")} | data["attention"]


def widths(page, layer: str) -> list[float]:
    return page.locator(f".lp-arcs-{layer} path").evaluate_all(
        "all => all.map((each) => Number.parseFloat(each.style.getPropertyValue('--share')))"
    )


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-qwen"])
def test_arcs_are_as_wide_as_their_weights_and_one_that_is_pointed_at_is_told(mount, model: str) -> None:
    state = seen(model)
    pattern = state["patterns"][0]
    page = mount("attention", state)
    line, last = page.get_by_role("listbox", name="Token that looks"), len(pattern) - 1
    expect(page.locator(".lp-arcs-own path").first).to_be_attached()
    drawn = sorted(weight for weight in pattern[last] if weight >= HIDDEN)
    assert widths(page, "own") == pytest.approx([weight**0.5 for weight in drawn], abs=1e-4)
    faint = [weight for row in pattern for weight in row if weight >= FAINT]
    assert sorted(widths(page, "all")) == pytest.approx(sorted(weight**0.5 for weight in faint), abs=1e-4)
    written = page.locator(".lp-line-weights span").all_inner_texts()
    assert set(written) <= {f"{100 * weight:.1f}\u202f%" for weight in drawn}
    assert f"{100 * max(drawn):.1f}\u202f%" in written
    # The arc to a token comes down on its middle, where no other of the same token does.
    token, arcs = line.get_by_role("option").nth(3).bounding_box(), page.locator(".lp-arcs").bounding_box()
    page.mouse.move(token["x"] + token["width"] / 2, arcs["y"] + arcs["height"] - 6)
    expect(page.get_by_role("status")).to_contain_text(f"looks at 4 ␣time: {100 * pattern[last][3]:.1f}")
    expect(page.locator(".lp-line-weights .lp-lit")).to_have_text(f"{100 * pattern[last][3]:.1f}\u202f%")
    expect(page.locator(".lp-arc-lit")).to_have_count(1)
    assert page.locator(".lp-top .lp-lit").all_text_contents() == ["␣time"]
    expect(page.locator(".lp-arcs-own .lp-arc-rests")).to_have_count(1)


def test_keys_move_the_token_that_looks_and_enter_selects_it_everywhere(mount) -> None:
    page = mount("attention", seen("tiny-gpt2"), viewport={"width": 390, "height": 800})
    line = page.get_by_role("listbox", name="Token that looks")
    frame = page.locator(".lp-line")
    last, first = line.get_by_role("option").last, line.get_by_role("option").first
    expect(last).to_be_in_viewport(ratio=1)
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    last.focus()
    page.keyboard.press("ArrowLeft")
    weights = page.get_by_role("table", name="What the chosen token looks at")
    expect(weights.get_by_role("row").last).to_contain_text("1 token masked")
    expect(page.locator(".lp-arcs-own path")).to_have_count(8)
    assert page.evaluate("heard.length") == 0
    page.keyboard.press("Home")
    expect(first).to_be_in_viewport(ratio=1)
    expect(page.locator(".lp-arcs-own path")).to_have_count(1)
    page.keyboard.press("Enter")
    assert page.evaluate("heard.at(-1).position") == 0
    page.evaluate("model.set('position', 8)")
    expect(last).to_have_attribute("aria-selected", "true")
    expect(last).to_be_in_viewport(ratio=1)


def test_of_a_long_text_it_is_told_how_much_is_not_drawn(mount) -> None:
    state = seen("tiny-gpt2", "Once upon a time there was a girl named Lily. " * 20, 2)
    first = 150
    state |= {"first": first, "patterns": [[row[first:] for row in rows[first:]] for rows in state["patterns"]]}
    row = state["patterns"][0][-1]
    hidden, before = sum(weight for weight in row if weight < HIDDEN), 1 - sum(row)
    assert min(hidden, before) > 0.001
    page = mount("attention", state)
    expect(page.get_by_text("Not drawn: arcs under 0.05")).to_contain_text(f"together {100 * hidden:.1f}\u202f%")
    expect(page.get_by_text("Not drawn: arcs under 0.05")).to_contain_text(f"before these, together {100 * before:.1f}")
    expect(page.locator(".lp-arc-rests")).to_have_count(0)  # the first token of the text is not here
