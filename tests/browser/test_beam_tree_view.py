"""The tree of a beam search: gone through step by step, each candidate told with its own numbers, and in its room."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from tests.browser.test_views_alone import mount as mount  # a fixture
from tests.browser.test_views_alone import searched


def minus(value: float, digits: int) -> str:
    return f"{value:z.{digits}f}".replace("-", "\u2212")


def test_the_slider_grows_the_tree_and_every_candidate_tells_its_numbers_and_who_beat_it(mount, axe) -> None:
    tree = searched()
    page = mount("beam_tree", {"tree": tree}, viewport={"width": 1100, "height": 900})
    expect(page.get_by_role("status")).to_contain_text("Step 5 of 16: 3 live, 0 finished here, 3 pruned; ")
    slider = page.get_by_role("slider", name="Step of the search")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".lp-beam-node")).to_have_count(6)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lp-beam-node")).to_have_count(12)
    assert page.evaluate("heard.at(-1).step") == 1

    first, second = tree["steps"][:2]
    gone = next(node for node in second["candidates"] if tree["nodes"][node]["fate"] == "pruned")
    node, told = tree["nodes"][gone], page.locator(".lp-beam-why")
    page.locator(f'.lp-beam-node[data-node="{gone}"]').hover()
    before = tree["nodes"][node["parent"]]["logprob"]
    token, total, score = node["token_logprob"], node["logprob"], node["score"]
    expect(told).to_contain_text(f"{minus(before, 3)} + ({minus(token, 3)}) = {minus(total, 3)}")
    expect(told).to_contain_text(f"{minus(total, 3)} / 21 = {minus(total, 3)} / 2 = {minus(score, 4)}")  # 2 to the 1
    expect(told).to_contain_text("at step 2 3 candidates have a higher sum")
    expect(told.locator("li")).to_have_count(len(node["pruning"]["by"]))
    for by in node["pruning"]["by"]:
        expect(told.get_by_role("list")).to_contain_text(minus(tree["nodes"][by]["logprob"], 3))
    # One tab stop; left leads to the parent, down to the next candidate.
    page.locator(f'.lp-beam-node[data-node="{second["candidates"][0]}"]').focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f'.lp-beam-node[data-node="{second["candidates"][1]}"]')).to_be_focused()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("Number(document.activeElement.dataset.node)") in first["candidates"]
    expect(page.locator('.lp-beam-node[tabindex="0"]')).to_have_count(1)

    slider.focus()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Show 10 earlier steps")).to_be_visible()
    expect(page.locator(".lp-beam-node")).to_have_count(36)
    page.get_by_role("button", name="Show 10 earlier steps").click()
    expect(page.locator(".lp-beam-node")).to_have_count(len(tree["nodes"]))
    ended = page.locator(".lp-beam-wide .lp-beam-leaf", has_text="finished")
    expect(ended).to_have_count(3)
    expect(ended.filter(has_text="★")).to_have_count(1)
    page.get_by_text("The candidates of this step as a table").click()
    expect(page.get_by_role("table", name="The candidates of step 16").get_by_role("row")).to_have_count(8)
    assert axe(page, "#here") == []


def test_on_a_phone_the_tree_is_one_of_lists_that_have_the_pruned_ones_too(mount, axe) -> None:
    page = mount("beam_tree", {"tree": searched(), "step": 3}, viewport={"width": 390, "height": 800})
    expect(page.locator(".lp-beam-node").first).to_be_hidden()
    leaves = page.locator(".lp-beam-narrow .lp-beam-leaf")
    expect(leaves).to_have_count(6)
    expect(leaves.filter(has_text="pruned")).to_have_count(3)
    leaves.filter(has_text="pruned").first.click()
    expect(page.locator(".lp-beam-why")).to_contain_text("higher sum")
    expect(page.locator(".lp-beam-why")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page, "#here") == []


def test_generate_shows_the_search_below_the_steps_of_its_text_and_searches_once(new_page, served) -> None:
    page = new_page()
    searches: list[str] = []
    page.on("request", lambda each: searches.append(each.url) if each.method == "POST" else None)
    page.goto(f"{served.url}#/generate?model=tiny-gpt2&strategy=beam&num_beams=3&max_new_tokens=6&prompt=One+day&go=1")
    section = page.locator("section", has=page.get_by_role("heading", name="The search for this text"))
    expect(section.get_by_text("3 beams looked 6 tokens ahead")).to_be_visible()
    tree = lp.beam_tree("tiny-gpt2", "One day", 6, num_beams=3)
    expect(section.get_by_role("row", name="best text")).to_contain_text(minus(tree.hypotheses[0].score, 4))
    expect(section.locator(".problem")).to_be_hidden()
    expect(page.locator(".so-far")).to_contain_text("One day")
    runs = [url.rpartition("/")[2] for url in searches if "step" not in url and "token" not in url]
    assert runs == ["beam-tree"]
