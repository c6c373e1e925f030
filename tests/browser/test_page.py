"""The page as a person uses it: type, generate, stop, look at a token, switch rooms, themes and models."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import replace

import pytest

pytest.importorskip("playwright.sync_api")
uvicorn = pytest.importorskip("uvicorn")
from playwright.sync_api import Page, expect  # noqa: E402

from llm_playground.engine.session import Session  # noqa: E402
from llm_playground.web import app  # noqa: E402

ROOMS = ["Tokenize", "Inside", "Generate", "Playground", "Compare"]
RUN = "#/playground?model=tiny-gpt2&strategy=greedy&max_new_tokens=20&prompt=Once+upon+a+time"
LONG = "#/playground?model=tiny-gpt2&strategy=sample&temperature=1.5&seed=3&max_new_tokens=400&prompt=Once"


def tokens(page: Page):
    return page.get_by_role("listbox", name="Generated tokens").get_by_role("option")


def generate(page: Page) -> None:
    page.get_by_role("button", name="Generate", exact=False).click()


def wait_for(page: Page, status: str) -> None:
    expect(page.locator(f'[data-status="{status}"]').first).to_be_visible()


def test_a_prompt_is_typed_and_continued_as_the_library_continues_it(open_page) -> None:
    import llm_playground as lp

    page = open_page("#/playground")
    page.get_by_label("Prompt").fill("Once upon a time")
    page.get_by_label("Greedy").first.check(force=True)
    page.get_by_label("New tokens", exact=True).fill("12")
    page.keyboard.press("Control+Enter")
    wait_for(page, "done")
    expect(tokens(page)).to_have_count(12)
    shown = page.locator(".lp-text").inner_text().replace("⏎", "")
    assert shown == lp.generate("tiny-gpt2", "Once upon a time", "greedy", 12)


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
    story = page.get_by_role("group", name="The token pointed at")
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
    expect(page.get_by_role("group", name="The token pointed at")).to_contain_text("Token 3")
    page.keyboard.press("End")
    expect(tokens(page).last).to_be_focused()
    page.keyboard.press("Enter")
    expect(tokens(page).last).to_have_attribute("aria-selected", "true")
    assert page.locator('.lp-tok[tabindex="0"]').count() == 1


def test_the_strategy_brings_its_parameters_and_what_each_does(open_page) -> None:
    from llm_playground.decoding import PARAMETERS, STRATEGIES

    page = open_page("#/playground?strategy=greedy&prompt=x")
    expect(page.get_by_label("Top-k", exact=True)).to_have_count(1)  # the strategy; no parameter yet
    page.get_by_role("radio", name="Top-k").check(force=True)
    expect(page.get_by_text(STRATEGIES["top_k"].effect)).to_be_visible()
    expect(page.get_by_text(PARAMETERS["top_k"].effect)).to_be_visible()
    expect(page.locator('input[name="top_k"]')).to_have_value("50")
    page.get_by_role("radio", name="Beam").check(force=True)
    expect(page.locator('input[name="num_beams"]')).to_have_value("4")
    expect(page.locator('input[name="top_k"]')).to_have_count(0)


def test_every_value_that_cannot_be_is_told_at_its_control_at_once_and_nothing_is_sent(open_page) -> None:
    page = open_page("#/playground?strategy=top_p&top_p=7&temperature=-1&seed=1.5&max_new_tokens=5&prompt=x")
    generate(page)
    for name, sentence in {"top_p": "from 0 to 1", "temperature": "at least 0", "seed": "a whole number"}.items():
        control = page.locator(f'input[name="{name}"]')
        expect(control).to_have_attribute("aria-invalid", "true")
        problem = page.locator(f"#{control.get_attribute('aria-errormessage')}")
        expect(problem).to_contain_text(sentence)
    expect(page.locator('input[name="top_p"]')).to_be_focused()
    page.locator('input[name="top_p"]').fill("0.9")
    expect(page.locator(".field-problem")).to_have_count(2)
    expect(page.locator("[data-status]")).to_have_attribute("data-status", "empty")


def test_what_only_the_server_can_tell_is_told_at_the_control_too(open_page, served, monkeypatch) -> None:
    monkeypatch.setattr(served.session, "limits", replace(served.session.limits, prompt_characters=5))
    page = open_page("#/playground?strategy=greedy&max_new_tokens=5&prompt=xxx", allow=("422",))
    expect(page.get_by_label("Prompt")).to_be_visible()  # it knows the old limits by now
    monkeypatch.setattr(served.session, "limits", replace(served.session.limits, prompt_characters=2))
    generate(page)
    wait_for(page, "error")
    expect(page.get_by_label("Prompt")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".text-card")).to_contain_text("at most 2 are read")


def test_a_reload_loses_nothing_and_a_link_shows_the_same(open_page) -> None:
    page = open_page("#/playground")
    page.get_by_label("Prompt").fill("The little robot & the <b>fox</b>")
    page.get_by_role("radio", name="Min-p").check(force=True)
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
    page.get_by_role("group", name="Strategy of text B").get_by_label("Beam").check(force=True)
    assert page.url.count("strategy=") == 2
    generate(page)
    expect(page.locator('[data-status="done"]')).to_have_count(2)
    expect(page.get_by_role("table", name="Finished beams")).to_be_visible()
    for letter, strategy in {"A": "Greedy", "B": "Beam"}.items():
        expect(page.get_by_role("region", name=f"Text {letter}")).to_contain_text(f"{letter}tiny-gpt2{strategy}")
    page.reload()
    expect(page.get_by_role("group", name="Strategy of text B").get_by_label("Beam")).to_be_checked()
    page.get_by_role("button", name="Remove B").click()
    expect(page.locator(".lane")).to_have_count(1)


def test_each_of_two_texts_has_a_seed_that_can_be_kept(open_page) -> None:
    page = open_page("#/playground?strategy=sample&strategy=top_p&max_new_tokens=3&prompt=Once")
    generate(page)
    expect(page.locator('[data-status="done"]')).to_have_count(2)
    seeds = page.locator(".lane .tag", has_text="Seed").all_inner_texts()
    page.get_by_role("region", name="Text B").get_by_role("button", name="Keep this seed").click()
    expect(page.get_by_label("Seed")).to_have_value(seeds[1].removeprefix("Seed "))


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


def test_a_text_is_tokenized_as_it_is_typed(open_page) -> None:
    import llm_playground as lp

    page = open_page("#/tokenize")
    text = "naïve ☕\nfox"
    page.get_by_label("Text", exact=True).fill(text)
    chips = page.get_by_role("listbox", name="Tokens").get_by_role("option")
    expect(chips).to_have_count(len(lp.encode_text(text)))
    assert [int(id) for id in page.locator(".lp-id").all_inner_texts()] == lp.encode_text(text)
    page.get_by_text("All tokens as a table").click()
    expect(page.get_by_role("table", name="Tokens")).to_contain_text("e2")


def test_a_hundred_kilobytes_are_tokenized_and_shown_a_part_at_a_time(open_page) -> None:
    page = open_page("#/tokenize")
    page.get_by_label("Text", exact=True).fill("The quick brown fox. " * 4700)
    expect(page.get_by_role("button", name="Show more")).to_be_visible()
    assert page.locator(".lp-token").count() == 1500
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".lp-token")).to_have_count(3000)


def test_a_head_is_looked_at_and_another_one_chosen(open_page) -> None:
    page = open_page("#/inside")
    weights = page.get_by_role("table", name="What the chosen token looks at")
    expect(weights).to_be_visible()
    before = weights.inner_text()
    page.get_by_role("group", name="Layer").get_by_label("2").check(force=True)
    expect(weights).not_to_have_text(before)
    expect(page.get_by_role("img", name=re.compile("layer 2, head 0"))).to_be_visible()
    assert "layer=2" in page.url
    first = page.get_by_role("listbox", name="Token that looks").get_by_role("option").first
    first.click()
    expect(weights.get_by_role("row").nth(1)).to_contain_text("100")
    expect(weights.get_by_role("row").last).to_contain_text("masked")


def test_of_heads_chosen_in_quick_succession_the_last_one_is_shown(open_page) -> None:
    page = open_page("#/inside")
    expect(page.get_by_role("table", name="What the chosen token looks at")).to_be_visible()
    heads = page.get_by_role("group", name="Head")
    heads.evaluate("(group) => group.querySelectorAll('input').forEach((each) => each.click())")
    expect(page.get_by_role("img", name=re.compile("layer 0, head 3"))).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("Layer 0, head 3 is shown.")


def test_the_modules_are_a_tree_that_the_keyboard_walks(open_page) -> None:
    page = open_page("#/inside")
    tree = page.get_by_role("tree")
    expect(tree).to_be_visible()
    tree.get_by_role("treeitem").first.focus()
    page.keyboard.press("ArrowDown")
    expect(tree.get_by_role("treeitem").nth(1)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(tree.get_by_role("treeitem")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(tree.get_by_role("treeitem").nth(1)).to_be_visible()
    expect(tree.get_by_role("treeitem").first).to_contain_text("2,271,360")


def test_one_token_at_a_time_forward_and_back(open_page) -> None:
    page = open_page("#/generate?model=tiny-gpt2&strategy=top_p&top_p=0.9&seed=7&max_new_tokens=8&prompt=One+day")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Recorded 8 tokens")).to_be_visible()
    expect(page.get_by_text("Step 1 of 8")).to_be_visible()
    page.get_by_role("button", name="Next token").click()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Step 3 of 8")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("The draw: u is 0\\."))).to_be_visible()
    expect(page.locator(".lp-stages .lp-taken")).to_contain_text("drawn")
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text("Step 2 of 8")).to_be_visible()


def test_base_and_instruct_are_compared_and_the_exact_prompt_of_each_is_shown(open_page, served) -> None:
    page = open_page("#/compare")
    page.locator('select[name="base"]').select_option("tiny-gpt2")
    page.locator('select[name="instruct"]').select_option(served.chat)
    page.get_by_label("Prompt for both").fill("What is the capital of France?")
    page.locator(".primary").click()
    expect(page.locator('[data-status="done"]')).to_have_count(2)
    asked = page.locator(".asked pre").all_inner_texts()
    assert asked[0] == "What is the capital of France?"
    assert asked[1].replace("⏎", "") == (
        "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n"
    )


def test_the_theme_is_chosen_and_kept(open_page) -> None:
    page = open_page("", color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    button = page.get_by_role("button", name="Theme")
    button.click()
    button.click()
    expect(button).to_contain_text("dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    assert page.evaluate(ground) == dark


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_heat_of_a_head_follows_the_theme(open_page, motion: str) -> None:
    page = open_page("#/inside", color_scheme="light", reduced_motion=motion, allow=("willReadFrequently",))
    expect(page.get_by_role("table", name="What the chosen token looks at")).to_be_visible()
    corner = "[...document.querySelector('.lp-heat').getContext('2d').getImageData(9, 9, 1, 1).data].join()"
    light = page.evaluate(corner)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => {corner} !== light", arg=light)


def test_every_room_is_reached_by_keyboard_and_says_its_name(open_page) -> None:
    page = open_page("")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for room in ROOMS:
        page.locator(".top nav").get_by_role("link", name=room).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name=room)).to_be_visible()
        expect(page).to_have_title(f"{room} · LLM Playground")
        expect(page.locator("#main")).to_be_focused()


def test_the_start_leads_to_a_text(open_page) -> None:
    page = open_page("")
    page.get_by_label("The beginning of a text").fill("One day, a fox")
    expect(page.get_by_text("Your text is 5 tokens.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Playground")).to_be_visible()
    wait_for(page, "done")
    expect(page.locator(".lp-given")).to_have_text("One day, a fox")


@pytest.mark.parametrize("room", ["", *map(str.lower, ROOMS)])
@pytest.mark.parametrize("width", [390, 1600])
def test_no_room_is_wider_than_the_window(open_page, room: str, width: int) -> None:
    page = open_page(f"#/{room}", viewport={"width": width, "height": 800})
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("room", ["", *map(str.lower, ROOMS)])
def test_axe_finds_nothing(open_page, axe: str, room: str, scheme: str) -> None:
    page = open_page(f"#/{room}", color_scheme=scheme, reduced_motion="reduce")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if room in ("playground", "generate", "compare"):
        if room == "playground":
            page.get_by_role("button", name="Compare with").click()
        if room == "compare":
            page.locator('select[name="base"]').select_option("tiny-gpt2")
            page.locator('select[name="instruct"]').select_option(index=0)
        page.locator(".primary").click()
        expect(page.locator(".primary:not(.running)")).to_be_visible()
        if page.locator(".lp-tok").count():
            page.locator(".lp-tok").first.focus()
    if room in ("tokenize", "inside"):
        expect(page.locator("[role=option]").first).to_be_visible()
        for summary in page.locator("summary:visible").all():
            summary.click()
    if room == "":
        expect(page.locator(".strip a.piece")).to_have_count(5)
    page.evaluate(axe)
    assert violations(page) == []
    # The same while an answer to something else is awaited, which here never comes, and what is shown is out of date.
    page.route("**/api/**", lambda route: None)
    page.locator("input[type=text], textarea").first.fill("Another text")
    if room == "inside":
        page.locator(".primary").click()
    expect(page.locator(".asking" if room in ("", "tokenize", "inside") else ".stale").first).to_be_visible()
    assert violations(page, "color-contrast") == []


def violations(page: Page, *only: str) -> list[tuple[str, list[str]]]:
    found = page.evaluate(
        "only => axe.run(only.length ? { runOnly: only } : {}).then(({ violations }) => violations)", list(only)
    )
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]


# One place ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1280, 640), (390, 640)], ids=str)
@pytest.mark.parametrize("room", ["playground", "generate", "inside", "compare"])
def test_the_main_button_is_seen_in_every_window_and_stop_stands_in_its_place(
    open_page, slow_model, room: str, size: tuple[int, int]
) -> None:
    width, height = size
    page = open_page(f"#/{room}?strategy=greedy&max_new_tokens=100", viewport={"width": width, "height": height})
    button = page.locator(".text-card .primary")
    before = button.bounding_box()
    assert before["y"] + before["height"] <= height
    if room == "inside":
        return
    button.click()
    expect(button).to_contain_text("Stop")
    expect(page.locator(".lp-tok, .so-far mark").first).to_be_visible()
    now = button.bounding_box()
    assert now["y"] + page.evaluate("scrollY") == pytest.approx(before["y"], abs=1)
    button.click()


def test_prompt_model_and_seed_go_along_and_what_a_room_sets_for_itself_stays(open_page) -> None:
    page = open_page("#/playground?model=tiny-qwen&strategy=min_p&min_p=0.2&seed=11&prompt=One+day")
    expect(page.get_by_label("Prompt")).to_have_value("One day")
    for room, label in {"Generate": "Prompt", "Inside": "Text that the model reads", "Tokenize": "Text"}.items():
        page.locator(".top nav").get_by_role("link", name=room).click()
        expect(page.get_by_role("heading", level=1, name=room)).to_be_visible()
        expect(page.get_by_label(label, exact=True)).to_have_value("One day")
        if room == "Tokenize":
            expect(page.locator('select[name="tokenizer"]')).to_have_value("tiny-qwen")
        else:
            expect(page.locator('select[name="model"]')).to_have_value("tiny-qwen")
        if room == "Generate":
            expect(page.get_by_label("Seed")).to_have_value("11")
            expect(page.get_by_role("radio", name="Top-p")).to_be_checked()
    page.get_by_label("Text", exact=True).fill("Two dogs")
    page.locator(".top nav").get_by_role("link", name="Playground").click()
    expect(page.get_by_label("Prompt")).to_have_value("Two dogs")
    expect(page.get_by_role("radio", name="Min-p")).to_be_checked()


def test_a_token_leads_to_its_step_and_to_the_inside_of_the_model(open_page) -> None:
    import llm_playground as lp

    page = open_page("#/playground?model=tiny-gpt2&strategy=sample&max_new_tokens=8&prompt=One+day")
    generate(page)
    wait_for(page, "done")
    seed = int(page.locator(".lane .tag", has_text="Seed").inner_text().removeprefix("Seed "))
    trace = lp.trace("tiny-gpt2", "One day", "sample", 8, seed=seed)
    tokens(page).nth(4).click()
    page.get_by_role("link", name="See its step").click()
    expect(page.get_by_text("Step 5 of 8")).to_be_visible()
    expect(page.get_by_label("Seed")).to_have_value(str(seed))
    expect(page.locator(".lp-stages .lp-taken")).to_contain_text(trace.steps[4].choice.piece.decode().strip())
    page.get_by_role("link", name="See this inside the model").click()
    looks = page.get_by_role("listbox", name="Token that looks").get_by_role("option")
    expect(looks).to_have_count(len(trace.prompt.ids) + 4)
    page.get_by_role("button", name="Look at the prompt alone").click()
    expect(looks).to_have_count(len(trace.prompt.ids))


def test_what_was_made_with_other_settings_is_marked_and_stays(open_page) -> None:
    page = open_page(RUN)
    generate(page)
    wait_for(page, "done")
    stale = page.get_by_text("have changed since")
    expect(stale).to_be_hidden()
    page.get_by_label("Prompt").fill("Once upon a time!")
    expect(stale).to_be_visible()
    expect(tokens(page)).to_have_count(20)
    page.get_by_label("Prompt").fill("Once upon a time")
    expect(stale).to_be_hidden()


@pytest.mark.parametrize(
    ("link", "said", "goes_on"),
    [
        ("#/playground?model=nope&prompt=x&go=", "the model “nope”", ".text-card .primary"),
        ("#/generate?strategy=best&prompt=x&go=", "the strategy “best”", ".text-card .primary"),
        ("#/inside?layer=9&prompt=Once", "layer is 9", ".results.known"),
        ("#/inside?head=-1&prompt=Once", "head is -1", ".results.known"),
        ("#/tokenize?tokenizer=nope&prompt=x", "the tokenizer “nope”", "[role=option]"),
        ("#/nosuch", "There is no room “nosuch”", ".hero"),
    ],
)
def test_a_link_with_a_wrong_value_says_so_and_goes_on(open_page, link: str, said: str, goes_on: str) -> None:
    page = open_page(link, allow=("422",))
    expect(page.locator(".notice")).to_contain_text(said)
    expect(page.locator(goes_on).first).to_be_visible()
    expect(page.locator("[data-status=done], [data-state=done]")).to_have_count(0)  # nothing ran as if it were right


def test_a_prompt_is_counted_in_tokens_before_anything_is_asked(open_page) -> None:
    import llm_playground as lp

    page = open_page("#/playground?model=tiny-gpt2&prompt=Once+upon+a+time")
    counter = page.locator(".counter")
    made = len(lp.encode_text("Once upon a time"))
    expect(counter.get_by_role("button")).to_have_text(f"{made} tokens of at most 512")
    page.get_by_label("Prompt").fill("one two " * 400)
    expect(counter).to_contain_text("tiny-gpt2 reads at most 512")
    page.get_by_label("Prompt").fill("")
    expect(counter).to_contain_text("end-of-text token")


def test_the_panel_of_a_token_stays_and_a_click_pins_it(open_page) -> None:
    page = open_page(RUN)
    generate(page)
    wait_for(page, "done")
    story = page.get_by_role("group", name="The token pointed at")
    tokens(page).nth(2).hover()
    page.mouse.move(5, 5)
    expect(story).to_contain_text("Token 3")
    tokens(page).nth(4).click()
    tokens(page).nth(2).hover()
    page.mouse.move(5, 5)
    expect(story).to_contain_text("Token 5")
    page.get_by_role("button", name="Let go").click()
    expect(story).not_to_contain_text("Token 5")


def test_a_term_explains_itself_by_keyboard_and_escape_takes_only_that_away(open_page, slow_model) -> None:
    page = open_page(LONG)
    generate(page)
    expect(tokens(page).nth(2)).to_be_visible()
    term = page.locator(".counter .lp-term")
    term.focus()
    page.keyboard.press("Enter")
    told = page.locator(".lp-told:popover-open")
    expect(told).to_contain_text("A piece of text that a model reads as one unit")
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    expect(page.locator('[data-status="running"]')).to_be_visible()
    page.keyboard.press("Escape")
    wait_for(page, "stopped")


def test_a_room_more_is_a_file_and_a_row(browser, tmp_path, free_port: int, monkeypatch) -> None:
    package = tmp_path / "package"
    for folder in ("views", "web/page"):
        shutil.copytree(app.PACKAGE / folder, package / folder)
    room = package / "web" / "page" / "rooms" / "garden.js"
    room.write_text(
        'export default { title: "Garden", lead: "Where texts grow.", '
        'enter({ el }) { el.append("A new room"); return () => {}; } };\n',
        encoding="utf-8",
    )
    rooms = package / "web" / "page" / "rooms.js"
    text = rooms.read_text(encoding="utf-8")
    row = text.replace(", compare }", ", compare, garden }")
    rooms.write_text('import garden from "./rooms/garden.js";\n' + row, encoding="utf-8")
    monkeypatch.setattr(app, "PACKAGE", package)
    server = uvicorn.Server(uvicorn.Config(app.make_app(Session()), port=free_port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    page = browser.new_page()
    try:
        expect(page.locator("body")).to_be_attached()
        while not server.started:
            time.sleep(0.02)
        page.goto(f"http://127.0.0.1:{free_port}/#/")
        page.locator(".top nav").get_by_role("link", name="Garden").click()
        expect(page.get_by_text("A new room")).to_be_visible()
        expect(page).to_have_title("Garden · LLM Playground")
    finally:
        page.close()
        server.should_exit = True
        thread.join(10)


def test_a_server_that_ends_with_a_last_word_is_missed_too(open_page, served, slow_model) -> None:
    page = open_page(LONG)
    page.evaluate(
        "async () => { const { server } = await import('/web/page/api.js');"
        " server.addEventListener('gone', () => { document.body.dataset.gone = 'yes'; }); }"
    )
    generate(page)
    expect(tokens(page).nth(3)).to_be_visible()
    served.session.close("The server was stopped.")
    wait_for(page, "error")
    expect(page.locator("body")).to_have_attribute("data-gone", "yes")
    assert tokens(page).count() >= 4


def test_a_server_that_is_killed_is_missed_and_welcomed_back(open_page, free_port: int) -> None:
    port = free_port
    base = f"http://127.0.0.1:{port}/"
    code = (
        "import sys, time, uvicorn\n"
        "from llm_playground.models.native import NativeModel\n"
        "real = NativeModel._next_logits\n"
        "NativeModel._next_logits = lambda self, ids: (time.sleep(0.05), real(self, ids))[1]\n"
        "from llm_playground.engine.session import Session\n"
        "from llm_playground.web.app import make_app\n"
        f"uvicorn.run(make_app(Session()), port={port}, log_level='error')\n"
    )

    def start() -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, "-c", code], env={**os.environ})
        for _ in range(300):
            time.sleep(0.1)
            try:
                urllib.request.urlopen(f"{base}api/catalog").close()
            except OSError:
                continue
            return process
        raise AssertionError("the server did not start")

    server = start()
    try:
        page = open_page(LONG, base=base, allow=("Failed to load resource", "net::ERR"))
        generate(page)
        expect(tokens(page).nth(3)).to_be_visible()
        server.kill()
        server.wait()
        wait_for(page, "error")
        expect(page.get_by_text("The server is gone.")).to_be_visible()
        kept = tokens(page).count()
        assert kept >= 4
        generate(page)  # in vain, and nothing that is shown is lost
        expect(page.get_by_role("button", name="Generate")).to_be_visible()
        assert tokens(page).count() == kept
        server = start()
        expect(page.get_by_text("The server is back.")).to_be_visible()
        assert tokens(page).count() == kept
        generate(page)
        wait_for(page, "running")
    finally:
        server.kill()
        server.wait()
