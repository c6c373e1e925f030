"""Compare: what the training changed inside, from the weights to the parts that carry what is new."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from tests.browser.actions import choose, read_on

PAIR = ("tiny-qwen", "tiny-qwen-chat")
TWINS = "#/compare?model=tiny-qwen&model=tiny-qwen-chat&strategy=greedy&prompt=Who+are+you%3F"


def test_what_the_training_changed_inside_is_shown_of_twins_and_of_others_why_not(new_page, served) -> None:
    moved = next(part.relative or 0 for part in lp.weight_change(*PAIR).parts if part.name == "h.3.q.weight")
    carried = lp.cross_patching_map(*PAIR, "Who are you?")
    gap = carried.tuned_logprob - carried.base_logprob
    brought = 100 * (carried.into_base.mlps[3] - carried.base_logprob) / gap
    said = lp.weight_path(*PAIR, "Who are you?", [1]).points[0].said.text
    lost = 100 * (carried.tuned_logprob - carried.into_tuned.mlps[3]) / gap

    page = new_page()
    page.goto(f"{served.url}{TWINS}")
    page.locator(".text-card .primary").click()
    weights, path, parts, ranks = (page.locator(".changed-part").nth(at) for at in range(4))
    weights.wait_for(state="attached")
    q = weights.get_by_role("gridcell", name=f"Layer 3, q: {100 * moved:.1f}")
    read_on(weights, q.is_visible)
    expect(page.get_by_text("are built alike, so that weights and activations")).to_be_visible()

    slider = path.get_by_role("slider")
    read_on(path, slider.is_visible)
    answer = path.locator("blockquote")
    expect(answer).to_have_text(said)
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("t = -0.50"))
    expect(answer).not_to_contain_text("language model")

    mlp = parts.get_by_role("gridcell", name="Layer 3, MLP: ")
    read_on(parts, mlp.is_visible)
    expect(mlp).to_have_text(re.compile(rf"^{brought:.0f}\b"))
    choose(parts.get_by_role("radio", name="back into the tuned model", exact=True))
    expect(mlp).to_have_text(re.compile(rf"^{lost:.0f}\b"))
    choose(parts.get_by_role("radio", name="␣tiny", exact=True))
    expect(parts.locator(".lp-sentence")).to_contain_text("tiny-qwen-chat says ␣tiny, tiny-qwen ␣")

    read_on(ranks, ranks.get_by_role("table").first.is_visible)
    choose(ranks.get_by_role("radio", name="4", exact=True))
    ranks.get_by_role("gridcell").first.hover()
    expect(ranks.get_by_role("status")).to_contain_text("rank 16 keeps")

    page.goto(f"{served.url}{TWINS.replace('tiny-qwen&', 'tiny-gpt2&')}")
    page.locator(".text-card .primary").click()
    weights.wait_for(state="attached")
    reason = page.get_by_text("tiny-gpt2 and tiny-qwen-chat are not built alike (")
    read_on(page.get_by_role("heading", name="What the training changed"), reason.is_visible)
    expect(weights).to_be_hidden()
    expect(path).to_be_hidden()
    expect(page.get_by_text("No path yet.")).to_be_hidden()

    # Of twins it can be asked again.
    page.get_by_label("Model of text A", exact=True).select_option("tiny-qwen")
    page.locator(".text-card .primary").click()
    expect(reason).to_be_hidden()
    read_on(weights, q.is_visible)
