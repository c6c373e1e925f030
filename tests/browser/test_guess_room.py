"""The next-token game, played with the keyboard from the first round to the board."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.engine.guessing import ROUNDS, Guess, play


def test_ten_rounds_are_played_with_the_keyboard(open_page, axe) -> None:
    page = open_page("#/guess?model=tiny-gpt2&game=4", viewport={"width": 390, "height": 800})
    board = play(lp.load("tiny-gpt2"), 4, [Guess(1, 0.5)] * ROUNDS)
    for at in range(ROUNDS):
        expect(page.locator(".eyebrow")).to_have_text(f"Round {at + 1} of {ROUNDS}")
        guess = page.get_by_role("button", name="Guess", exact=True)
        expect(guess).to_be_disabled()
        if at == 0:
            page.get_by_role("radio").first.focus()
            assert axe(page) == []
        page.keyboard.press("2")
        expect(page.get_by_role("radio").nth(1)).to_be_checked()
        page.keyboard.press("Enter")
        verdict = "Right" if board.played[at].came == 1 else "No"
        expect(page.locator(".guess-verdict")).to_contain_text(verdict)
        expect(
            page.locator(".lp-view td, .lp-view th").filter(has_text=f"{board.played[at].losses.truth:.2f}")
        ).not_to_have_count(0)
        if at == 0:
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("Enter")  # the way on has the focus
    expect(page.locator(".guess-verdict")).to_contain_text(f"You paid {board.mean.learner:.2f} nats")
    expect(page.locator(".guess-stage tbody tr")).to_have_count(ROUNDS + 1)
    assert axe(page) == []
