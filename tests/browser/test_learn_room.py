"""The room Learn: a lesson is walked to its end, each step of each lesson draws, and each door leads where it says."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from llm_playground.course.lesson import Prediction, View
from llm_playground.course.lessons import lessons

PHONE = {"width": 390, "height": 800}
VIEWS = {
    block.address: lesson.name for lesson in lessons.values() for block in lesson.blocks if isinstance(block, View)
}


OPENING = "What it is about"  # the step with which a lesson begins has its title in the notebook


def title(page):
    return page.locator(".step h2")


def titled(lesson, step) -> str:
    return OPENING if step is lesson.steps[0] else step.title


def test_a_lesson_is_walked_to_its_end_and_progress_outlasts_a_reload(open_page, axe) -> None:
    lesson = lessons["base_and_instruct"]
    page = open_page("#/learn", viewport=PHONE)
    page.get_by_role("link", name=lesson.title).click()
    for at, step in enumerate(lesson.steps):
        expect(title(page)).to_contain_text(titled(lesson, step))
        for block in step.blocks:
            if not isinstance(block, Prediction):
                continue
            expect(page.locator(".code")).to_have_count(0)  # what comes out is not there yet
            if at == 1:
                assert axe(page) == []
            page.locator(".choices button").nth(block.right).click()
            expect(page.locator(".verdict")).to_be_focused()
            expect(page.locator(".verdict")).to_contain_text("That is what comes out")
            expect(page.locator(".code").first).to_be_visible()
            if at == 1:
                assert axe(page) == []
        if step is not lesson.steps[-1]:
            page.get_by_role("link", name="Next step").click()
    assert axe(page) == []
    for folded in page.locator(".help summary").all():
        folded.click()
    expect(page.locator(".help pre").last).to_contain_text("def preference_loss")
    assert axe(page) == []
    page.reload()
    expect(title(page)).to_contain_text(lesson.steps[-1].title)
    expect(page.get_by_role("link", name="Next lesson: The playground")).to_be_visible()
    page.get_by_role("link", name="All lessons").click()
    read = page.locator(".lessons li").filter(has_text=lesson.title)
    expect(read).to_contain_text(f"{len(lesson.steps)} of {len(lesson.steps)} steps read")
    page.get_by_role("link", name="Go on in lesson 4").click()
    expect(title(page)).to_contain_text(lesson.steps[-1].title)
    page.get_by_role("link", name="All lessons").click()
    page.get_by_role("button", name="Forget how far").click()
    expect(read).to_contain_text(f"0 of {len(lesson.steps)} steps read")
    expect(page.get_by_role("link", name="Begin with the first step")).to_be_visible()


def test_every_step_of_every_lesson_draws_and_fits_a_phone(open_page) -> None:
    page = open_page("#/learn", viewport=PHONE)
    for lesson in lessons.values():
        for number, step in enumerate(lesson.steps, start=1):
            page.evaluate("address => { location.hash = address }", f"#/learn?lesson={lesson.name}&step={number}")
            expect(page.locator(".step .eyebrow")).to_have_text(f"Step {number} of {len(lesson.steps)}")
            expect(title(page)).to_contain_text(titled(lesson, step))
            for button in page.locator(".choices li:first-child button").all():
                button.click()
            assert page.locator(".step .blocks > *").count() > 0
            assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], (lesson.name, step.title)


def test_the_step_that_is_shown_is_in_view_among_the_others_and_the_page_begins_at_its_top(open_page) -> None:
    lesson = lessons["architecture"]
    page = open_page(f"#/learn?lesson=architecture&step={len(lesson.steps)}", viewport={"width": 1280, "height": 720})
    expect(page.locator('.steps [aria-current="step"]')).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


def test_a_link_to_what_does_not_exist_is_told_and_the_first_is_shown(open_page) -> None:
    page = open_page("#/learn?lesson=tokenisation&step=2")
    expect(page.locator(".notice")).to_contain_text("“tokenisation”, which the course does not have")
    expect(page.get_by_role("heading", level=1)).to_contain_text(lessons["tokenization"].title)
    expect(title(page)).to_have_text(OPENING)
    page.evaluate("location.hash = '#/learn?lesson=generation&step=99'")
    expect(page.locator(".notice")).to_contain_text("asks for step 99")
    expect(page.get_by_role("heading", level=1)).to_contain_text(lessons["generation"].title)
    expect(title(page)).to_have_text(OPENING)


@pytest.mark.parametrize("lesson", lessons)
def test_the_doors_of_a_lesson_lead_to_rooms_that_take_all_they_are_given(lesson: str, open_page) -> None:
    page = open_page("#/learn")
    addresses = [block.address for block in lessons[lesson].blocks if isinstance(block, View)]
    assert addresses
    for address in addresses:
        page.evaluate("address => { location.hash = address }", address)
        room = address.removeprefix("#/").partition("?")[0]
        expect(page.locator(f".room-{room} h1")).to_be_visible()
        assert page.locator(".notice").all_inner_texts() == []
        expect(page.locator(".problem:visible")).to_have_count(0)
