"""Features in the room Inside: a token, a feature, its grade; and a bad dictionary trained beside the good one."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.engine.inside import dictionary_fitting
from llm_playground.engine.inside.rules import ruled_texts
from tests.browser.actions import read_on

ROOM = "#/inside?model=tiny-qwen&prompt=Once+upon+a+time%2C+there+was+a+little+fox+named"


def test_a_feature_opens_to_its_grade_and_a_bad_dictionary_is_compared(
    open_page, served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionary_fitting, "SPLICED_INTO", 1)
    monkeypatch.setattr(dictionary_fitting, "ruled_texts", lambda model, n, seed: ruled_texts(model, min(n, 20), seed))
    found = lp.features("tiny-qwen", "Once upon a time, there was a little fox named")
    strongest = found.active[-1][0].index
    page = open_page(f"{ROOM}&token=3")
    section = page.locator("section.card", has=page.get_by_role("heading", name="Features", exact=True))
    tokens = section.get_by_role("listbox", name="The text; choose a token").get_by_role("option")
    read_on(section, tokens.first.is_visible)
    expect(tokens).to_have_count(len(found.active))
    expect(tokens.nth(3)).to_have_attribute("aria-selected", "true")  # the token of the room
    tokens.first.click()
    assert "token=0" in page.url
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(tokens.last).to_have_attribute("aria-selected", "true")
    section.get_by_role("button", name=f"#{strongest}", exact=False).first.click()
    story = section.get_by_role("group", name="All about the chosen feature")
    expect(story).to_contain_text(f"{found.names[strongest].f1:.2f}")
    expect(story.locator("mark")).to_have_count(5)
    section.get_by_text("Every rule, and the feature that tells it best").click()
    rules = section.get_by_role("table", name="Every rule, and the feature that tells it best").get_by_role("row")
    expect(rules).to_have_count(1 + len(found.dictionary.rules))

    train = section.get_by_role("button", name="Train a bad dictionary", exact=False)
    train.click()
    section.get_by_role("button", name="Stop").click()
    expect(section.get_by_text("The training was cancelled")).to_be_visible()
    served.wait_until_idle()
    train.click()
    beside = section.get_by_role("table", name="The dictionaries side by side")
    expect(beside.get_by_role("row", name="Features 512 64", exact=True)).to_be_visible()
    expect(section.get_by_text("64 features, at most 2 active on a token")).to_be_visible()


def test_a_model_without_a_dictionary_says_so(open_page) -> None:
    page = open_page("#/inside?model=tiny-qwen-chat&prompt=Hello", allow=("422",))
    section = page.locator("section.card", has=page.get_by_role("heading", name="Features", exact=True))
    read_on(section, section.get_by_role("alert").first.is_visible)
    expect(section.get_by_role("alert").first).to_contain_text("tiny-qwen-chat has no dictionary of features")
