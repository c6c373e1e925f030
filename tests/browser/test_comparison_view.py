"""Several tokenizers on one text, alone: what is aligned, what is marked, what is told, how much is drawn."""

from __future__ import annotations

import json
from functools import cache

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from llm_playground.engine.text import load_tokenizer
from llm_playground.tokenization.kinds.byte import ByteTokenizer
from llm_playground.tokenization.kinds.word import WordTokenizer
from llm_playground.tokenization.lab.comparison import beginning, compare
from llm_playground.tokenization.protocol import Tokenizer
from tests.browser import test_views_alone as alone

mount = alone.mount

TEXT = "Once the naïve fox\nsaw 🐉."


@cache
def tokenizers() -> dict[str, Tokenizer]:
    word = WordTokenizer(["once", "the", "fox", "saw", "."], lower_case=True)
    return {"gpt": load_tokenizer("tiny-gpt2"), "word": word, "byte": ByteTokenizer()}


def comparison(text: str, *names: str, **more) -> dict:
    found = compare(text, {name: tokenizers()[name] for name in names or tokenizers()})
    return json.loads(found.to_json()) | more


def test_all_that_stands_beneath_each_other_is_the_same_part_of_the_text(mount) -> None:
    data = comparison(TEXT)
    page = mount("comparison", {"comparison": data})
    edges = {}  # of the text, with the places of the screen where they are, frame by frame
    for number, frame in enumerate(page.locator(".lp-differ").all()):
        for cell in frame.locator(".lp-shares").all():
            box = cell.bounding_box()
            tokens = [
                tuple(map(int, each.split(":")))
                for option in cell.get_by_role("option").all()
                for each in option.get_attribute("data-at").split(",")
            ]
            spans = [data["encodings"][which]["spans"][token] for which, token in tokens]
            edges.setdefault((number, "start", min(start for start, _ in spans)), []).append(box["x"])
            edges.setdefault((number, "end", max(end for _, end in spans)), []).append(box["x"] + box["width"])
    assert len(edges) > 20
    for places in edges.values():
        assert max(places) - min(places) < 1
    page.set_viewport_size({"width": 860, "height": 900})  # where the bars are not yet as long as they may be
    bars = [bar.bounding_box() for bar in page.locator(".lp-tally i").all()]
    assert len(bars) == 3
    assert max(bar["width"] for bar in bars) - min(bar["width"] for bar in bars) < 1


def test_every_token_of_every_tokenizer_is_there_once(mount) -> None:
    data = comparison(TEXT)
    page = mount("comparison", {"comparison": data})
    shown = [at for each in page.get_by_role("option").all() for at in each.get_attribute("data-at").split(",")]
    assert sorted(shown) == sorted(
        f"{i}:{n}" for i, each in enumerate(data["encodings"]) for n in range(len(each["ids"]))
    )


def test_there_is_a_frame_for_every_disagreement_and_none_of_what_all_cut_alike(mount) -> None:
    data = comparison("Once the fox. ", "gpt", "word")
    page = mount("comparison", {"comparison": data})
    expect(page.locator(".lp-differ")).to_have_count(len(data["disagreements"]))
    alike = page.get_by_role("option", name="the")
    expect(alike).to_have_text("␣the")
    alike.hover()
    expect(page.locator(".lp-facing")).to_contain_text(f"id {data['encodings'][0]['ids'][1]}")
    told = page.locator(".lp-facing .lp-meta").all_inner_texts()
    assert ["characters 4–8" in text for text in told] == [True, True]  # the space belongs to the word


def test_one_tokenizer_alone_disagrees_with_nobody(mount) -> None:
    data = comparison(TEXT, "word")
    page = mount("comparison", {"comparison": data})
    expect(page.get_by_role("option")).to_have_count(len(data["encodings"][0]["ids"]))
    expect(page.locator(".lp-differ")).to_have_count(0)
    expect(page.get_by_role("button", name="Next")).to_be_hidden()


def test_an_unknown_word_shows_what_was_lost_and_a_rewritten_one_what_it_stands_for(mount) -> None:
    page = mount("comparison", {"comparison": comparison(TEXT, "word")})
    unknown = page.locator(".lp-unknown")
    assert unknown.all_inner_texts() == ["naïve", "🐉"]
    expect(unknown.first).to_have_accessible_name("naïve, unknown")
    unknown.first.hover()
    expect(page.locator(".lp-facing")).to_contain_text("“naïve” is not in its vocabulary")
    page.locator(".lp-rewritten").hover()
    expect(page.locator(".lp-facing")).to_contain_text("stands for “Once”")


def test_a_token_that_only_one_tokenizer_does_not_know_says_which(mount) -> None:
    page = mount("comparison", {"comparison": comparison("a.", "word", "gpt")})
    token = page.get_by_role("option", name="unknown to A: a")
    expect(token).to_have_text("aA?")
    expect(page.locator(".lp-unknown")).to_have_count(0)
    token.hover()
    expect(page.locator(".lp-facing")).to_contain_text("“a” is not in its vocabulary")


