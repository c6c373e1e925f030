"""The token card alone: what it says of a token, how a token is asked for and searched."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from llm_playground.tokenization.bpe.formats import read_tokenizer_json
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.lab.bpe_steps import merge_tree
from tests.browser import test_views_alone as alone

mount = alone.mount


@cache
def tokenizer() -> BPETokenizer:
    return read_tokenizer_json(files("llm_playground.models") / "bundled" / "tiny-gpt2" / "tokenizer.json")


def id_of(piece: bytes) -> int:
    return next(id for id in range(tokenizer().vocab_size) if tokenizer().piece(id) == piece)


def entries(ids) -> list[dict]:
    return [{"id": id, "piece": tokenizer().piece(id).hex()} for id in ids]


def card(piece: bytes) -> dict:
    """The record of a token as it comes to the view."""
    id = id_of(piece)
    tree = [json.loads(node.to_json()) for node in merge_tree(tokenizer(), id)]
    return {
        "tokenizer": "tiny-gpt2",
        "id": id,
        "piece": piece.hex(),
        "is_special": piece.decode(errors="replace") in tokenizer().special_tokens,
        "vocab_size": tokenizer().vocab_size,
        "rank": tree[0]["rank"],
        "tree": tree,
        "neighbours": entries(range(max(0, id - 3), min(tokenizer().vocab_size, id + 4))),
    }


def found(query: str, most: int = 5) -> dict:
    ids = [id for id in range(tokenizer().vocab_size) if query.encode() in tokenizer().piece(id)]
    return {"query": query, "matches": entries(ids[:most]), "total": len(ids)}


def test_a_card_shows_how_its_token_was_merged_from_bytes(mount) -> None:
    page = mount("token", {"card": card(b" everything")})
    rank = card(b" everything")["rank"]
    expect(page.locator(".lp-facts")).to_contain_text(f"merge {rank:,}: the lower, the earlier it was learned")
    tree = page.get_by_role("list", name="The parts merged into it")
    leaves = [each.split("\n")[-1] for each in tree.locator(".lp-byte").all_inner_texts()]
    assert leaves == b" everything".hex(" ").split()  # a byte used twice stands twice
    page.get_by_text("All parts as a table").click()
    distinct = len(card(b" everything")["tree"])
    expect(page.get_by_role("table").get_by_role("rowheader")).to_have_count(distinct)


def test_parts_neighbours_and_results_are_asked_for_by_click_and_by_keyboard(mount) -> None:
    page = mount("token", {"card": card(b" everything"), "search": found("ever")})
    tree = page.get_by_role("list", name="The parts merged into it")
    tree.get_by_role("button", name=re.compile("^thing")).click()
    assert page.evaluate("heard.at(-1).wanted") == id_of(b"thing")
    tree.get_by_role("button").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("heard.at(-1).wanted") == card(b" everything")["tree"][0]["parts"][0]
    page.get_by_role("group", name="Neighbours").get_by_role("button").first.click()
    assert page.evaluate("heard.at(-1).wanted") == card(b" everything")["neighbours"][0]["id"]
    page.get_by_role("group", name="Tokens found").get_by_role("button").first.press("Enter")
    assert page.evaluate("heard.at(-1).wanted") == found("ever")["matches"][0]["id"]


def test_a_new_card_keeps_the_keyboard_where_it_was_and_can_be_wanted_again(mount) -> None:
    page = mount("token", {"card": card(b" everything")})
    page.get_by_role("list", name="The parts").get_by_role("button").nth(1).press("Enter")
    wanted = page.evaluate("model.get('wanted')")
    page.evaluate("card => model.set('card', card)", card(tokenizer().piece(wanted)))
    assert page.evaluate("document.activeElement.dataset.id") == str(wanted)
    assert page.evaluate("model.get('wanted')") is None


def test_a_search_is_saved_when_typing_rests_and_says_how_much_it_found(mount) -> None:
    page = mount("token", {"card": card(b" everything")})
    page.get_by_label("Search the vocabulary").evaluate("""async field => {
      for (const text of ["e", "er"]) {
        field.value = text;
        field.dispatchEvent(new Event("input"));
        await new Promise((then) => setTimeout(then, 40));
      }
    }""")
    page.wait_for_function("() => heard.length > 0")
    assert page.evaluate("heard.map(each => each.query)") == ["er"]
    page.evaluate("search => model.set('search', search)", found("er"))
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(f"5 of {found('er')['total']:,} shown")
    expect(page.get_by_role("group", name="Tokens found").get_by_role("button")).to_have_count(5)
    page.evaluate("search => model.set('search', search)", found("zzz"))
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("No token of this vocabulary matches “zzz”.")


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        (b"<|endoftext|>", "A special token"),
        (b"\xc3", "these bytes are not valid UTF-8"),
        (b"x", "A single byte"),
    ],
)
def test_a_token_that_no_merge_made_says_what_it_is(mount, piece: bytes, said: str) -> None:
    page = mount("token", {"card": card(piece)})
    expect(page.locator(".lp-card")).to_contain_text(said)
    expect(page.get_by_role("list", name="The parts")).to_have_count(0)


def test_characters_stand_with_their_code_points_and_bytes(mount) -> None:
    made = card(b"x") | {"piece": "naïve €".encode().hex()}
    page = mount("token", {"card": made})
    boxes = page.get_by_role("list", name="Characters and their bytes").get_by_role("listitem").all_inner_texts()
    assert [box.split() for box in boxes][2] == ["ï", "U+00EF", "c3", "af"]
    assert [box.split() for box in boxes][6] == ["€", "U+20AC", "e2", "82", "ac"]


def test_huge_tokens_and_trees_stay_small_on_the_page(mount) -> None:
    doubled = [
        {"id": n, "piece": "61" * 2**n, "rank": n or None, "parts": [n - 1, n - 1] if n else None}
        for n in range(16, -1, -1)
    ]
    made = card(b"x") | {"piece": doubled[0]["piece"], "tree": doubled, "id": 16}
    page = mount("token", {"card": made}, viewport={"width": 390, "height": 800})
    assert page.evaluate("document.querySelectorAll('#here *').length") < 5000
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_axe_finds_nothing_in_a_token_card(mount, axe) -> None:
    # The search has not been answered yet: what it found before is shown until then.
    state = {"card": card(b" everything"), "search": found("ever"), "query": "every"}
    page = mount("token", state)
    expect(page.locator('[aria-busy="true"]')).to_be_visible()
    page.get_by_text("All parts as a table").click()
    assert axe(page, "#here") == []


def test_without_a_token_the_card_says_so_and_leaves_nothing_behind(mount) -> None:
    page = mount("token", {})
    expect(page.locator("#here")).to_contain_text("No token chosen yet")
    page.evaluate("leave()")
    assert page.evaluate("model.listeners()") == 0
    assert page.locator("#here").inner_html() == ""
