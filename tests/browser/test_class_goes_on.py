"""A class goes on: over a server that is started anew in the middle of it, and for a laptop that slept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Page, expect

from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF
from llm_playground.records.reading import read
from llm_playground.web.classroom.classroom import Classroom, Plan
from llm_playground.web.classroom.routes import STOPPED
from tests.browser.actions import LONG, generate, tokens, wait_for
from tests.browser.conftest import serving
from tests.line import Line
from tests.passes import Passes, counted

SHORT = "#/playground?model=tiny-gpt2&strategy=greedy&max_new_tokens=4&prompt=Once"


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.close()


@pytest.fixture
def passes() -> Iterator[Passes]:
    """The forward passes of the model that is used here: a text that is held up is under way for certain."""
    with counted(SHELF.get("tiny-gpt2")) as passes:
        yield passes


def begin_text(page: Page, passes: Passes) -> None:
    """Have a text written as far as its middle, and no further until the passes are released."""
    passes.hold_after(len(passes.sizes) + 8)
    generate(page)
    expect(tokens(page).nth(3)).to_be_visible()


def stand(page: Page) -> None:
    """Leave a mark that a page which was loaded again does not have."""
    page.evaluate("document.body.dataset.same = 'yes'")


def expect_to_stand(page: Page) -> None:
    expect(page.locator("body")).to_have_attribute("data-same", "yes")


def of_person(page: Page, name: str) -> object:
    return page.locator(".class-people tr", has_text=name)


def test_a_class_goes_on_by_itself_when_its_server_is_started_anew(
    come_in: Callable, line: Line, passes: Passes
) -> None:
    url = f"http://127.0.0.1:{line.port}/"
    kept: list[Plan | None] = []
    classroom = Classroom(keep=kept.append)
    classroom.show(SHORT)
    with serving(Session(), classroom) as behind:
        line.to = urlsplit(behind).port
        ada = come_in(f"{url}?join={classroom.plan.code}{LONG}")
        staff = come_in(f"{url}?join={classroom.plan.teachers_code}#/class")
        other = come_in(f"{url}?join={classroom.plan.teachers_code}#/class")
        ada.get_by_role("button", name=re.compile("^Person")).click()
        ada.get_by_label("Your name").fill("Ada")
        ada.keyboard.press("Enter")
        ada.get_by_role("button", name="Not now").click()
        for teacher in (staff, other):
            expect(of_person(teacher, "Ada")).to_be_visible()
        for page in (ada, staff, other):
            stand(page)
        begin_text(ada, passes)
        line.cut()
        passes.release()
    wait_for(ada, "error")
    shown = tokens(ada).count()
    for page in (ada, staff, other):
        expect(page.get_by_text("The server is gone.")).to_be_visible()
    expect(ada.locator("#banner")).to_contain_text("Your teacher’s computer")
    expect(staff.locator("#banner")).to_contain_text("Start it again")
    plan = kept[-1]
    assert plan is not None
    again = Classroom(read(Plan, json.loads(plan.to_json())))
    with serving(Session(), again) as behind:
        line.to = urlsplit(behind).port
        for page in (ada, staff, other):
            expect(page.get_by_text("The server is gone.")).to_be_hidden()
        for teacher in (staff, other):
            expect(of_person(teacher, "Ada")).to_be_visible()
            expect(teacher.locator(".class-people")).to_contain_text("1 pupil")
            expect(teacher.locator(".class-code")).to_have_text(classroom.plan.code)
        assert tokens(ada).count() == shown
        expect(ada.get_by_role("button", name="Look", exact=True)).to_have_count(0)  # it was answered
        begin_text(ada, passes)
        expect(of_person(staff, "Ada")).to_contain_text("1")
        other.get_by_role("button", name="Stop all runs").click()
        passes.release()
        expect(ada.get_by_text(STOPPED)).to_be_visible()
        for page in (ada, staff, other):
            expect_to_stand(page)


def test_a_server_started_anew_without_its_class_leads_back_to_the_door(come_in: Callable, line: Line) -> None:
    url = f"http://127.0.0.1:{line.port}/"
    classroom = Classroom()
    with serving(Session(), classroom) as behind:
        line.to = urlsplit(behind).port
        ada = come_in(f"{url}?join={classroom.plan.code}{SHORT}")
        # Were a script of its room still on its way, the page would be loaded again, which leads to the door too.
        expect(ada.get_by_role("button", name="Generate")).to_be_visible()
        line.cut()
    expect(ada.get_by_text("The server is gone.")).to_be_visible()
    another = Classroom()
    with serving(Session(), another) as behind:
        line.to = urlsplit(behind).port
        expect(ada.get_by_text("You are not in this class any more.")).to_be_visible()
        expect(ada.get_by_text("The server is gone.")).to_be_hidden()
        ada.get_by_role("link", name="To the door").click()
        ada.get_by_label("Code").fill(another.plan.code)
        ada.keyboard.press("Enter")
        expect(ada.get_by_role("button", name=re.compile("^Person"))).to_be_visible()


def test_a_laptop_that_slept_goes_on_without_a_new_page(come_in: Callable, line: Line, passes: Passes) -> None:
    url = f"http://127.0.0.1:{line.port}/"
    classroom = Classroom()
    with serving(Session(), classroom) as behind:
        line.to = urlsplit(behind).port
        ada = come_in(f"{url}?join={classroom.plan.code}{LONG}", clock=True)
        staff = come_in(f"{behind}?join={classroom.plan.teachers_code}{SHORT}")
        stand(ada)
        begin_text(ada, passes)
        # Asleep: what is sent does not arrive. Meanwhile the lesson goes on.
        line.fall_silent()
        passes.release()
        staff.get_by_role("button", name="Show this to everybody").click()
        # Awake: nobody ever tells that the line is dead.
        ada.clock.fast_forward(60_000)
        wait_for(ada, "error")
        expect(ada.get_by_text("The server is gone.")).to_be_visible()
        line.speak()
        expect(ada.get_by_text("The server is gone.")).to_be_hidden()
        expect(ada.locator(".class-look")).to_contain_text("Your teacher shows Playground: “Once”")
        ada.get_by_role("button", name="Look", exact=True).click()
        expect(ada.get_by_role("radio", name="Greedy")).to_be_checked()
        generate(ada)
        wait_for(ada, "done")
        expect_to_stand(ada)

        # Out of reach of the network, which the browser knows.
        ada.context.set_offline(True)
        expect(ada.get_by_text("The server is gone.")).to_be_visible()
        ada.context.set_offline(False)
        expect(ada.get_by_text("The server is gone.")).to_be_hidden()
        passes.hold_after(len(passes.sizes) + 2)
        generate(ada)
        wait_for(ada, "running")
        passes.release()
        wait_for(ada, "done")
        expect_to_stand(ada)