def test_tokenizers_that_cut_alike_share_a_line(mount) -> None:
    both = {"one": tokenizers()["gpt"], "two": tokenizers()["gpt"], "three": ByteTokenizer()}
    data = json.loads(compare("Once", both).to_json())
    page = mount("comparison", {"comparison": data})
    assert page.locator(".lp-differ .lp-letter").all_inner_texts() == ["A B", "C"]
    page.get_by_role("option").first.hover()
    expect(page.locator(".lp-facing p")).to_have_count(2)


def test_keys_and_buttons_lead_from_one_disagreement_to_the_next(mount) -> None:
    data = comparison("Once the naïve fox. " * 200, "gpt", "word")
    page = mount("comparison", {"comparison": data})
    all_of_them = len(data["disagreements"])
    page.get_by_role("option").first.focus()
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator('[data-number="1"] [role=option]').first).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator(".lp-bar")).to_contain_text(f"1 of {all_of_them}")
    page.get_by_role("button", name="Next").click()
    expect(page.locator('[data-number="1"] .lp-lit')).to_be_in_viewport()
    # One that is not drawn yet is drawn when it is reached.
    # Found and focused in one go: what is drawn grows by itself as it comes near.
    last = page.evaluate(
        """() => {
            const row = [...document.querySelectorAll(".lp-differ")].at(-1);
            row.querySelector("[role=option]").focus();
            return Number(row.dataset.number);
        }"""
    )
    assert last + 1 < all_of_them
    page.keyboard.press("n")
    expect(page.locator(f'[data-number="{last + 1}"] [role=option]').first).to_be_focused()


def test_the_fewest_tokens_and_what_does_not_come_back_are_said_in_words(mount) -> None:
    page = mount("comparison", {"comparison": comparison(TEXT)})
    rows = page.get_by_role("table", name="The tokenizers on the whole text").get_by_role("row")
    assert [("fewest" in text, text.split()[-1]) for text in rows.all_inner_texts()[1:]] == [
        (True, "yes"),
        (False, "no"),  # needs fewer, but says of most words only that they are there
        (False, "yes"),
    ]


def test_what_is_unknown_is_known_from_the_id_and_not_from_how_the_token_is_written(mount) -> None:
    found = comparison("The unk fox cow.", "word", "byte")
    word, unknown = found["encodings"][0], found["statistics"][0]["unknown_id"]
    assert found["statistics"][1]["unknown_id"] is None
    word["pieces"] = [
        b"<oov>".hex() if id == unknown else piece for id, piece in zip(word["ids"], word["pieces"], strict=True)
    ]
    page = mount("comparison", {"comparison": found})
    texts = page.locator(".lp-unknown").all_inner_texts()
    assert [text.rstrip("?") for text in texts] == ["unk", "cow"]


def test_of_the_beginning_of_a_long_text_it_is_said_that_it_is_the_beginning(mount) -> None:
    whole = compare("Once the naïve fox. " * 100, {"gpt": tokenizers()["gpt"], "word": tokenizers()["word"]})
    part = beginning(whole, 50)
    page = mount("comparison", {"comparison": json.loads(part.to_json())})
    expect(page.locator(".lp-comparison")).to_contain_text(f"Showing the first {len(part.text)} of 2,000 characters")


def test_much_is_drawn_a_part_at_a_time_and_a_very_long_disagreement_is_not_drawn_whole(mount) -> None:
    page = mount("comparison", {"comparison": comparison("Once the naïve fox. " * 500, "gpt", "word")})
    blocks = page.locator(".lp-aligned > :not(.lp-break)")
    assert blocks.count() == 200
    page.get_by_role("button", name="Show more").click()
    assert blocks.count() == 400
    page = mount("comparison", {"comparison": comparison("a" * 20_000, "byte", "word")})
    assert page.locator("#here *").count() < 2000
    expect(page.locator(".lp-differ")).to_contain_text("19,800 more")
    expect(page.locator(".lp-unknown")).to_contain_text("20,000 characters")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_disagreements_are_told_in_a_table_too(mount) -> None:
    page = mount("comparison", {"comparison": comparison("Once é", "byte", "word")})
    page.get_by_text("The disagreements as a table").click()
    table = page.get_by_role("table", name="The disagreements")
    expect(table).to_contain_text("O | n | c | e")
    expect(table).to_contain_text("␣ | ‹c3› | ‹a9›")


def test_nothing_to_compare_is_said(mount) -> None:
    expect(mount("comparison", {}).locator("#here")).to_have_text("No comparison yet.", use_inner_text=True)
    empty = mount("comparison", {"comparison": comparison("", "gpt", "word")})
    expect(empty.locator("#here")).to_contain_text("The text is empty.")
    expect(empty.get_by_text("fewest")).to_have_count(0)


def test_axe_finds_nothing(mount, axe) -> None:
    data = comparison(TEXT + "a" * 300)
    page = mount("comparison", {"comparison": data}, viewport={"width": 390, "height": 800})
    page.locator(".lp-differ [role=option]").first.hover()
    assert axe(page, "#here") == []


def test_it_leaves_nothing_behind(mount) -> None:
    page = mount("comparison", {"comparison": comparison(TEXT)})
    page.evaluate("leave()")
    assert page.evaluate("model.listeners()") == 0
    assert page.locator("#here > *").count() == 0
