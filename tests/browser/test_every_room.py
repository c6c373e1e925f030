"""What holds in each room: it fits into the window, and everybody can read it."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.actions import ROOMS
from tests.browser.text_sizes import fits, sizes_of_text

# What a finger is to meet on a phone, and is less than 28 pixels high; a term within a line of text is as high as it.
TOO_SMALL = """
  () => [...document.querySelectorAll("main :is(button, select, input, textarea, summary):not(.lp-term, .lp-view *)")]
    .filter((each) => each.checkVisibility())
    .map((each) => (each.matches("[type=radio], [type=file]") ? each.labels[0] : each))
    .filter((each) => each.getBoundingClientRect().height < 28)
    .map((each) => each.outerHTML)
"""


@pytest.mark.parametrize("room", ["", *map(str.lower, ROOMS)])
def test_it_fits_the_window_and_axe_finds_nothing(open_page, axe, room: str) -> None:
    page = open_page(f"#/{room}", viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if room in ("tokenize", "inside", "surprise"):
        expect(page.locator("[role=option]").first).to_be_visible()
    if room == "guess":
        expect(page.get_by_role("radio").first).to_be_visible()
    if room == "":
        expect(page.locator(".strip a.piece")).to_have_count(5)
    fits(page, 390)
    for folded in page.locator(".settings > summary").all():
        folded.click()
    assert page.evaluate(TOO_SMALL) == []
    fits(page, 1600)
    left = [page.locator(each).first.bounding_box()["x"] for each in (".brand", "main h1")]
    assert left[0] == pytest.approx(left[1], abs=1)
    page.set_viewport_size({"width": 1280, "height": 900})
    if room in ("playground", "generate", "arena", "compare"):
        if room == "playground":
            page.get_by_role("button", name="Compare with").click()
        if room == "compare":  # its third preset runs at once
            page.get_by_role("button", name="Training or template?").click()
            expect(page.locator('[data-status="done"]')).to_have_count(3)
        page.locator(".text-card .primary").click()
        expect(page.locator(".text-card .primary:not(.running)")).to_be_visible()
        if page.locator(".lp-tok").count():
            page.locator(".lp-tok").first.focus()
        if room == "arena":
            page.locator(".lp-lane-token").first.click()
            page.locator(".lane-row > summary").first.click()
    if room == "surprise":
        page.locator("[role=option]").nth(3).click()
    if room == "diff":
        page.get_by_role("button", name="Show two seeds").click()
        expect(page.locator(".lp-diff-facts")).to_be_visible()
    if room in ("tokenize", "inside", "surprise", "diff"):
        for summary in page.locator("summary:visible").all():
            summary.click()
    assert sizes_of_text(page) <= {"14px", "16px", "22px"}
    assert axe(page) == []
    if room in ("diff", "learn"):
        return  # nothing is typed here
    # The same while an answer to something else is awaited, which here never comes, and what is shown is out of date.
    page.route("**/api/**", lambda route: None)
    if room == "guess":
        page.get_by_role("button", name="New game").click()
    else:
        page.locator("input[type=text], textarea").first.fill("Another text")
    if room == "inside":
        page.locator(".primary").click()
    expect(page.locator(".asking" if room in ("", "tokenize", "inside", "guess") else ".stale").first).to_be_visible()
    assert axe(page, only=["color-contrast"]) == []
