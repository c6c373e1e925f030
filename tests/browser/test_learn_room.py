"""The room Learn: a lesson is walked to its end, each step of each lesson draws, each door leads where it says, and the
quiz before and after is answered and handed in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Page, expect

from llm_playground import course
from llm_playground.course.lesson import Prediction, Task, View
from llm_playground.course.lessons import lessons
from llm_playground.course.progress import place
from llm_playground.course.questions import IN_ORDER, item_of
from llm_playground.course.quizzing import FORMS

PHONE = {"width": 390, "height": 800}
VIEWS = {
    block.address: lesson.name for lesson in lessons.values() for block in lesson.blocks if isinstance(block, View)
}


OPENING = "What it is about"  # the step with which a lesson begins has its title in the notebook


def title(page):
    return page.locator(".step h2")


def titled(lesson, step) -> str:
    return OPENING if step is lesson.steps[0] else step.title


@pytest.fixture
def one_solved() -> Iterator[str]:
    """An exercise that was solved on this machine, in Python."""
    place().unlink(missing_ok=True)
    course.check("preference_loss", course.exercises["preference_loss"].solution_function)
    yield "preference_loss"
    place().unlink()


def test_a_lesson_is_walked_to_its_end_and_progress_outlasts_a_reload(open_page, axe, one_solved) -> None:
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
    expect(page.locator(".help pre").last).to_contain_text(f"def {one_solved}")
    expect(page.locator(".solved")).to_contain_text("You have solved it")
    assert axe(page) == []
    page.reload()
    expect(title(page)).to_contain_text(lesson.steps[-1].title)
    expect(page.get_by_role("link", name="Next lesson: The playground")).to_be_visible()
    page.get_by_role("link", name="All lessons").click()
    read = page.locator(".lessons li").filter(has_text=lesson.title)
    tasks = sum(isinstance(block, Task) for block in lesson.blocks)
    told = f"{len(lesson.steps)} of {len(lesson.steps)} steps read, 1 of {tasks} exercises solved"
    expect(read).to_contain_text(told)
    page.get_by_role("link", name="Go on in lesson 4").click()
    expect(title(page)).to_contain_text(lesson.steps[-1].title)
    page.get_by_role("link", name="All lessons").click()
    page.get_by_role("button", name="Forget how far").click()
    expect(read).to_contain_text(f"0 of {len(lesson.steps)} steps read")
    expect(page.get_by_role("link", name="Begin with the first step")).to_be_visible()


def answer(page: Page, number: int, form: str, is_right: bool) -> None:
    """Answer the question that is shown."""
    item = item_of(IN_ORDER[number - 1], FORMS.index(form))
    expect(page.locator(".step .eyebrow")).to_have_text(f"Question {number} of 10")
    expect(page.locator(".told")).to_have_count(0)  # what is right is not there yet
    choice = item.choices[0 if is_right else 2]
    page.locator(".quiz-choices label").get_by_text(choice.text, exact=True).click()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".verdict")).to_be_focused()
    expect(page.locator(".verdict")).to_have_text("Right." if is_right else "Not right.")
    expect(page.locator(".told")).to_contain_text(choice.why)


def answered(page: Page, form: str, known: int) -> None:
    """As if all questions but the last had been answered: the first few rightly, the others with a mistake."""
    kept = {
        name: "right" if at < known else item_of(name, FORMS.index(form)).choices[1].mistake
        for at, name in enumerate(IN_ORDER[:-1])
    }
    page.evaluate(
        "([form, kept]) => localStorage.setItem('quiz', "
        "JSON.stringify({ ...JSON.parse(localStorage.getItem('quiz') ?? '{}'), [form]: kept }))",
        [form, kept],
    )


def test_the_quiz_before_a_lesson_and_the_quiz_after_it_are_compared_and_handed_in(open_page, axe, tmp_path) -> None:
    page = open_page("#/learn", viewport=PHONE, allow=("status of 422",))
    page.get_by_role("link", name="What do you know already?").click()
    answer(page, 1, "pre", is_right=True)
    assert axe(page) == []
    page.get_by_role("link", name="Next question").click()
    answer(page, 2, "pre", is_right=False)
    page.reload()  # what was answered is kept
    expect(page.locator(".verdict")).to_have_text("Not right.")
    answered(page, "pre", known=3)
    page.evaluate("location.hash = '#/learn?quiz=pre'")
    answer(page, 10, "pre", is_right=True)
    page.get_by_role("link", name="To the result").click()
    expect(title(page)).to_have_text("4 of 10 right")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    wrong = page.locator(".quiz-mistake").first
    expect(wrong).to_contain_text(item_of(IN_ORDER[3], 0).choices[1].why)
    wrong.get_by_role("link").click()
    expect(title(page)).to_have_text("2.3 Queries, keys and values")

    page.evaluate(f"location.hash = '#/learn?lesson=playground&step={len(lessons['playground'].steps)}'")
    answered(page, "post", known=6)
    page.get_by_role("link", name="What have you learned?").click()
    answer(page, 10, "post", is_right=True)
    page.get_by_role("link", name="To the result").click()
    expect(title(page)).to_have_text("7 of 10 right")
    expect(page.locator(".step")).to_contain_text("Before the course 4 of 10 were right, after it 7.")
    expect(page.locator(".step")).to_contain_text("you know 50.0\u202f% now")
    expect(page.locator(".quiz-result tbody tr").nth(4)).to_have_text(re.compile("residual stream.*wrong.*right"))
    assert axe(page) == []

    page.get_by_role("button", name="Save the file").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    expect(page.locator(".field-problem")).to_contain_text("the name of whoever hands in")
    page.get_by_label("Your name").fill("Ada Lovelace")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the file").click()
    assert saved.value.suggested_filename == "Ada-Lovelace.json"
    saved.value.save_as(tmp_path / "Ada-Lovelace.json")
    report = course.report(tmp_path)
    assert report.unreadable == {}
    assert [each.learner for each in report.learners] == ["Ada Lovelace"]
    assert report.learners[0].gain == pytest.approx(0.5)

    page.get_by_role("button", name="Answer all of it again").click()
    expect(page.locator(".step .eyebrow")).to_have_text("Question 1 of 10")
    page.get_by_role("link", name="All lessons").click()
    entries = page.get_by_role("list", name="The quiz, before and after").get_by_role("listitem")
    expect(entries.first).to_contain_text("4 of 10 right")
    expect(entries.last).to_contain_text("0 of 10 answered")


def test_a_question_is_answered_from_the_keyboard_and_a_server_that_is_gone_is_told(open_page) -> None:
    page = open_page("#/learn?quiz=pre&question=2", allow=("Failed to load resource",))
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    page.route("**/api/quiz/answer", lambda route: route.abort())
    page.keyboard.press("Enter")
    expect(page.locator(".step .problem")).to_contain_text("server")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()


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
    page.evaluate("location.hash = '#/learn?quiz=post&question=11'")
    expect(page.locator(".notice")).to_contain_text("asks for question 11")
    expect(page.locator(".step .eyebrow")).to_have_text("Question 1 of 10")
    page.evaluate("location.hash = '#/learn?quiz=middle'")
    expect(page.locator(".notice")).to_contain_text("“middle”")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you know already?")


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
