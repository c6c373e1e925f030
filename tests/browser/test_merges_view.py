"""The merge scrubber alone: the text as every number of merges cuts it, the numbers beside it, the ways to move."""

from __future__ import annotations

import json
from functools import cache
from itertools import accumulate, pairwise

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Page, expect

from llm_playground.corpus.world import sample
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.lab.bpe_history import MergeHistory, train_bpe
from tests.browser import test_views_alone as alone

mount = alone.mount

SHOWN = "A naïve fox — “the ☕”!\nThere was a fox, and then the other 👩‍🚀.  aaaaaaa\n"

# The tokens on the screen, each as the texts of its cells, and whether the last merge made it.
READ = """
() => JSON.stringify([...document.querySelectorAll('.lp-plane .lp-cell:not(:empty)')].reduce((all, cell) => {
  if (cell.classList.contains('lp-first')) all.push({ text: [], fresh: cell.classList.contains('lp-fresh') });
  all.at(-1).text.push(cell.textContent);
  return all;
}, []))
"""


def read(page: Page) -> list[dict]:
    """What `READ` says; as one text, since Playwright takes thousands of small values apart one by one."""
    return json.loads(page.evaluate(READ))


@cache
def run(shown: str = SHOWN, n_merges: int = 300) -> tuple[BPETokenizer, MergeHistory]:
    texts = [*(sample(seed).text for seed in range(30)), SHOWN * 3]
    trained = train_bpe(texts, 256 + n_merges, look_at=shown)
    return trained.tokenizer, trained.history


def history(shown: str = SHOWN) -> dict:
    return json.loads(run(shown)[1].to_json())


def cells_of(pieces: tuple[bytes, ...]) -> list[list[str]]:
    """The tokens as they are to be shown: a character that lies in one token as itself, any other by its bytes."""
    borders = list(accumulate(map(len, pieces), initial=0))
    inner, cells, at = set(borders), {}, 0
    for character in b"".join(pieces).decode():
        size = len(character.encode())
        broken = any(border in inner for border in range(at + 1, at + size))
        cells |= enumerate((f"{byte:02x}" for byte in character.encode()), at) if broken else {at: character}
        at += size
    shown = {" ": "␣", "\n": "⏎"}
    return [
        [shown.get(cells[at], cells[at]) for at in range(start, end) if at in cells] for start, end in pairwise(borders)
    ]


def test_the_text_is_cut_as_the_tokenizer_with_so_many_merges_cuts_it(mount) -> None:
    tokenizer, record = run()
    page = mount("merges", {"history": history(), "position": 0})
    last = len(record.merges)
    for k in (0, 1, 2, 40, 39, 250, 251, last, 10, last - 1, 0, last):
        page.evaluate("k => model.set('position', k)", k)
        encoding = tokenizer.with_merges(k).explain(SHOWN)
        shown = read(page)
        assert [each["text"] for each in shown] == cells_of(encoding.pieces), k
        made = tokenizer.merges[k - 1].new_id if k else None
        assert [each["fresh"] for each in shown] == [id == made for id in encoding.ids], k
        expect(page.locator(".lp-caption").first).to_contain_text(f"{len(encoding.ids)} tokens")


def test_a_merge_changes_only_what_it_joins_and_moves_nothing(mount) -> None:
    shown = "".join(sample(seed).text for seed in range(40, 50))[:4000]
    page = mount("merges", {"history": history(shown), "position": 0})
    places = "() => [...document.querySelectorAll('.lp-plane .lp-cell')].map((cell) => cell.getBoundingClientRect().x)"
    before = page.evaluate(places)
    touched = page.evaluate("""async () => {
      let touched = 0;
      const observer = new MutationObserver((all) => (touched += all.length));
      observer.observe(document.querySelector('.lp-plane'), { attributes: true, subtree: true, childList: true });
      for (let k = 200; k <= 210; k++) {
        model.set('position', k);
        await null;
        if (k === 200) touched = 0;
      }
      return touched;
    }""")
    assert 0 < touched < 500, "ten rare merges write to a few of the 4,000 cells"
    page.evaluate("model.set('position', 300)")
    assert page.evaluate(places) == before


def test_the_numbers_are_those_of_the_record(mount) -> None:
    _, record = run()
    k = 137
    page = mount("merges", {"history": history(), "position": k})
    tokens, merge = record.tokens[k], record.merges[k]
    expect(page.locator(".lp-status")).to_have_text(
        f"After 137 of 300 merges: a vocabulary of 393 tokens; the training text takes {tokens:,} tokens "
        f"({record.tokens[0] / tokens:.2f} bytes per token)"
    )
    expect(page.locator(".lp-next .lp-sentence")).to_contain_text("Next: merge 138 (rank 137) joins")
    expect(page.locator(".lp-next .lp-sentence")).to_contain_text(f"id 393, the most frequent pair: {merge.count} time")
    counts = page.locator(".lp-next tbody .lp-meter").all_inner_texts()
    assert counts == [f"{leader.count:,}" for leader in record.leaders[k]]
    expect(page.locator(".lp-next tr.lp-taken")).to_contain_text("← next")
    ranks = page.locator(".lp-newest small").all_inner_texts()
    assert ranks == [str(rank) for rank in range(136, 116, -1)]
    page.evaluate("model.set('position', 300)")
    expect(page.locator(".lp-next")).to_have_text(record.summary)


