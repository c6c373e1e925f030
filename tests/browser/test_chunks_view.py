"""The chunks alone: how many, what they cost, where they lie in the text."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from llm_playground.models.tokenizers import tokenizer_of_model
from llm_playground.tokenization.lab.chunks import chunks
from tests.browser import test_views_alone as alone

mount = alone.mount

TEXT = "One day\n\tthe 🦊 saw a ☕ by the door. " * 60


def state(size: int, text: str = TEXT, **more) -> dict:
    encoding = tokenizer_of_model("tiny-gpt2").explain(text)
    cut = [
        {"index": each.index, "first": each.first, "tokens": each.tokens, "start": each.start, "end": each.end}
        for each in chunks(encoding, size)
    ]
    return {"chunks": cut, "text": text, "tokenizer": "tiny-gpt2", "size": size, "total": len(encoding.ids)} | more


def test_the_sentence_counts_tokens_and_chunks(mount) -> None:
    made = state(50)
    page = mount("chunks", made)
    expect(page.locator(".lp-sentence")).to_contain_text(
        f"{made['total']:,} tokens of tiny-gpt2: {len(made['chunks'])} chunks of at most 50 tokens"
    )


def test_a_row_tells_where_its_chunk_lies_and_how_it_begins_and_ends(mount) -> None:
    made = state(50)  # the text has characters that JavaScript counts as two
    page = mount("chunks", made)
    chunk = made["chunks"][3]
    begins, ends = (
        TEXT[part].replace(" ", "␣").replace("\n", "⏎").replace("\t", "⇥")
        for part in (slice(chunk["start"], chunk["start"] + 40), slice(chunk["end"] - 40, chunk["end"]))
    )
    cells = page.get_by_role("row").nth(4).get_by_role("cell").all_inner_texts()
    assert cells == ["151–200", f"{chunk['start'] + 1:,}–{chunk['end']:,}", f"{begins}…", f"…{ends}"]


def test_the_price_gives_the_cost_with_its_formula_and_is_told_to_the_model(mount) -> None:
    made = state(50, total=254_310)
    page = mount("chunks", made)
    page.get_by_label("Price for a million tokens").fill("2.5")
    assert page.evaluate("heard.at(-1).price") == 2.5
    expect(page.locator(".lp-cost-text")).to_contain_text("254,310 tokens ÷ 1,000,000 × 2.5 = 0.635775")
    page.get_by_label("Price for a million tokens").fill("0.3333333")
    expect(page.locator(".lp-cost-text")).to_contain_text("≈ 0.08477")  # rounded, and it says so
    page.get_by_label("Price for a million tokens").fill("")
    assert page.evaluate("heard.at(-1).price") is None


def test_chunks_come_in_pages_of_a_hundred(mount) -> None:
    made = state(1)
    total = len(made["chunks"])
    page = mount("chunks", made)
    rows = page.get_by_role("rowheader")
    expect(rows).to_have_count(100)
    page.get_by_role("button", name="Next").click()
    expect(rows.first).to_have_text("101")
    page.get_by_label("Go to chunk").fill(str(total))
    page.get_by_label("Go to chunk").press("Enter")
    expect(rows.last).to_have_text(f"{total:,}")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.locator(".lp-stripes > span").first.click()
    expect(rows.first).to_have_text("1")


def test_a_million_characters_in_very_many_chunks_stay_quick(mount) -> None:
    page = mount("chunks", {"tokenizer": "character", "size": 1})
    took = page.evaluate("""() => {
      const begun = performance.now(), n = 1_000_000, cut = [];
      for (let i = 0; i < n; i += 1) cut.push({ index: i, first: i, tokens: 1, start: i, end: i + 1 });
      model.set("total", n);
      model.set("text", "a🦊".repeat(n / 2));
      model.set("chunks", cut);
      document.body.getBoundingClientRect();
      return performance.now() - begun;
    }""")
    assert took < 3000
    assert page.evaluate("document.querySelectorAll('#here *').length") < 3000


def test_axe_finds_nothing_in_the_chunks(mount, axe) -> None:
    page = mount("chunks", state(3, price=2))
    assert axe(page, "#here") == []


def test_without_a_text_the_view_says_so_and_leaves_nothing_behind(mount) -> None:
    page = mount("chunks", {})
    expect(page.locator("#here")).to_contain_text("No text yet")
    page.evaluate("leave()")
    assert page.evaluate("model.listeners()") == 0
    assert page.locator("#here").inner_html() == ""
