"""Preference training as a view: what came of it, the measures at each look, and a pair with its answers."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.test_views_alone import mount as mount  # a fixture
from tests.browser.text_sizes import fits
from tests.training.small_runs import preferred


def test_each_look_can_be_read_and_what_came_of_it_is_said_first(mount, axe) -> None:
    found = preferred("Who are you?")
    page = mount("preference", {"preference": json.loads(found.to_json()), "look": None})
    expect(page.get_by_text("of 3 greedy answers are right")).to_be_visible()
    last = found.points[-1]
    change = round(last.chosen, 2) + 0.0  # which is no -0.0
    changed = f"chosen answers has changed by {change:+.2f}".replace("-", "\u2212")
    expect(page.get_by_role("status").filter(has_text=changed)).to_be_visible()
    for name, value in (("The loss", f"{last.loss:.3f}"), ("Margin", f"{last.margin:.2f}".replace("-", "\u2212"))):
        assert value in page.get_by_role("slider", name=name).get_attribute("aria-valuetext")
    page.get_by_role("slider", name="After how many steps").press("Home")
    assert page.evaluate("heard.at(-1).look") == 0
    expect(page.get_by_role("status").filter(has_text="Before the first step")).to_be_visible()
    expect(page.locator("dd")).to_have_text(found.points[0].answers[0])
    expect(page.get_by_role("row", name=f"Rejected {found.start.example.rejected}")).to_be_visible()
    page.get_by_text("All answers as a table").click()
    expect(page.get_by_role("table", name="tiny-qwen-chat as it is trained").get_by_role("row")).to_have_count(4)
    assert axe(page, "#here") == []
    page.set_viewport_size({"width": 390, "height": 800})
    fits(page, 390)
