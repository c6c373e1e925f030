"""Another token, and the text goes on from there; the texts that came of it as a tree."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Page, expect

import llm_playground as lp
from tests.browser.actions import LONG, RUN, generate, tokens, wait_for

DRAWN = RUN.replace("greedy", "top_p&top_p=0.95&temperature=1.2&seed=3")


def texts(page: Page):
    return page.get_by_role("tree", name="Texts of this visit").get_by_role("treeitem")


def shown(page: Page) -> str:
    return page.locator(".lp-text").inner_text().replace("⏎", "")


def take(page: Page, at: int, id: int) -> None:
    """Choose the token `id` in the table of token `at`."""
    tokens(page).nth(at).click()
    page.locator(f'.lp-take[data-id="{id}"]').click()


def other(trace: lp.Trace, at: int) -> int:
    """The likeliest token that was not taken at `at`."""
    candidates = trace.steps[at].stages[0].candidates
    return next(each.id for each in candidates if each.id != trace.ids[at])


def test_a_text_branches_where_another_token_is_chosen_and_all_texts_are_a_tree(open_page, axe) -> None:
    trunk = lp.trace("tiny-gpt2", "Once upon a time", "top_p", 20, seed=3, top_p=0.95, temperature=1.2)
    page = open_page(DRAWN)
    generate(page)
    wait_for(page, "done")
    assert shown(page) == trunk.text
    take(page, 6, other(trunk, 6))
    expect(texts(page)).to_have_count(2)
    branch = lp.branch(trunk, 6, other(trunk, 6))
    expect(tokens(page)).to_have_count(len(branch.steps))
    assert shown(page) == branch.text
    story = page.get_by_role("group", name="The token under the pointer")
    expect(story).to_contain_text("Token 7")
    expect(story).to_contain_text("by hand")
    expect(tokens(page).nth(6)).to_be_focused()  # who has chosen goes on from there

    # Of the branch a branch, by a text that is several tokens, whose probability is told.
    tokens(page).nth(9).click()
    story.get_by_label("Or write it:").fill(" blue whale")
    page.keyboard.press("Enter")
    expect(texts(page)).to_have_count(3)
    second = lp.branch(branch, 9, " blue whale")
    expect(tokens(page)).to_have_count(len(second.steps))
    assert shown(page) == second.text
    assert page.locator(".lp-by-hand").count() == sum(step.choice.by_hand for step in second.steps) > 2
    expect(texts(page).nth(2)).to_have_attribute("aria-level", "3")
    expect(texts(page).nth(2)).to_contain_text("from token 10:blue whale")

    # At the end a text grows, and is none more.
    page.get_by_role("button", name="One token").click()
    expect(tokens(page)).to_have_count(21)
    expect(texts(page)).to_have_count(3)

    # The keys walk the tree; what two texts have in common is grey.
    texts(page).nth(2).focus()
    page.keyboard.press("ArrowLeft")
    expect(texts(page).nth(1)).to_be_focused()
    assert shown(page) == branch.text
    page.get_by_label("Compare the text that is shown").select_option(label="Compare with Text 1")
    expect(page.get_by_text("The first 6 tokens are the same")).to_be_visible()
    expect(page.locator(".lp-tok.lp-common")).to_have_count(6)
    assert "lp-fork" in tokens(page).nth(6).get_attribute("class")
    piece = trunk.steps[6].choice.piece.decode().strip()
    expect(page.locator(".compared-text mark")).to_have_text(piece)
    assert axe(page, ".lane") == []

    # A name, deleted with what parted from it, undone and redone.
    texts(page).nth(1).focus()
    page.keyboard.press("F2")
    page.keyboard.type("Mine")
    page.keyboard.press("Enter")
    expect(texts(page).nth(1)).to_contain_text("Mine")
    page.keyboard.press("Delete")
    expect(texts(page)).to_have_count(1)
    assert shown(page) == trunk.text
    page.keyboard.press("Control+z")
    expect(texts(page)).to_have_count(3)
    assert shown(page) == branch.text
    for name, count in (("Redo", 1), ("Undo", 3)):
        page.get_by_role("button", name=name).click()
        expect(texts(page)).to_have_count(count)

    # They are there when one comes back from another room.
    page.locator(".top nav").get_by_role("link", name="Tokenize").click()
    page.locator(".top nav").get_by_role("link", name="Playground").click()
    expect(texts(page)).to_have_count(3)
    assert shown(page) == branch.text


def test_a_stop_string_that_a_branch_completes_takes_its_beginning_out_of_the_tokens_before(open_page) -> None:
    trunk = lp.trace("tiny-gpt2", "Once upon a time", max_new_tokens=20)
    id = other(trunk, 8)
    stop = "".join(step.text for step in lp.branch(trunk, 8, id).steps[6:9])[2:-1]
    branch = lp.branch(trunk, 8, id, stop=stop)
    assert len(branch.steps) == 9
    assert branch.steps[6].text != trunk.steps[6].text  # which is the case that is meant
    page = open_page(RUN)
    generate(page)
    wait_for(page, "done")
    field = page.get_by_label("Stop strings", exact=True).and_(page.locator("input"))
    field.fill(stop)
    field.press("Enter")
    take(page, 8, id)
    expect(page.get_by_text(f'The stop string "{stop}" came')).to_be_visible()
    expect(tokens(page)).to_have_count(9)
    expect(page.locator(".lp-tok.lp-silent")).to_have_count(2)  # which are shown, and no part of the text
    assert tokens(page).nth(6).text_content() == branch.steps[6].text
    expect(tokens(page).nth(8)).to_be_focused()
    texts(page).nth(0).click()  # the text that it parted from has all of its tokens
    assert shown(page) == trunk.text


def test_another_token_is_chosen_by_the_keys_alone_and_after_beam_search_it_goes_on_greedily(open_page) -> None:
    page = open_page(RUN.replace("greedy", "beam&num_beams=3"), allow=("422",))
    generate(page)
    wait_for(page, "done")
    beam = lp.trace("tiny-gpt2", "Once upon a time", "beam", 20, num_beams=3)
    assert shown(page) == beam.text
    tokens(page).nth(3).focus()
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('lp-take')"):
            break
    page.keyboard.press("ArrowDown")
    chosen = int(page.evaluate("document.activeElement.dataset.id"))
    page.keyboard.press("Enter")
    expect(texts(page)).to_have_count(2)
    branch = lp.branch(beam, 3, chosen)
    expect(tokens(page)).to_have_count(len(branch.steps))
    assert shown(page) == branch.text
    expect(page.locator(".lane-head .tag").first).to_have_text("Greedy")
    expect(page.locator(".beams")).to_have_count(0)
    # What cannot come is told, and the text stays.
    page.get_by_label("Or write what comes next:").fill("x" * 1001)
    page.keyboard.press("Enter")
    expect(page.get_by_text("1,001 characters").first).to_be_visible()
    assert shown(page) == branch.text


def test_a_branch_ends_the_run_it_parts_from_and_can_be_stopped_and_left_itself(open_page, served, slow_model) -> None:
    page = open_page(LONG, viewport={"width": 390, "height": 844})
    generate(page)
    expect(tokens(page).nth(5)).to_be_visible()
    tokens(page).nth(3).click()
    assert page.locator(".lp-take").first.bounding_box()["y"] < 844  # in the sheet, on the screen
    page.locator(".lp-take").first.click()
    expect(texts(page)).to_have_count(2)
    expect(texts(page).first).to_contain_text("stopped")
    expect(tokens(page).nth(5)).to_be_visible()
    page.keyboard.press("Escape")
    wait_for(page, "stopped")
    served.wait_until_idle()
    page.locator(".lp-take").first.click()
    expect(texts(page)).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
    served.wait_until_idle()


def test_a_full_tree_says_so_and_loses_nothing(open_page) -> None:
    page = open_page()
    # A tree of two texts is as full as one of sixty, and sooner.
    page.route("**/branches.js", lambda route: route.fulfill(response=(it := route.fetch()), body=two_texts(it.text())))
    page.goto(page.url.split("#")[0] + DRAWN)
    generate(page)
    wait_for(page, "done")
    tokens(page).nth(3).click()
    page.locator(".lp-take").first.click()
    expect(texts(page)).to_have_count(2)
    full = page.get_by_text("These are 2 texts, as many as are kept here")
    expect(full).to_be_visible()
    wait_for(page, "done")
    before = shown(page)
    generate(page)
    expect(page.locator("#announcer")).to_have_text("There is no room for another text. Delete one first.")
    tokens(page).nth(5).click()
    page.locator(".lp-take").first.click()
    expect(texts(page)).to_have_count(2)
    assert shown(page) == before
    # A text may still grow; and where one is deleted there is room again.
    page.get_by_role("button", name="One token").click()
    expect(tokens(page)).to_have_count(21)
    page.get_by_role("button", name="Delete").click()
    expect(full).to_be_hidden()
    tokens(page).nth(3).click()
    page.locator(".lp-take").first.click()
    expect(texts(page)).to_have_count(2)


def two_texts(module: str) -> str:
    assert "const MOST_TEXTS = 60;" in module
    return module.replace("const MOST_TEXTS = 60;", "const MOST_TEXTS = 2;")
