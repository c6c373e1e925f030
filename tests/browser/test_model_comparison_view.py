"""Two models on one text: jumps to where they part, and a token that opens both distributions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Page, expect

import llm_playground as lp
from tests.browser.actions import choose
from tests.browser.test_views_alone import compared
from tests.browser.test_views_alone import mount as mount  # a fixture
from tests.checkpoints import model_folder


def state(**given: object) -> dict:
    return {"comparison": compared(), "colour": "kl_ba", "selected": None} | given


def of_two_vocabularies(folder: Path) -> dict:
    return json.loads(lp.compare_models("tiny-gpt2", model_folder(folder), "Once upon a time ☕").to_json())


def partings(name: str) -> list[int]:
    """The tokens of the text, those with the largest KL first."""
    kl = [token["distributions"][name] for token in compared()["tokens"]]
    return sorted(range(len(kl)), key=lambda index: -kl[index])


def told(page: Page) -> str:
    return page.get_by_role("group", name="The token under the pointer").inner_text()


def test_a_token_opens_both_distributions_with_all_others_as_one_row(mount) -> None:
    page = mount("model_comparison", state())
    index = 2
    token = compared()["tokens"][index]
    page.get_by_role("listbox").get_by_role("option").nth(index).click()
    assert page.evaluate("heard.at(-1).selected") == index
    assert f"Token {index + 1}:" in told(page)
    table = page.get_by_role("table", name="What either model expected here")
    rest = table.get_by_role("row").last
    place = token["distributions"]
    expect(rest).to_contain_text(f"{place['others_count']:,} others")
    folded = table.get_by_role("button", name="more tokens")
    hidden = sum(each["a"] < 0.001 and each["b"] < 0.001 and each["id"] != token["id"] for each in place["candidates"])
    if hidden > 1:
        folded.click()
    expect(table.get_by_role("row")).to_have_count(2 + len(place["candidates"]))
    expect(table.locator(".lp-taken")).to_have_count(1)


def test_jumps_go_to_where_they_part_most_by_button_and_by_key(mount) -> None:
    page = mount("model_comparison", state())
    options = page.get_by_role("listbox").get_by_role("option")
    order = partings("kl_ba")
    for place in (0, 1, 2):
        page.get_by_role("button", name="Next parting").click()
        assert page.evaluate("heard.at(-1).selected") == order[place]
        expect(options.nth(order[place])).to_be_focused()
        expect(page.get_by_role("status")).to_contain_text(f"parting {place + 1} of {len(order)}")
    page.keyboard.press("n")
    expect(options.nth(order[3])).to_have_attribute("aria-selected", "true")
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(options.nth(order[1])).to_have_attribute("aria-selected", "true")
    assert f"Token {order[1] + 1}:" in told(page)
    choose(page.get_by_role("radio", name="KL(A ‖ B)"))
    page.evaluate("model.set('selected', null)")
    page.get_by_role("button", name="Next parting").click()
    assert page.evaluate("heard.at(-1).selected") == partings("kl_ab")[0]


def test_the_token_itself_says_by_which_model_it_is_likelier_in_line_and_colour(mount, axe) -> None:
    page = mount("model_comparison", state(colour="token"))
    for index, token in enumerate(compared()["tokens"]):
        side = "b" if token["b"]["logprob"] > token["a"]["logprob"] else "a"
        assert f"lp-likelier-{side}" in page.get_by_role("option").nth(index).get_attribute("class")
    assert axe(page, "#here") == []


def test_a_model_against_itself_has_nothing_to_jump_to(mount) -> None:
    same = json.loads(lp.compare_models("tiny-qwen", "tiny-qwen", "Once upon").to_json())
    page = mount("model_comparison", state(comparison=same))
    expect(page.get_by_text("both are the same model")).to_be_visible()
    expect(page.get_by_role("button", name="Next parting")).to_be_hidden()


def test_two_vocabularies_are_told_in_stretches_and_why(mount, axe, tmp_path: Path) -> None:
    found = of_two_vocabularies(tmp_path)
    page = mount("model_comparison", state(comparison=found))
    expect(page.get_by_text("The two vocabularies are not the same")).to_be_visible()
    stretches = found["vocabularies"]["stretches"]
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_count(len(stretches))
    options.last.click()
    for letter, side in (("A", "a"), ("B", "b")):
        rows = page.get_by_role("table", name=f"The tokens of {letter}").get_by_role("row")
        first, end = stretches[-1][side]
        expect(rows).to_have_count(1 + end - first)
    assert axe(page, "#here") == []
