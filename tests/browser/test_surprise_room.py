"""Surprise: a text that is there already, coloured by what a model thought of it."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.plain.static_parts import percent
from tests.browser.actions import choose

TEXT = "Once upon a time, there was a purple fox."


def test_a_text_is_coloured_and_its_surprises_are_jumped_to(open_page) -> None:
    score = lp.score("tiny-gpt2", TEXT)
    page = open_page(f"#/surprise?model=tiny-gpt2&prompt={TEXT.replace(' ', '+')}", allow=("422",))
    tokens = page.get_by_role("listbox", name="The text, token by token").get_by_role("option")
    expect(tokens).to_have_count(len(score.tokens))
    expect(page.locator(".lp-score-totals")).to_contain_text(f"{score.perplexity:.2f}")
    # The place that surprised most is one press away, and the link to it is in the keyboard's path.
    page.locator(".lp-score-side > .lp-surprising .lp-jump").first.press("Enter")
    worst = score.surprising[0]
    expect(tokens.nth(worst)).to_be_focused()
    told = page.locator(".lp-score-told")
    expect(told).to_contain_text(f"Token {worst + 1}")
    expect(told).to_contain_text(percent(score.tokens[worst].probability).replace(" ", "\u202f"))
    page.keyboard.press("ArrowLeft")
    expect(told).to_contain_text(f"Token {worst}")
    choose(page.get_by_role("radio", name="rank"))
    assert "colour=rank" in page.url
    # What else was wrong in the text is told at it; and the ways to other rooms carry what the model had read.
    inside = page.get_by_role("link", name="See this inside the model").get_attribute("href")
    assert f"ids={'%2C'.join(map(str, [score.before.ids[0], *score.ids[: worst - 1]]))}" in inside
    page.locator("#text-prompt").fill("")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("nothing to score")


def test_a_story_stands_beside_the_truth(open_page) -> None:
    page = open_page("#/surprise?model=tiny-gpt2&truth=on&prompt=Once+upon+a+time,+there+was+a+purple+fox.")
    told = page.locator(".lp-truth")
    expect(told).to_contain_text("the story world never writes")
    with page.expect_response(lambda answer: answer.url.endswith("api/truth") and "seed" in answer.request.post_data):
        page.get_by_role("button", name="Write a new story").click()
    expect(told).to_contain_text("Entropy of the truth")
    expect(told).not_to_contain_text("never writes")
    page.locator(".lp-truth .lp-jump").first.click()
    expect(page.locator(".lp-beside-truth .lp-taken")).to_have_count(1)
    choose(page.get_by_role("radio", name="distance from the truth"))
    page.locator("select[name=model]").select_option("tiny-qwen-chat")
    expect(told).to_be_empty()
    expect(page.get_by_text("outside the chat template")).to_be_visible()
    expect(page.get_by_role("radio", name="distance from the truth")).to_be_hidden()
    # It is asked something, in its template, and the text is the answer.
    page.get_by_role("textbox", name="Prompt").fill("What is 2+2?")
    expect(page.locator(".stale")).to_have_count(1)
    with page.expect_response("**/api/score") as answer:
        page.locator(".primary").click()
    text = page.locator("#text-prompt").input_value()
    score = lp.score("tiny-qwen-chat", text, prompt="What is 2+2?")
    assert answer.value.json() == json.loads(score.to_json())
    page.get_by_text("What the model was asked to continue").click()
    expect(page.locator(".lp-asked pre")).to_have_text(score.before.text)
    assert "before=What+is+2%2B2%3F" in page.url


def test_the_views_colours_say_the_same_as_the_record(open_page) -> None:
    page = open_page("#/surprise?model=tiny-gpt2&truth=off&prompt=One+day")
    with page.expect_response("**/api/score") as answer:
        page.keyboard.press("Control+Enter")
    assert answer.value.json() == json.loads(lp.score("tiny-gpt2", "One day").to_json())
