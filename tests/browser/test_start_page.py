"""The start page, and what the header offers in each room."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.actions import ROOMS, wait_for


def test_the_theme_is_chosen_and_kept(open_page) -> None:
    page = open_page("", color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    button = page.get_by_role("button", name="Theme")
    button.click()
    button.click()
    expect(button).to_contain_text("dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    assert page.evaluate(ground) == dark


def test_every_room_is_reached_by_keyboard_and_says_its_name(open_page) -> None:
    page = open_page("")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for room in ROOMS:
        page.locator(".top nav").get_by_role("link", name=room).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name=room)).to_be_visible()
        expect(page).to_have_title(f"{room} · LLM Playground")
        expect(page.locator("#main")).to_be_focused()


def test_what_changes_in_the_moment_a_door_is_taken_does_not_lead_back(open_page) -> None:
    page = open_page("#/generate")
    expect(page.get_by_role("spinbutton", name="Top-p")).to_be_visible()
    page.evaluate("""() => {
        document.querySelector('.top nav a[data-room="playground"]').click();
        const slider = document.querySelector('input[type="range"]');
        slider.value = slider.min;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        slider.dispatchEvent(new Event("change", { bubbles: true }));
    }""")
    expect(page.get_by_role("heading", level=1, name="Playground")).to_be_visible()
    assert "#/playground" in page.url


def test_a_door_that_is_taken_before_the_catalog_is_there_leads_to_the_content_too(new_page, served) -> None:
    page, held = new_page(), []
    page.route("**/api/catalog", lambda route: held.append(route))
    page.goto(served.url)
    page.locator(".top nav").get_by_role("link", name="Tokenize").press("Enter")
    page.wait_for_url("**/#/tokenize")
    held[0].continue_()
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_start_shows_its_five_pieces_before_the_numbers_come_and_nothing_jumps(open_page, width: int) -> None:
    page = open_page("", viewport={"width": width, "height": 900})
    places = (
        "() => [...document.querySelectorAll('.strip li')]"
        ".map((li) => { const { y, height } = li.getBoundingClientRect(); return [y + scrollY, height]; })"
    )
    expect(page.locator(".strip a.piece")).to_have_count(5)
    expect(page.locator(".strip .lp-arcs-own path")).to_have_count(9)  # from the last token to each, itself too
    whole = ".column .lp-chip"  # no token is shortened: where they are too wide they stand on end
    assert all(page.locator(whole).evaluate_all("all => all.map((each) => each.scrollWidth <= each.clientWidth)"))
    titles, then = page.locator(".piece > b").all_inner_texts(), page.evaluate(places)
    page.route("**/api/inspect", lambda route: None)  # the model never comes
    page.reload()
    expect(page.locator(".strip a.piece")).to_have_count(1)
    expect(page.get_by_text("Waiting for the model")).to_be_visible()
    assert page.locator(".piece > b").all_inner_texts() == titles
    assert page.evaluate(places) == [pytest.approx(place, abs=1) for place in then]


def test_the_start_leads_to_a_text(open_page) -> None:
    page = open_page("")
    beginning = page.get_by_label("The beginning of a text")
    beginning.fill("One day, a fox" + " and a fox" * 6)
    expect(page.get_by_text("Here are the last 14.")).to_be_visible()
    beginning.fill("One day, a fox")
    expect(page.get_by_text("Your text is 5 tokens.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Playground")).to_be_visible()
    wait_for(page, "done")
    expect(page.locator(".lp-given")).to_have_text("One day, a fox")
