"""One word merge by merge, alone: where its tokens stand, what is marked and said, how long words are held."""

from __future__ import annotations

import json
from functools import cache

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from llm_playground.corpus.world import sample
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.lab.bpe_steps import EncodingStep, encoding_steps
from tests.browser import test_views_alone as alone

mount = alone.mount


@cache
def tokenizer() -> BPETokenizer:
    return BPETokenizer.train([*(sample(seed).text for seed in range(30)), "☕☕ naïve " * 50], 600)


@cache
def steps(word: str) -> list[EncodingStep]:
    return encoding_steps(tokenizer(), word)


def state(word: str, **more) -> dict:
    return {"steps": [json.loads(step.to_json()) for step in steps(word)]} | more


def test_every_token_stands_over_its_bytes(mount) -> None:
    found = steps(" there, naïve ☕")
    page = mount("word", state(" there, naïve ☕"))
    boxes = "all => all.map((each) => each.getBoundingClientRect()).map(({ left, right }) => [left, right])"
    columns = page.locator(".lp-bytes span").evaluate_all(boxes)
    assert len(columns) == len(found[0].ids)
    rows = page.get_by_role("option").all()
    assert len(rows) == len(found)
    for row, step in zip(rows, found, strict=True):
        byte = 0
        for piece, (left, right) in zip(step.pieces, row.locator(".lp-grown").evaluate_all(boxes), strict=True):
            assert left == pytest.approx(columns[byte][0], abs=0.6)
            byte += len(piece)
            assert right == pytest.approx(columns[byte - 1][1], abs=0.6)


def test_the_ranks_stand_between_the_tokens_and_the_lowest_is_marked_and_told(mount) -> None:
    found = steps(" there was")
    page = mount("word", state(" there was"))
    for row, step in zip(page.get_by_role("option").all()[:-1], found, strict=False):
        ranks = ["–" if rank is None else str(rank) for rank in step.ranks]
        assert row.locator(".lp-rank").all_inner_texts() == ranks
        assert row.locator(".lp-lowest").all_inner_texts() == [ranks[step.winner]]
        assert row.locator(".lp-joins").count() == 2
        left, right = (step.pieces[step.winner + i].decode().replace(" ", "␣") for i in (0, 1))
        expect(row.locator(".lp-said")).to_contain_text(f"Rank {ranks[step.winner]} is the lowest")
        expect(row.locator(".lp-said")).to_contain_text(f"{left} + {right} become {left}{right}")
        gap, chip = row.locator(".lp-lowest").bounding_box(), row.locator(".lp-joins").first.bounding_box()
        assert gap["x"] + gap["width"] / 2 == pytest.approx(chip["x"] + chip["width"], abs=1.5)
    last = page.get_by_role("option").last
    assert last.locator(".lp-made-id").all_inner_texts() == [str(id) for id in found[-1].ids]


def test_a_rank_that_stands_more_than_once_is_merged_at_the_left(mount) -> None:
    page = mount("word", state(" the the"))
    expect(page.get_by_role("option").first.locator(".lp-said")).to_contain_text("(the leftmost of 2)")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Z", "1 byte, 1 token: nothing to merge"),
        ("ZQ", "2 bytes, 2 tokens: nothing to merge"),
        ("", "An empty word has no tokens."),
        ("☕", "3 bytes, 2 merges, 1 token."),
    ],
)
def test_words_with_little_to_merge_say_what_they_are(mount, word: str, said: str) -> None:
    page = mount("word", state(word))
    expect(page.locator(".lp-sentence")).to_contain_text(said)
    if word == "☕":
        rows = page.get_by_role("option").all()
        assert rows[0].locator(".lp-grown").all_inner_texts() == ["e2", "98", "95"]
        assert rows[-1].locator(".lp-grown").all_inner_texts() == ["☕"]


def test_without_a_word_it_asks_for_one(mount) -> None:
    page = mount("word", {})
    expect(page.locator("#here")).to_have_text("Choose a word to see how it is encoded.", use_inner_text=True)


def test_the_step_looked_at_is_the_last_and_moves_by_keyboard(mount) -> None:
    page = mount("word", state(" there"))
    options = page.get_by_role("option")
    expect(options.last).to_have_attribute("aria-selected", "true")
    options.last.focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("heard.at(-1).at") == options.count() - 2
    page.keyboard.press("Home")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.evaluate("model.set('at', 1)")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)


def test_thirty_bytes_fit_a_page_and_longer_words_scroll_in_the_view(mount) -> None:
    scrolls = "el => el.scrollWidth > el.clientWidth"
    page = mount("word", state(" Once upon a time, there was a"))
    assert page.locator(".lp-bytes span").count() == 30
    assert not page.locator(".lp-stairs").evaluate(scrolls)
    page = mount("word", state(" there was" * 12))
    assert page.locator(".lp-stairs").evaluate(scrolls)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_pair_that_is_merged_is_in_sight_at_every_step_and_only_the_view_scrolls(mount) -> None:
    word = " Donaudampfschifffahrt there was"
    page = mount("word", state(word), viewport={"width": 390, "height": 500})
    pairs = (
        "k => [...document.querySelectorAll(`[data-index='${k}'] .lp-joins`)]"
        ".map((each) => each.getBoundingClientRect()).every(({ left, right }) => left >= -1 && right <= innerWidth + 1)"
    )
    page.wait_for_function(pairs, arg=0)
    assert page.locator("[data-index='0'] .lp-joins").count() == 2
    place = page.evaluate("scrollY")
    merges = len(steps(word)) - 1
    for k in (*range(merges), 0):
        page.evaluate("k => model.set('at', k)", k)
        assert page.evaluate(pairs, k)
    assert page.evaluate("[scrollX, scrollY]") == [0, place]


def test_of_very_many_steps_the_first_and_the_last_are_drawn_and_the_rest_told(mount) -> None:
    word = " there was" * 60
    found = steps(word)
    page = mount("word", state(word))
    rows = page.get_by_role("option")
    assert len(found) > 400
    assert rows.count() <= 200
    expect(rows.last).to_have_attribute("data-index", str(len(found) - 1))
    left = len(found) - rows.count()
    told = f"Not drawn: {left:,} steps, after {rows.count() - 1} to {len(found) - 2} merges."
    expect(page.locator(".lp-sentence")).to_contain_text(told)
    assert page.locator("#here *").count() < 30_000
    page.get_by_text("All steps as a table").click()
    expect(page.locator("tbody tr").last).to_contain_text(f"{len(found) - 200} more steps")
    page.evaluate("steps => model.set('steps', steps)", state("aZ" * 600)["steps"][:1])
    expect(page.locator(".lp-sentence")).to_contain_text("more than 1,000 bytes is not drawn")
    expect(page.locator(".lp-stairs")).to_be_hidden()


def test_it_is_accessible_and_leaves_nothing(mount, axe) -> None:
    page = mount("word", state("naïve ☕🚀", at=1), viewport={"width": 390, "height": 800})
    assert axe(page, "#here") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("leave()")
    assert page.evaluate("model.listeners()") == 0
    assert page.locator("#here > *").count() == 0
