"""A class as its people see it: a teacher and three pupils, from the door to the end."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from llm_playground.engine.session import Session
from llm_playground.web.classroom.classroom import Classroom
from llm_playground.web.classroom.door import ENDED, WRONG
from tests.browser.conftest import serving


def test_a_teacher_and_three_pupils_from_the_door_to_the_end(come_in, axe) -> None:
    classroom = Classroom()
    session = Session()
    with serving(session, classroom) as url:
        # The door: by keyboard, wrong first.
        ada = come_in(url)
        assert axe(ada) == []
        expect(ada.get_by_label("Code")).to_be_focused()
        ada.keyboard.type("wrong")
        ada.keyboard.press("Enter")
        expect(ada.get_by_text(WRONG)).to_be_visible()
        ada.keyboard.type(classroom.plan.code.upper().replace("-", " "))
        ada.keyboard.press("Enter")
        expect(ada).to_have_url(re.compile(r"^[^?]*$"))
        # A link that holds the code may lead to a room.
        bob = come_in(f"{url}?join={classroom.plan.code}#/tokenize")
        expect(bob.get_by_role("heading", name="Tokenize", level=1)).to_be_visible()
        eve = come_in(f"{url}?join={classroom.plan.code}")
        staff = come_in(f"{url}?join={classroom.plan.teachers_code}")

        # A name.
        ada.get_by_role("button", name=re.compile("^Person")).click()
        ada.get_by_label("Your name").fill("Ada")
        ada.keyboard.press("Enter")
        expect(ada.get_by_role("button", name="Ada")).to_be_focused()
        staff.get_by_role("link", name="Your class").click()
        expect(staff.locator(".class-people")).to_contain_text("3 pupils")
        expect(staff.get_by_role("cell", name="Ada")).to_be_visible()
        expect(staff.locator(".class-code")).to_have_text(classroom.plan.code)
        assert axe(staff) == []

        # What is shown comes with a question, and what was typed comes back.
        own = "My own text, " + "which is too long for a link. " * 150
        ada.goto(f"{url}#/generate?prompt=x")
        ada.get_by_label("Prompt").fill(own)
        staff.goto(f"{url}#/generate?prompt=The+lost+umbrella&strategy=top_p&top_p=0.8")
        staff.get_by_role("button", name="Show this to everybody").click()
        for pupil in (ada, bob, eve):
            expect(pupil.locator(".class-look")).to_contain_text("Your teacher shows Generate: “The lost umbrella”")
        assert axe(ada, "#class") == []
        expect(ada.get_by_label("Prompt")).to_have_value(own)
        ada.get_by_role("button", name="Look", exact=True).click()
        expect(ada.get_by_label("Prompt")).to_have_value("The lost umbrella")
        ada.get_by_role("button", name="Back to what I had").click()
        expect(ada.get_by_label("Prompt")).to_have_value(own)
        bob.get_by_role("button", name="Not now").click()
        expect(bob.get_by_role("button", name="Look at it again")).to_be_visible()
        expect(bob.get_by_role("heading", name="Tokenize", level=1)).to_be_visible()

        # A locked room says so, and opens by itself.
        staff.get_by_role("link", name="Your class").click()
        staff.get_by_label("Tokenize", exact=True).check()
        expect(bob.get_by_text("Your teacher has locked Tokenize for now.")).to_be_visible()
        staff.get_by_label("Tokenize", exact=True).uncheck()
        expect(bob.get_by_role("heading", name="Tokenize", level=1)).to_be_visible()

        # A new code leaves those who are here in, and the old one opens nothing.
        old = classroom.plan.code
        staff.get_by_role("button", name="New code", exact=True).click()
        expect(staff.locator(".class-code")).not_to_have_text(old)
        eve.goto(f"{url}?join={old}")
        expect(eve.get_by_text(WRONG)).to_be_visible()
        eve.goto(url)
        expect(eve.get_by_role("button", name=re.compile("^Person"))).to_be_visible()

        # A server that is about to stop says so beforehand.
        session.drain("The server is about to stop.")
        expect(bob.locator(".class-closing")).to_contain_text("The server is about to stop.")

        # The end, in two steps.
        staff.get_by_role("button", name="End the class").click()
        staff.get_by_role("button", name="End it for everybody").click()
        expect(staff.get_by_text("The class has ended.")).to_be_visible()
        expect(bob.get_by_text("You are not in this class any more.")).to_be_visible()
        bob.get_by_role("link", name="To the door").click()
        expect(bob.get_by_text(ENDED)).to_be_visible()
