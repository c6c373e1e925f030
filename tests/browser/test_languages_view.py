"""The languages alone: numbers beside English, sorting, the samples themselves."""

from __future__ import annotations

import json
from functools import cache

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from llm_playground.models.tokenizers import tokenizer_of_model
from llm_playground.tokenization.kinds.byte import ByteTokenizer
from llm_playground.tokenization.lab.samples import cost_of_samples, samples
from llm_playground.tokenization.lab.stories import tokenizer_of_kind
from tests.browser import test_views_alone as alone
from tests.browser.actions import choose

mount = alone.mount


@cache
def state() -> dict:
    costs = cost_of_samples({"tiny-gpt2": tokenizer_of_model("tiny-gpt2"), "byte": ByteTokenizer()})
    return {
        "costs": [json.loads(cost.to_json()) for cost in costs],
        "samples": [json.loads(sample.to_json()) for sample in samples()],
        "measure": "tokens",
    }


def costs_of(tokenizer: str, measure: str = "tokens") -> dict[str, float]:
    return {cost["sample"]: cost[measure] for cost in state()["costs"] if cost["tokenizer"] == tokenizer}


def languages(page) -> list[str]:
    return [each.split()[-1].lower() for each in page.get_by_role("rowheader").all_inner_texts()]


def test_every_language_has_its_numbers_and_how_many_times_english_they_are(mount) -> None:
    page = mount("languages", state())
    assert languages(page) == [sample.name for sample in samples()]
    tiny = costs_of("tiny-gpt2")
    cell = page.get_by_role("row", name="Thai").get_by_role("cell").first
    assert cell.inner_text().split() == [f"{tiny['thai']:,}", f"{tiny['thai'] / tiny['english']:.1f}×"]
    page.set_viewport_size({"width": 700, "height": 900})  # where the bars are not yet as long as they may be
    for column in (1, 2):
        bars = page.locator(f".lp-language-costs tbody tr > :nth-child({column + 1}) .lp-meter i")
        widths = bars.evaluate_all("all => all.map((each) => each.getBoundingClientRect().width)")
        assert len(widths) == len(samples())
        assert max(widths) - min(widths) < 0.5


def test_the_sentence_names_the_language_that_costs_most(mount) -> None:
    page = mount("languages", state())
    tiny = costs_of("tiny-gpt2")
    worst = max(tiny, key=tiny.__getitem__)
    expect(page.get_by_role("status")).to_contain_text(
        f"tiny-gpt2 needs the most tokens for {worst.capitalize()}: {tiny[worst] / tiny['english']:.1f} times as many"
    )


def test_a_head_sorts_and_sorts_back_and_keeps_the_focus(mount) -> None:
    page = mount("languages", state())
    head, button = page.get_by_role("columnheader").nth(2), page.get_by_role("button", name="byte")
    down = sorted(costs_of("byte").values(), reverse=True)
    for way, values in (("descending", down), ("ascending", down[::-1])):
        button.press("Enter")
        expect(head).to_have_attribute("aria-sort", way)
        assert [costs_of("byte")[name] for name in languages(page)] == values
        expect(button).to_be_focused()
    button.press("Enter")
    expect(head).to_have_attribute("aria-sort", "none")
    assert languages(page) == [sample.name for sample in samples()]


def test_the_measure_is_told_to_the_model_and_changes_the_numbers(mount) -> None:
    page = mount("languages", state())
    choose(page.get_by_role("radio", name="Tokens per character"))
    assert page.evaluate("heard.at(-1).measure") == "tokens_per_character"
    shown = page.get_by_role("row", name="Thai").get_by_role("cell").first.inner_text().split()
    assert shown == [f"{costs_of('tiny-gpt2', 'tokens_per_character')['thai']:.2f}"]


def test_a_row_opens_to_its_text_in_the_direction_it_is_read(mount) -> None:
    page = mount("languages", state())
    button = page.get_by_role("button", name="Arabic")
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(button).to_be_focused()
    text = page.locator("p[lang=ar]")
    expect(text).to_have_text(next(sample.text for sample in samples() if sample.name == "arabic"))
    assert text.evaluate("el => getComputedStyle(el).direction") == "rtl"
    button.press("Enter")
    expect(text).to_have_count(0)


def test_a_tokenizer_that_cannot_write_a_language_is_no_bargain(mount) -> None:
    word = cost_of_samples({"word": tokenizer_of_kind("word"), "byte": ByteTokenizer()})
    page = mount("languages", state() | {"costs": [json.loads(cost.to_json()) for cost in word]})
    cost = next(cost for cost in word if (cost.sample, cost.tokenizer) == ("thai", "word"))
    cells = page.get_by_role("row", name="Thai").get_by_role("cell")
    assert cells.first.inner_text().split() == [str(cost.tokens), str(cost.unknown_tokens), "unknown"]
    assert cost.unknown_tokens > 0
    assert cells.nth(1).locator(".lp-fewest").count() == 1
    expect(page.get_by_role("status")).to_contain_text("byte needs the most tokens for Thai")
    expect(page.get_by_role("status")).not_to_contain_text("word")


def test_on_a_phone_the_columns_scroll_and_the_names_stay(mount) -> None:
    many = [cost | {"tokenizer": f"{cost['tokenizer']}-{n}"} for cost in state()["costs"] for n in range(3)]
    page = mount("languages", state() | {"costs": many}, viewport={"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    name = page.get_by_role("rowheader").first
    before = name.bounding_box()["x"]
    page.locator(".lp-scroll").evaluate("el => { el.scrollLeft = 200 }")
    assert page.locator(".lp-scroll").evaluate("el => el.scrollLeft") == 200
    assert name.bounding_box()["x"] == pytest.approx(before, abs=1)


def test_axe_finds_nothing_in_the_languages(mount, axe) -> None:
    page = mount("languages", state())
    page.get_by_role("button", name="Hebrew").click()
    assert axe(page, "#here") == []


def test_without_costs_the_view_says_so_and_leaves_nothing_behind(mount) -> None:
    page = mount("languages", {"samples": state()["samples"]})
    expect(page.locator("#here")).to_contain_text("No languages yet")
    expect(page.get_by_role("radio")).to_have_count(0)
    page.evaluate("leave()")
    assert page.evaluate("model.listeners()") == 0
    assert page.locator("#here").inner_html() == ""
