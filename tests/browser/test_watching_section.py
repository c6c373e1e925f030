"""Compare, "Watch it happen": a model learns to answer, or to prefer, before one's eyes, and can be stopped."""

from __future__ import annotations

import json
import re

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Locator, Page, expect

import llm_playground as lp
from tests.browser.actions import choose
from tests.browser.text_sizes import fits
from tests.training.small_runs import few_pairs, few_texts, no_copies


def at_rest(page: Page) -> Locator:
    """The section, once what the lanes above it read is there and does not move it any more."""
    for lane in (0, 1):
        expect(page.locator(".rendered").nth(lane)).to_contain_text("It reads")
    return page.locator("section").filter(has=page.get_by_role("heading", name="Watch it happen"))


def test_twenty_steps_are_watched_and_the_next_ones_stopped(open_page, served, axe, monkeypatch) -> None:
    few_texts(monkeypatch)
    no_copies(monkeypatch, served.session)
    page = open_page("#/compare?model=tiny-qwen&model=tiny-qwen-chat&strategy=greedy&max_new_tokens=40")
    section = at_rest(page)
    choose(section.get_by_role("radio", name="20", exact=True))
    section.get_by_label("Question 3").fill("What color is snow?")
    section.get_by_role("button", name="Fine-tune").click()
    expect(section.get_by_text("Done.")).to_be_visible()
    prompts = ["What is 2+2?", "Who are you?", "What color is snow?"]
    made = lp.watch_fine_tuning("tiny-qwen", prompts, 20)
    slider = section.get_by_role("slider", name="After how many steps")
    for key, point in (("End", made.points[-1]), ("Home", made.points[0])):
        slider.press(key)
        losses = f"loss on answers {point.answer_loss:.3f}, on stories {point.story_loss:.3f}"
        expect(section.get_by_role("status").filter(has_text=losses)).to_be_visible()
        said = section.locator("dd").all_inner_texts()
        assert said == [" ".join(answer.split()) or "(nothing)" for answer in point.answers]
    counted = sum(made.start.example.counts)
    expect(section.locator("mark")).to_have_count(counted)
    expect(section.get_by_text(f"{counted} count")).to_be_visible()
    assert axe(page, "section:has(.lp-fine-tuning)") == []

    # The copy is a model like any other: in a lane of its own it writes what it answered at the last look.
    section.get_by_role("button", name="Use in Compare").click()
    copied = page.get_by_label("Model of text C", exact=True)
    expect(copied).to_have_value("tiny-qwen + 20 steps")
    expect(copied).to_be_focused()
    third = page.locator(".compared-lanes > .lane").nth(2)
    expect(third.get_by_text("a copy, trained here", exact=True)).to_be_visible()
    page.get_by_label("Prompt for all").fill("What color is snow?")
    page.locator(".text-card .primary").click()
    expect(page.locator('.lane [data-status="done"]')).to_have_count(3)
    tokens = third.get_by_role("listbox", name="Generated tokens").get_by_role("option")
    written = "".join(tokens.all_text_contents())
    for mark in ("<|im_end|>", "<|endoftext|>", "⏎"):
        written = written.replace(mark, " ")
    assert " ".join(written.split()) == " ".join(made.points[-1].answers[2].split())

    choose(section.get_by_role("radio", name="400"))
    section.get_by_role("button", name="Fine-tune").click()
    expect(section.get_by_text(re.compile("Step [1-9][0-9]* of 400"))).to_be_visible()
    section.get_by_role("button", name="Stop").click()
    stopped = section.get_by_text(
        re.compile(r"Stopped\. The copy is called tiny-qwen, stopped after \d+ of 400 steps\.")
    )
    expect(stopped).to_be_visible()
    name = re.search("tiny-qwen, stopped after ([0-9]+) of 400 steps", stopped.inner_text())
    expect(slider).to_have_attribute("aria-valuetext", re.compile(f"^After {name[1]} step"))
    section.get_by_role("button", name="Use in Compare").click()
    expect(page.get_by_label("Model of text D", exact=True)).to_have_value(name[0])
    served.wait_until_idle()
    page.set_viewport_size({"width": 390, "height": 800})
    fits(page, 390)

    told = {"message": "It has no tokenizer.", "code": "invalid_value", "field": None, "problems": []}
    body = f"event: error\ndata: {json.dumps(told)}\n\n"
    page.route("**/api/fine-tune", lambda route: route.fulfill(content_type="text/event-stream", body=body))
    section.get_by_role("button", name="Fine-tune").click()
    expect(section.get_by_role("alert")).to_have_text("It has no tokenizer.")


def test_a_preference_training_is_watched_to_its_outcome_and_a_link_asks_for_the_same(
    open_page, served, axe, monkeypatch
) -> None:
    few_pairs(monkeypatch)
    no_copies(monkeypatch, served.session)
    page = open_page("#/compare?train=preferences&train_model=nope&beta=7")
    notices = page.locator(".notice")
    expect(notices).to_have_count(2)
    for each in ("Chat model “nope”", "Beta “7”"):
        expect(notices.filter(has_text=each)).to_have_count(1)
    section = at_rest(page)
    choose(section.get_by_role("radio", name="to answer: fine-tuning"))
    expect(section.get_by_role("button", name="Fine-tune")).to_be_visible()
    choose(section.get_by_role("radio", name="to prefer: DPO"))
    for name in ("the shorter story", "0.3", "20"):
        choose(section.get_by_role("radio", name=name, exact=True))
    for number in (1, 2):
        section.get_by_label(f"Question {number}").fill("")
    section.get_by_label("Question 3").fill("Who are you?")
    section.get_by_role("button", name="Train").click()
    made = lp.watch_preference_training("tiny-qwen-chat", "short_stories", ["Who are you?"], 20, beta=0.3)
    expect(section.get_by_text("Done.")).to_be_visible()
    words = f"from {made.before:.0f} to {made.after:.0f} words in 3 greedy answers"
    expect(section.locator(".lp-preference .lp-sentence")).to_contain_text(words)
    for title, value in (("Margin", made.points[-1].margin), ("The loss", made.points[-1].loss)):
        said = section.get_by_role("slider", name=title).get_attribute("aria-valuetext")
        assert f"{abs(value):.2f}" in said or f"{value:.3f}" in said
    assert section.locator("dd").all_inner_texts() == [" ".join(made.points[-1].answers[0].split())]
    assert axe(page, "section:has(.lp-preference)") == []
    page.set_viewport_size({"width": 390, "height": 800})
    fits(page, 390)

    other = open_page(page.url[page.url.index("#") :])
    for name in ("to prefer: DPO", "the shorter story", "0.3", "20"):
        expect(other.get_by_role("radio", name=name, exact=True)).to_be_checked()