def test_two_pairs_equally_frequent_are_told(mount) -> None:
    _, record = run()
    tied = [len(found) > 1 and found[0].count == found[1].count for found in record.leaders]
    page = mount("merges", {"history": history(), "position": tied.index(True)})
    expect(page.locator(".lp-next .lp-sentence")).to_contain_text("the tie rule decides")
    page.evaluate("k => model.set('position', k)", tied.index(False))
    expect(page.locator(".lp-next .lp-sentence")).not_to_contain_text("tie rule")


def test_slider_buttons_and_chart_move_to_a_merge_and_tell_the_model(mount) -> None:
    page = mount("merges", {"history": history()})
    slider = page.get_by_role("slider", name="Merges done")
    expect(slider).to_have_value("300")  # the end, where nothing else is said
    slider.press("Home")
    slider.press("ArrowRight")
    assert page.evaluate("heard.at(-1).position") == 1
    page.get_by_role("button", name="+1").click()
    page.get_by_role("button", name="+1").click()
    page.get_by_role("button", name="−1").click()
    expect(slider).to_have_value("2")
    page.get_by_role("button", name="First").click()
    page.get_by_role("button", name="−1").click()
    assert page.evaluate("heard.at(-1).position") == 0
    box = page.locator(".lp-plot").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    assert page.evaluate("heard.at(-1).position") == pytest.approx(150, abs=1)
    page.mouse.move(box["x"] + box["width"] + 200, box["y"] + 300)  # drags on outside of the chart
    page.mouse.up()
    assert page.evaluate("heard.at(-1).position") == 300
    page.mouse.move(box["x"] + 5, box["y"] + 20)
    expect(slider).to_have_value("300")


@pytest.mark.parametrize(("motion", "pictures"), [("no-preference", range(4, 27)), ("reduce", range(1, 4))])
def test_playing_runs_to_the_end_and_calmly_where_motion_is_not_wanted(mount, motion: str, pictures: range) -> None:
    page = mount("merges", {"history": history(), "position": 275}, reduced_motion=motion)
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("slider")).to_have_value("300")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    seen = page.evaluate("heard.map((each) => each.position)")
    assert seen == sorted(seen)
    assert len(set(seen)) in pictures


def test_playing_is_paused_and_ends_with_the_view(mount) -> None:
    page = mount("merges", {"history": history(), "position": 0})
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => model.get('position') > 2")
    page.get_by_role("button", name="Pause").click()
    heard = page.evaluate("heard.length")
    page.wait_for_timeout(200)
    assert page.evaluate("heard.length") == heard
    page.get_by_role("button", name="Play").click()
    page.evaluate("leave(); window.left = heard.length")
    page.wait_for_timeout(200)
    assert page.evaluate("heard.length === left")


def test_all_merges_are_a_table_in_pages(mount) -> None:
    _, record = run()
    page = mount("merges", {"history": history()})
    page.get_by_text("All merges as a table").click()
    page.get_by_text("Ranks 200 to 299").click()
    cells = page.locator(".lp-pages tbody tr").last.locator("th, td").all_inner_texts()
    assert (cells[0], *cells[4:]) == ("299", "555", f"{record.merges[-1].count:,}")
    assert page.locator(".lp-pages tbody tr").count() == 100


def test_without_a_history_or_a_merge_it_says_so(mount) -> None:
    page = mount("merges", {})
    expect(page.locator("#here")).to_have_text("Train a tokenizer to see its merges.", use_inner_text=True)
    none = history() | {name: [] for name in ("merges", "pieces", "leaders")} | {"tokens": [9], "summary": "Nothing."}
    none["gone_at"] = [None] * len(none["gone_at"])
    page.evaluate("none => model.set('history', none)", none)
    expect(page.locator(".lp-status")).to_contain_text("After 0 of 0 merges: a vocabulary of 256 tokens")
    page.evaluate("model.set('history', null)")
    expect(page.locator(".lp-status")).to_be_hidden()


def test_it_is_accessible_stays_within_a_phone_and_leaves_nothing(mount, axe) -> None:
    narrow = {"width": 390, "height": 800}
    page = mount("merges", {"history": history(), "position": 40}, viewport=narrow)
    assert axe(page, "#here") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("leave()")
    assert page.evaluate("model.listeners()") == 0
    assert page.locator("#here > *").count() == 0
