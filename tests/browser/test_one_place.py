"""The rooms are one place: what was set in one is there in the next, and what is out of date says so."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
uvicorn = pytest.importorskip("uvicorn")
from playwright.sync_api import expect  # noqa: E402

from llm_playground.engine.session import Session  # noqa: E402
from llm_playground.web import app  # noqa: E402
from tests.browser.actions import LONG, RUN, generate, tokens, wait_for  # noqa: E402


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


@pytest.fixture
def recommend(served) -> Iterator[Callable[..., None]]:
    """Lets the instruct model recommend something until the test is over."""
    file = Path(served.chat) / "generation_config.json"
    before = file.read_text()

    def write(**entries: object) -> None:
        file.write_text(json.dumps(json.loads(before) | entries))

    yield write
    file.write_text(before)


def test_what_a_model_recommends_stands_by_the_strategies_and_is_taken_by_a_button(
    open_page, served, recommend
) -> None:
    recommend(do_sample=True, temperature=0.7, top_k=20, repetition_penalty=1.1, guidance_scale=3, stop_strings=["END"])
    page = open_page(f"#/playground?model={served.chat}&strategy=top_p&top_p=0.9&max_new_tokens=4&order=llama.cpp")
    line = page.locator(".recommended")
    expect(line.locator("p")).to_have_text(
        "chat recommends: sample, repetition penalty 1.1, temperature 0.7, top-k 20, "
        'stop strings "END". '
        "Not followed: guidance_scale 3 (not offered here)."
    )
    page.select_option('select[name="model"]', "tiny-gpt2")
    expect(line).to_be_hidden()
    page.select_option('select[name="model"]', served.chat)
    page.get_by_role("button", name="Use these").click()
    expect(page.get_by_role("radio", name="Sample")).to_be_checked()
    expect(page.get_by_label("Temperature", exact=True)).to_have_value("0.7")
    expect(page.get_by_role("button", name="Use these")).to_be_focused()
    expect(page.get_by_label("Order of the steps")).to_have_value("transformers")
    generate(page)
    wait_for(page, "done")
    expect(page.get_by_role("button", name="Use these")).to_be_in_viewport()
    shown = page.locator(".lane-head .tag")
    expect(shown).to_have_text(
        ["Sample", "Repetition penalty 1.1", "Temperature 0.7", "Top-k 20", 'Stop strings "END"', re.compile("Seed")]
    )
    page.locator(".top nav").get_by_role("link", name="Generate").click()
    expect(page.get_by_role("heading", level=1, name="Generate")).to_be_visible()
    page.get_by_role("button", name="Use these").click()
    expect(page).to_have_url(re.compile("strategy=sample.*temperature=0.7.*top_k=20"))


def test_what_a_model_recommends_is_shown_as_soon_as_it_has_been_fetched(new_page, served, recommend) -> None:
    page = new_page()

    def not_here(route) -> None:
        answer = route.fetch()
        catalog = answer.json()
        for each in catalog["models"]:
            if each["key"] == served.chat:
                each |= {"state": "remote", "kind": None, "recommended": None, "download_megabytes": 5}
        route.fulfill(response=answer, json=catalog)

    page.route("**/api/catalog", not_here)
    page.goto(f"{served.url}#/compare?model=tiny-gpt2&model={served.chat}&max_new_tokens=2")
    chosen = page.get_by_label("Model of text B", exact=True).locator("option:checked")
    expect(chosen).to_contain_text("(5 MB to download)")
    expect(page.locator(".recommended")).to_have_count(0)
    page.unroute("**/api/catalog")
    recommend(do_sample=True, top_k=20)
    page.locator(".text-card .primary").click()
    expect(page.locator('[data-status="done"]')).to_have_count(2)
    expect(page.locator(".recommended p")).to_have_text("chat recommends: sample, top-k 20.")
    expect(chosen).not_to_contain_text("to download")
    page.get_by_role("button", name="Use these").click()
    expect(page.get_by_role("radio", name="Sample")).to_be_checked()
    expect(page).to_have_url(re.compile("strategy=sample.*top_k=20"))


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
        ("#/inside?layer=9&prompt=Once", "Layer is 9", ".results.known"),
        ("#/inside?head=-1&prompt=Once", "Head is -1", ".results.known"),
        ("#/arena?way=sweep&around=7&prompt=x", "Set besides: there is no “7”, so “nothing", "[name=around]"),
        ("#/tokenize?tokenizer=nope&prompt=x", "the tokenizer “nope”", "[role=option]"),
        ("#/playground?colour=mauve&prompt=x&go=", "Colour by: there is no “mauve”", ".text-card .primary"),
        ("#/surprise?colour=mauve&prompt=Once", "Colour: there is no “mauve”", "[role=option]"),
        ("#/guess?game=-4", "Game: there is no “-4”, so “1” is used instead.", "[name=option]"),
        ("#/guess?model=tiny-qwen-chat", "“tiny-qwen-chat” is an instruct model, and this is", "[name=option]"),
        ("#/playground?strategy=sample&logit_bias=zz:1e9&prompt=x&go=", "Logit bias is zz:1e9;", ".text-card .primary"),
        ("#/playground?strategy=beam&early_stopping=zz&prompt=x&go=", "no “zz”. It is left out", ".text-card .primary"),
        ("#/nosuch", "There is no room “nosuch”", ".hero"),
    ],
)
def test_a_link_with_a_wrong_value_says_so_and_goes_on(open_page, link: str, said: str, goes_on: str) -> None:
    page = open_page(link, allow=("422",))
    expect(page.locator(".notice")).to_contain_text(said)
    expect(page.locator(goes_on).first).to_be_visible()
    expect(page.locator("[data-status=done], [data-state=done]")).to_have_count(0)  # nothing ran as if it were right


def test_a_model_that_a_room_does_not_take_stays_chosen_in_the_others(open_page) -> None:
    page = open_page("#/playground?prompt=x&model=tiny-qwen-chat")
    expect(page.locator("select[name=model]")).to_have_value("tiny-qwen-chat")
    page.get_by_role("link", name="Guess", exact=True).click()
    expect(page.locator("select[name=model]")).to_have_value("tiny-gpt2")
    expect(page.locator(".notice")).to_have_count(0)
    page.reload()
    expect(page.locator("select[name=model]")).to_have_value("tiny-gpt2")
    page.get_by_role("link", name="Generate", exact=True).click()
    expect(page.locator("select[name=model]")).to_have_value("tiny-qwen-chat")
    # The address that somebody copies from the room is a link, and names its model.
    page.goto(f"{page.url.split('#')[0]}#/guess?model=tiny-gpt2&game=1")
    expect(page.locator("select[name=model]")).to_have_value("tiny-gpt2")
    page.get_by_role("link", name="Generate", exact=True).click()
    expect(page.locator("select[name=model]")).to_have_value("tiny-gpt2")


def test_a_prompt_is_counted_in_tokens_before_anything_is_asked(open_page) -> None:
    import llm_playground as lp

    page = open_page("#/playground?model=tiny-gpt2&prompt=Once+upon+a+time")
    counter = page.locator(".counter")
    made = len(lp.encode_text("Once upon a time"))
    expect(counter.get_by_role("button")).to_have_text(f"{made} tokens of at most 512")
    page.get_by_label("Prompt").fill("one two " * 400)
    expect(counter).to_contain_text("tiny-gpt2 reads at most 512")
    page.locator(".text-card .primary").click()
    wait_for(page, "error")
    page.get_by_label("Prompt").fill("a " * 36_000)  # of two limits one holds now, and the other is out of date
    expect(page.get_by_text("72,000 characters: at most 50,000")).to_be_visible()
    expect(counter).to_have_text("")
    expect(page.get_by_text("have changed since")).to_be_visible()
    page.get_by_label("Prompt").fill("")
    expect(counter).to_contain_text("end-of-text token")


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
    row = re.sub(r"(ROOMS = \{.*) \};", r"\1, garden };", text)
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
