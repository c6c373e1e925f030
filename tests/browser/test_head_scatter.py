"""All heads as points, and what the chosen one looks at: in the room, and as a view alone."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from tests.browser.actions import choose, read_on
from tests.browser.test_views_alone import TEXT, states
from tests.browser.test_views_alone import mount as mount  # a fixture
from tests.browser.text_sizes import fits


def test_a_point_stands_where_two_scores_say_and_the_keyboard_walks_from_one_to_the_next(mount) -> None:
    page = mount("head_scatter", states()["head_scatter"])
    found = lp.heads("tiny-qwen", TEXT)
    assert found.on_text is not None
    plot = page.get_by_role("listbox", name="All heads, by two scores")
    points = plot.get_by_role("option")
    expect(points).to_have_count(16)
    box, (x, y) = plot.bounding_box(), (found.on_text[name][2, 1] for name in ("previous", "first"))
    at = plot.get_by_role("option", name="Layer 2, head 1").bounding_box()
    assert (at["x"] - box["x"]) / box["width"] == pytest.approx(x, abs=0.01)
    assert (box["y"] + box["height"] - at["y"]) / box["height"] == pytest.approx(y, abs=0.01)
    named = [name for name in sum(found.picture.labels, ()) if name]
    expect(page.locator(".lp-chart-label")).to_have_count(len(named))
    chosen = plot.locator('[aria-selected="true"]')
    expect(chosen).to_have_attribute("tabindex", "0")
    chosen.focus()
    seen = set()
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"):
        for _ in range(5):
            page.keyboard.press(key)
            seen.add(page.locator(":focus").get_attribute("aria-label"))
    assert len(seen) > 5
    page.keyboard.press("Enter")
    layer, head = page.evaluate("[heard.at(-1).layer, heard.at(-1).head]")
    expect(chosen).to_have_attribute("aria-label", page.locator(":focus").get_attribute("aria-label"))
    expect(page.get_by_role("status")).to_contain_text(f"Layer {layer}, head {head}")
    page.get_by_role("combobox", name="Upwards").select_option("entropy")
    choose(page.get_by_label("random tokens, twice"))
    saved = page.evaluate("heard.at(-1)")
    assert (saved["y"], saved["on"]) == ("entropy", "repeated")
    expect(page.get_by_role("status")).to_contain_text(f"{found.on_repeated['entropy'][layer, head]:.2f} nats")
    page.get_by_text("All scores as a table").click()
    expect(page.get_by_role("row")).to_have_count(17)


def test_a_text_of_one_token_scores_no_head_and_the_axes_still_have_numbers(mount) -> None:
    page = mount("head_scatter", {"heads": json.loads(lp.heads("tiny-gpt2", "Once").picture.to_json()), "on": "text"})
    expect(page.get_by_text("16 heads are not drawn")).to_be_visible()
    expect(page.get_by_text("NaN")).to_have_count(0)


def test_induction_heads_are_found_and_pressed(mount) -> None:
    state = deepcopy(states()["head_scatter"])
    picture = state["heads"]
    for name in ("scores", "repeated"):
        picture[name]["repeated_induction"][2][3] = 0.87
    picture["repeated_labels"][2][3] = "induction"
    page = mount("head_scatter", state)
    expect(page.get_by_text("heads found: 1.")).to_be_visible()
    page.get_by_role("button", name="layer 2, head 3: 87.0\u202f%").click()
    assert page.evaluate("[heard.at(-1).layer, heard.at(-1).head]") == [2, 3]


def test_a_point_that_is_pressed_opens_its_head_everywhere(open_page) -> None:
    page = open_page("#/inside?model=tiny-qwen&prompt=The+dog+saw+the+cat,+and+the+dog")
    section = page.locator("section", has=page.get_by_role("heading", name="All heads in one picture"))
    read_on(section, section.get_by_role("heading", name="Layer 0, head 0: what it looks at").is_visible)
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    section.get_by_role("option", name="Layer 2, head 1").press("Enter")
    expect(section.get_by_role("heading", name="Layer 2, head 1: what it looks at")).to_be_visible()
    found = json.loads(lp.head_examples("tiny-qwen", 2, 1).to_json())
    expect(section.get_by_role("listitem")).to_have_count(sum(len(band["examples"]) for band in found["bands"]))
    assert "layer=2&head=1" in page.url
    assert asked.count("head-examples") == 1
    fits(page, 390)
