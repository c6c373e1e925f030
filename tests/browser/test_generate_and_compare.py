"""Generate: one token at a time. Compare: a base model beside one that learned to answer."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect


def test_one_token_at_a_time_forward_and_back(open_page) -> None:
    page = open_page("#/generate?model=tiny-gpt2&strategy=top_p&top_p=0.9&seed=7&max_new_tokens=8&prompt=One+day")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Recorded 8 tokens")).to_be_visible()
    expect(page.get_by_text("Step 1 of 8")).to_be_visible()
    page.get_by_role("button", name="Next token").click()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Step 3 of 8")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("The draw: u is 0\\."))).to_be_visible()
    expect(page.locator(".lp-stages .lp-taken")).to_contain_text("drawn")
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text("Step 2 of 8")).to_be_visible()
    assert not page.locator(".so-far mark").text_content().startswith(" "), "at a line's end it would be a sliver"


def test_base_and_instruct_are_compared_and_the_exact_prompt_of_each_is_shown(open_page, served) -> None:
    page = open_page("#/compare")
    page.locator('select[name="base"]').select_option("tiny-gpt2")
    page.locator('select[name="instruct"]').select_option(served.chat)
    page.get_by_label("Prompt for both").fill("What is the capital of France?")
    page.locator(".primary").click()
    expect(page.locator('[data-status="done"]')).to_have_count(2)
    asked = page.locator(".asked pre").all_inner_texts()
    assert asked[0] == "What is the capital of France?"
    assert asked[1].replace("⏎", "") == (
        "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n"
    )
