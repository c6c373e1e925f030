"""The playground: type, generate, stop, look at a token, set two texts side by side."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.actions import LONG, RUN, choose, generate, tokens, wait_for

pytestmark = pytest.mark.alone_too


def test_a_prompt_is_typed_and_continued_as_the_library_continues_it(open_page) -> None:
    import llm_playground as lp

    page = open_page("#/playground")
    page.get_by_label("Prompt").fill("Once upon a time")
    choose(page.get_by_label("Greedy").first)
    page.get_by_label("New tokens", exact=True).fill("12")
    page.keyboard.press("Control+Enter")
    wait_for(page, "done")
    expect(tokens(page)).to_have_count(12)
    shown = page.locator(".lp-text").inner_text().replace("⏎", "")
    assert shown == lp.generate("tiny-gpt2", "Once upon a time", "greedy", 12)


@pytest.mark.needs_server("what runs there is counted")
def test_escape_stops_in_the_middle_and_the_server_stops_too(open_page, served, slow_model) -> None:
    page = open_page(LONG)
    generate(page)
    expect(tokens(page).nth(3)).to_be_visible()
    assert served.runs == 1
    page.keyboard.press("Escape")
    wait_for(page, "stopped")
    made = tokens(page).count()
    served.wait_until_idle()
    assert tokens(page).count() == made < 400
    expect(page.get_by_text(f"Stopped after {made} tokens.")).to_be_visible()


@pytest.mark.needs_server("what runs there is counted")
def test_leaving_the_room_stops_the_run(open_page, served, slow_model) -> None:
    page = open_page(LONG)
    generate(page)
    expect(tokens(page).nth(2)).to_be_visible()
    page.get_by_role("link", name="Tokenize").first.click()
    expect(page.get_by_role("heading", name="Tokenize", exact=True)).to_be_visible()
    served.wait_until_idle()


def test_the_keys_work_wherever_the_focus_is(open_page, slow_model) -> None:
    page = open_page(LONG)
    page.locator("h1").click()  # nothing that can be focused
    page.keyboard.press("Control+Enter")
    expect(tokens(page).nth(2)).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("Escape")
    wait_for(page, "stopped")


def test_tokens_appear_one_by_one_and_the_list_is_never_drawn_anew(open_page, slow_model) -> None:
    page = open_page(LONG)
    generate(page)
    expect(tokens(page).nth(1)).to_be_visible()
    page.evaluate("document.querySelector('.lp-tok').dataset.kept = 'yes'")
    expect(tokens(page).nth(5)).to_be_visible()
    assert page.locator('.lp-tok[data-kept="yes"]').count() == 1
    page.keyboard.press("Escape")


def test_pointing_at_a_token_tells_its_rank_probability_and_what_else_could_have_come(open_page) -> None:
    import llm_playground as lp

    step = lp.trace("tiny-gpt2", "Once upon a time", "greedy", 20).steps[4]
    page = open_page(RUN)
    generate(page)
    wait_for(page, "done")
    tokens(page).nth(4).hover()
    story = page.get_by_role("group", name="The token under the pointer")
    expect(story).to_contain_text("Token 5")
    expect(story).to_contain_text(f"{step.choice.rank} of 2,048")
    expect(story).to_contain_text(f"{step.stages[0].entropy:.2f} nats")
    rows = story.get_by_role("row")
    expect(rows).to_have_count(1 + 10 + 1)
    expect(rows.last).to_contain_text(re.compile(r"all others\s*2,038 tokens\s*mass"))
    for row, candidate in zip(rows.all()[1:11], step.stages[0].candidates, strict=True):
        expect(row).to_contain_text(candidate.piece.decode().replace(" ", "␣"))


def test_tokens_are_one_tab_stop_and_the_arrow_keys_move_between_them(open_page) -> None:
    page = open_page(RUN)
    generate(page)
    wait_for(page, "done")
    assert page.locator('.lp-tok[tabindex="0"]').count() == 1
    tokens(page).first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(tokens(page).nth(2)).to_be_focused()
    expect(page.get_by_role("group", name="The token under the pointer")).to_contain_text("Token 3")
    page.keyboard.press("End")
    expect(tokens(page).last).to_be_focused()
    page.keyboard.press("Enter")
    expect(tokens(page).last).to_have_attribute("aria-selected", "true")
    assert page.locator('.lp-tok[tabindex="0"]').count() == 1


def test_the_strategy_brings_its_parameters_and_what_each_does(open_page) -> None:
    from llm_playground.decoding import PARAMETERS, STRATEGIES

    page = open_page("#/playground?strategy=greedy&prompt=x")
    expect(page.get_by_label("Top-k", exact=True)).to_have_count(1)  # the strategy; no parameter yet
    choose(page.get_by_role("radio", name="Top-k"))
    expect(page.get_by_text(STRATEGIES["top_k"].effect)).to_be_visible()
    expect(page.get_by_text(PARAMETERS["top_k"].effect)).to_be_visible()
    expect(page.locator('input[name="top_k"]')).to_have_value("50")
    choose(page.get_by_role("radio", name="Beam", exact=True))
    expect(page.locator('input[name="num_beams"]')).to_have_value("4")
    expect(page.locator('input[name="top_k"]')).to_have_count(0)
    # What is unfolded at the lower edge of the column comes into view.
    choose(page.get_by_role("radio", name="Sample"))
    page.set_viewport_size({"width": 1280, "height": 760})
    page.get_by_text("Combine with others").click()
    expect(page.locator(".more > [data-field=order]")).to_be_in_viewport(ratio=0.9)
    rare = page.locator('[data-field="parameters.top_n_sigma"]')
    expect(rare).to_be_hidden()
    page.get_by_text("Other cuts").click()
    expect(rare).to_be_visible()
    page.get_by_text("By chance and by memory").click()
    # Of a warper with several parameters the first one switches it on, and with it the others come.
    rows = [row for row in PARAMETERS.values() if row.warper]
    first = {row.warper: row.name for row in reversed(rows)}
    for row in rows:
        expected = int(first[row.warper] == row.name)
        expect(page.locator(f'[data-field="parameters.{row.name}"]')).to_have_count(expected)
    page.get_by_role("checkbox", name="Use XTC probability").check()
    expect(page.locator('input[name="xtc_threshold"]')).to_have_value("0.1")
    page.get_by_role("checkbox", name="Use XTC probability").uncheck()
    expect(page.locator('input[name="xtc_threshold"]')).to_have_count(0)


def test_every_value_that_cannot_be_is_told_at_its_control_at_once_and_nothing_is_sent(open_page) -> None:
    page = open_page("#/playground?strategy=top_p&top_p=7&temperature=-1&seed=1.5&max_new_tokens=5&prompt=x")
    generate(page)
    for name, sentence in {"top_p": "from 0 to 1", "temperature": "at least 0", "seed": "a whole number"}.items():
        control = page.locator(f'input[name="{name}"]')
        expect(control).to_have_attribute("aria-invalid", "true")
        problem = page.locator(f"#{control.get_attribute('aria-errormessage')}")
        expect(problem).to_contain_text(sentence)
    for name, legal in {"top_p": "0 to 1", "temperature": "from 0", "max_new_tokens": "0 to 1,000"}.items():
        assert page.locator(".knob", has=page.locator(f'input[name="{name}"]')).locator(".range").inner_text() == legal
    expect(page.locator('input[name="top_p"]')).to_be_focused()
    page.locator('input[name="top_p"]').fill("0.9")
    expect(page.locator(".field-problem")).to_have_count(2)
    expect(page.locator("[data-status]")).to_have_attribute("data-status", "empty")


@pytest.mark.needs_server("its limits change")
def test_what_only_the_server_can_tell_is_told_at_the_control_too(open_page, served, monkeypatch) -> None:
    monkeypatch.setattr(served.session, "limits", replace(served.session.limits, prompt_characters=5))
    page = open_page("#/playground?strategy=greedy&max_new_tokens=5&prompt=xxx", allow=("422",))
    expect(page.get_by_label("Prompt")).to_be_visible()  # it knows the old limits by now
    monkeypatch.setattr(served.session, "limits", replace(served.session.limits, prompt_characters=2))
    generate(page)
    wait_for(page, "error")
    expect(page.get_by_label("Prompt")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".text-card")).to_contain_text("at most 2 are read")


@pytest.mark.needs_server("which tells several problems at once")
def test_a_bias_and_a_ban_that_the_model_cannot_have_are_told_at_their_fields(open_page) -> None:
    wrong = 'logit_bias={" elephantine": -5}&banned_words=[[99999]]'
    page = open_page(f"#/playground?strategy=greedy&max_new_tokens=5&prompt=xxx&{wrong}")
    generate(page)
    wait_for(page, "error")
    for name, told in (("logit_bias", "A bias is for one token"), ("banned_words", "There is no token 99999")):
        field = page.locator(f'[data-field="parameters.{name}"]')
        expect(field.locator(".field-problem")).to_contain_text(told)
        expect(field.locator("input[type=text]")).to_have_attribute("aria-invalid", "true")


def test_a_reload_loses_nothing_and_a_link_shows_the_same(open_page) -> None:
    page = open_page("#/playground")
    page.get_by_label("Prompt").fill("The little robot & the <b>fox</b>")
    choose(page.get_by_role("radio", name="Min-p"))
    page.locator('input[name="min_p"]').fill("0.2")
    page.get_by_label("Seed").fill("11")
    link = page.evaluate("location.hash")
    page.reload()
    for again in (page, open_page(link)):
        expect(again.get_by_label("Prompt")).to_have_value("The little robot & the <b>fox</b>")
        expect(again.get_by_role("radio", name="Min-p")).to_be_checked()
        expect(again.locator('input[name="min_p"]')).to_have_value("0.2")
        expect(again.get_by_label("Seed")).to_have_value("11")
    page.goto(page.url.split("#")[0] + "#/playground")
    page.reload()
    expect(page.get_by_label("Seed")).to_have_value("11")


def test_the_same_seed_draws_the_same_text_again(open_page) -> None:
    page = open_page("#/playground?model=tiny-gpt2&strategy=sample&max_new_tokens=15&prompt=Once+upon")
    generate(page)
    wait_for(page, "done")
    first = page.locator(".lp-text").inner_text()
    page.get_by_role("button", name="Keep this seed").click()
    generate(page)
    expect(page.get_by_role("button", name="Generate")).to_be_visible()
    wait_for(page, "done")
    assert page.locator(".lp-text").inner_text() == first


def test_two_lanes_run_side_by_side(open_page) -> None:
    page = open_page(RUN)
    page.get_by_role("button", name="Compare with").click()
    choose(page.get_by_role("group", name="Strategy of text B").get_by_label("Beam", exact=True))
    assert page.url.count("strategy=") == 2
    generate(page)
    expect(page.locator('[data-status="done"]')).to_have_count(2)
    expect(page.get_by_role("table", name="Finished beams")).to_be_visible()
    left, right = (lane.bounding_box() for lane in page.locator(".lane").all())
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] < right["x"]
    for letter, strategy in {"A": "Greedy", "B": "Beam"}.items():
        expect(page.get_by_role("region", name=f"Text {letter}")).to_contain_text(f"{letter}tiny-gpt2{strategy}")
    # On a phone the folded settings tell of both texts, and the numbers of the beams are not cut off.
    page.set_viewport_size({"width": 390, "height": 844})
    told = page.locator(".settings .set")
    expect(told.locator("span")).to_have_text(["A tiny-gpt2 · Greedy", "B tiny-gpt2 · Beam", "20 tokens"])
    for node in (told, page.locator(".lp-scroll", has=page.get_by_role("table", name="Finished beams"))):
        assert node.evaluate("each => each.scrollWidth <= each.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    strategy = page.get_by_role("group", name="Strategy of text B")
    expect(strategy.get_by_label("Beam", exact=True)).to_be_checked()
    expect(strategy).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Remove B").click()
    expect(page.locator(".lane")).to_have_count(1)


def test_four_texts_share_a_seed_that_can_be_kept_mark_where_they_part_and_change_colour_together(open_page) -> None:
    strategies = "&".join(f"strategy={name}" for name in ("greedy", "sample", "top_p", "min_p"))
    page = open_page(f"#/playground?{strategies}&temperature=&temperature=3&max_new_tokens=6&prompt=Once")
    expect(page.get_by_role("button", name="Compare with")).to_be_hidden()
    generate(page)
    expect(page.locator('[data-status="done"]')).to_have_count(4)
    seeds = page.locator(".lane .tag", has_text="Seed").all_inner_texts()
    assert (len(seeds), len(set(seeds))) == (3, 1)
    page.get_by_role("region", name="Text B").get_by_role("button", name="Keep this seed").click()
    expect(page.get_by_label("Seed")).to_have_value(seeds[1].removeprefix("Seed "))
    expect(page.get_by_role("button", name="Keep this seed")).to_have_count(0)  # it is kept, of all of them
    expect(page.locator(".lp-legend:visible")).to_have_count(1)  # one key for all
    one, other = (page.get_by_role("region", name=f"Text {letter}").get_by_role("option") for letter in "AB")
    texts = [tokens.all_inner_texts() for tokens in (one, other)]
    parts = next(at for at, pair in enumerate(zip(*texts, strict=True)) if pair[0] != pair[1])
    expect(other.nth(parts)).to_have_class(re.compile("lp-fork"))
    choose(page.get_by_role("radio", name="rank", exact=True).first)
    expect(page.get_by_label("The place of each token")).to_have_count(4)


def test_what_a_person_types_is_text_and_never_markup(open_page) -> None:
    page = open_page("#/playground?strategy=greedy&max_new_tokens=3")
    page.get_by_label("Prompt").fill("<script>alert(1)</script><img src=x onerror=alert(1)> <|endoftext|>")
    generate(page)
    wait_for(page, "done")
    expect(page.locator(".lp-given")).to_contain_text("<script>alert(1)</script>")
    assert page.locator("main script, main img").count() == 0


def test_too_long_a_text_is_said_at_once_and_not_sent(open_page) -> None:
    page = open_page("#/playground?strategy=greedy&max_new_tokens=3&prompt=x")
    page.get_by_label("Prompt").fill("a " * 50_000)
    expect(page.get_by_text("100,000 characters: at most 50,000")).to_be_visible()
    generate(page)
    expect(page.get_by_label("Prompt")).to_be_focused()
    page.reload()
    assert len(page.get_by_label("Prompt").input_value()) == 100_000


def test_on_a_phone_a_token_stands_above_the_sheet_that_tells_of_it(open_page) -> None:
    page = open_page(f"{RUN}&go=", viewport={"width": 390, "height": 844})
    wait_for(page, "done")
    last = tokens(page).last
    last.click()
    sheet = page.locator(".lp-pinned")
    expect(sheet).to_contain_text("Token 20")
    page.wait_for_function(
        "() => document.querySelector('[aria-selected=true]').getBoundingClientRect().bottom"
        " <= document.querySelector('.lp-pinned').getBoundingClientRect().top"
    )
    assert last.bounding_box()["y"] > 0
    # The field is as high as what is written in it, here as on a wide screen.
    field = page.get_by_label("Prompt", exact=True)
    field.fill("Once upon a time there was a little dragon who could not breathe fire")
    assert field.evaluate("el => el.clientHeight >= el.scrollHeight && el.clientHeight > 50")


def test_the_panel_of_a_token_stays_fits_and_a_click_pins_it(open_page) -> None:
    page = open_page(RUN.replace("greedy", "top_p&top_p=0.9&temperature=0.8&seed=3"))
    generate(page)
    wait_for(page, "done")
    story = page.get_by_role("group", name="The token under the pointer")
    tokens(page).nth(2).hover()
    page.mouse.move(5, 5)
    expect(story).to_contain_text("Token 3")
    table = story.locator(".lp-scroll")
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
    expect(table.get_by_role("columnheader").last).to_have_text("After temperature 0.8, top-p 0.9")
    expect(story).to_contain_text("Click the token to keep it here.")
    tokens(page).nth(4).click()
    tokens(page).nth(2).hover()
    page.mouse.move(5, 5)
    expect(story).to_contain_text("Token 5")
    page.get_by_role("button", name="Let go").click()
    expect(story).not_to_contain_text("Token 5")


def test_texts_are_set_as_chips_that_say_which_tokens_they_are_and_a_stop_string_is_told(open_page) -> None:
    link = '#/playground?strategy=greedy&prompt=Once upon a time&stop=[" named"]&banned_words=["cat"]'
    page = open_page(link)
    stop, banned = page.locator('[data-field="stop"]'), page.locator('[data-field="parameters.banned_words"]')
    expect(banned.locator("li small")).to_contain_text("or ␣cat")
    banned.locator("input").fill("little")
    banned.locator("input").press("Enter")
    expect(banned.locator("li")).to_have_count(2)
    banned.get_by_role("button", name="Remove cat").click()
    expect(stop.locator("li")).to_contain_text("␣named")
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_text('The stop string " named" came')).to_be_visible()
    expect(page.locator(".lp-text")).not_to_contain_text("little")
    assert "banned_words=%5B%22little%22%5D" in page.url
