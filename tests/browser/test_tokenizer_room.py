"""The tokenizer lab of the page, as a person uses it; what it shows is what Python's tokenizers say."""

from __future__ import annotations

import json
import re
import time
from urllib.parse import parse_qs, quote, urlencode

import pytest
import tokenizers

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Locator, Page, expect

from llm_playground.engine.tokenizers import lab as tokenizer_lab
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.lab.bpe_inside import bpe_of
from llm_playground.tokenization.lab.bpe_steps import encoding_steps
from llm_playground.tokenization.lab.chunks import chunks
from llm_playground.tokenization.lab.comparison import compare
from llm_playground.tokenization.lab.samples import cost_of_samples, samples
from llm_playground.tokenization.lab.stories import stories
from llm_playground.tokenization.lab.vocabulary import search, token_card
from tests.browser.test_merges_view import cells_of, read
from tests.browser.text_sizes import fits, sizes_of_text

LOOKS = ["tokens", "compare", "train", "word", "vocabulary", "languages", "chunks"]
OWN = "A fox saw a fox — naïve foxes say 12345 ☕☕☕. " * 6
TEXT = "Once the unbelievably naïve fox\nsaw 🐉 twice."


def link(look: str, **values: str | int) -> str:
    return f"#/tokenize?{urlencode({'look': look, **values}, quote_via=quote)}"


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Tokens").get_by_role("option")


def ids(page: Page) -> list[int]:
    return [int(id) for id in page.locator(".lp-id").all_inner_texts()]


def write(page: Page, text: str) -> None:
    """As a paste does: all at once."""
    page.locator("textarea:visible").evaluate(
        "(area, text) => { area.value = text; area.dispatchEvent(new Event('input')) }", text
    )


def settled(page: Page) -> None:
    """Until the page awaits no answer, nor a pause of the typing to ask in."""
    expect(page.locator(".look:not(.asking, :has(.asking))")).to_have_count(1)


def train(page: Page) -> None:
    page.locator(".primary:not(.running)").click()


def trained(page: Page, served) -> BPETokenizer:
    """The tokenizer that this page had trained last."""
    expect(page.locator(".primary.running, progress:visible")).to_have_count(0)
    expect(page.get_by_text("Trained on")).to_be_visible()
    name = parse_qs(page.url.split("?")[1])["trained"][0]
    return served.session.tokenizer_lab.tokenizers.find(name)


def tokenizer(served, name: str):
    return served.session.tokenizer_lab.tokenizers.find(name)


@pytest.fixture
def slow_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each merge takes a moment, so that there is a middle to cancel in."""
    real = tokenizer_lab.train_rounds

    def slow(words, n_merges, *rest, **more):
        for each in real(words, n_merges, *rest, **more):
            time.sleep(0.05)
            yield each

    monkeypatch.setattr(
        tokenizer_lab, "train_rounds", lambda words, n, *a, **k: (slow if words else real)(words, n, *a, **k)
    )


# Train BPE ------------------------------------------------------------------------------------------------------------


@pytest.mark.needs_server("to train")
def test_every_number_of_merges_shows_the_text_as_the_tokenizer_with_so_many_cuts_it(open_page, served) -> None:
    page = open_page(link("train", vocab_size=400))
    tokenizer = trained(page, served)
    text = "\n".join(stories())[: tokenizer_lab.SHOWN_CHARACTERS]
    slider = page.get_by_role("slider", name="Merges done")

    def check(k: int) -> None:
        expect(page.locator(".lp-status")).to_contain_text(f"After {k} of 144 merges: a vocabulary of {256 + k} tokens")
        shown = read(page)
        assert [each["text"] for each in shown] == cells_of(tokenizer.with_merges(k).explain(text).pieces)

    check(72)  # opened half way: before the first merge nothing is joined
    for k in (1, 77, 143):
        slider.fill(str(k))
        check(k)
    slider.focus()
    for key, k in {"ArrowLeft": 142, "Home": 0, "ArrowRight": 1, "End": 144}.items():
        page.keyboard.press(key)
        check(k)
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    k = int(slider.input_value())
    assert 60 < k < 84
    check(k)


def test_a_text_of_ones_own_is_learned_from_as_it_was_asked(open_page, served) -> None:
    page = open_page(link("train", source="own", vocab_size=290))
    expect(page.get_by_text("Train a tokenizer to see its merges.")).to_be_visible()
    page.get_by_label("Text to train on").fill(OWN)
    page.locator("#choose-pattern").select_option("cl100k")
    page.locator("#choose-tie_rule").select_option("greatest_bytes")
    page.keyboard.press("Control+Enter")
    wanted = BPETokenizer.train([OWN], 290, pattern="cl100k", tie_rule="greatest_bytes")
    assert [merge.pair for merge in trained(page, served).merges] == [merge.pair for merge in wanted.merges]
    page.get_by_role("button", name="Last", exact=True).click()
    expect(page.locator(".lp-status")).to_contain_text(f"the training text takes {len(wanted.encode(OWN))} tokens")
    assert [each["text"] for each in read(page)] == cells_of(wanted.explain(OWN).pieces)


def test_a_file_is_opened_to_learn_from_and_one_that_is_no_text_is_refused(open_page) -> None:
    page = open_page(link("train", source="own", own="before"))
    field = page.locator("#train-file")
    field.set_input_files({"name": "fox.txt", "mimeType": "text/plain", "buffer": OWN.encode()})
    expect(page.get_by_label("Text to train on")).to_have_value(OWN)
    field.set_input_files({"name": "fox.png", "mimeType": "image/png", "buffer": b"\x89PNG\xff"})
    expect(page.get_by_role("alert")).to_contain_text("fox.png is not text in UTF-8")
    expect(page.get_by_label("Text to train on")).to_have_value(OWN)


def test_a_vocabulary_too_small_for_the_bytes_is_refused_at_its_control(open_page, served) -> None:
    page = open_page(link("train", source="own", own=OWN), allow=("422",))
    size = page.get_by_label("Vocabulary size")
    for wrong, allowed in {"100": "256 bytes", "1000000": "8,192"}.items():
        size.fill(wrong)
        train(page)
        expect(page.get_by_role("alert")).to_contain_text(re.compile(f"^Vocabulary size is {wrong};.*{allowed}"))
        expect(size).to_have_attribute("aria-invalid", "true")
    size.fill("270")
    expect(size).not_to_have_attribute("aria-invalid", "true")
    train(page)
    assert trained(page, served).vocab_size == 270
    expect(page.get_by_role("alert")).to_be_hidden()


def test_no_text_is_said_and_too_short_a_text_stops_early_and_says_so(open_page, served) -> None:
    page = open_page(link("train", source="own"), allow=("422",))
    train(page)
    expect(page.get_by_role("alert")).to_contain_text("There is no text to train on")
    for text, merges in {"ab": 1, "🦊": 3, "\0": 0, "x": 0}.items():
        write(page, text)
        train(page)
        expect(page.get_by_text(f"Trained on {len(text)} character")).to_be_visible()
        tokenizer = trained(page, served)
        page.get_by_role("button", name="Last", exact=True).click()
        assert len(tokenizer.merges) == merges
        expect(page.locator(".lp-next")).to_have_text(tokenizer.log.summary)
        assert "256" in tokenizer.log.summary


def test_a_training_is_cancelled_in_the_middle_and_the_earlier_picture_stays(open_page, served, slow_training) -> None:
    page = open_page(link("train", source="own", own=OWN, vocab_size=260))
    train(page)
    first = trained(page, served)
    before = read(page)
    page.get_by_label("Vocabulary size").fill("2000")
    train(page)
    expect(page.get_by_text(re.compile(r"^[1-9]\d* of 1,744 merges"))).to_be_visible()
    assert served.runs == 1
    page.keyboard.press("Escape")
    expect(page.get_by_text("Cancelled. What you see is from before.")).to_be_visible()
    served.wait_until_idle()
    assert read(page) == before
    assert trained(page, served) is first


def test_leaving_for_another_look_stops_the_training(open_page, served, slow_training) -> None:
    page = open_page(link("train", vocab_size=2000))
    expect(page.get_by_text(re.compile(r"^[1-9]\d* of 1,744 merges"))).to_be_visible()
    assert served.runs == 1
    page.get_by_role("button", name="Tokens", exact=True).click()
    expect(options(page).first).to_be_visible()
    served.wait_until_idle(60)  # the whole of it would take 87 seconds


def test_the_trained_tokenizer_is_used_wherever_one_can_be_chosen(open_page, served) -> None:
    page = open_page(
        link("train", source="own", own=OWN, vocab_size=280, prompt=TEXT, word="foxes", id=279, query="fo")
    )
    train(page)
    mine = trained(page, served)
    name = parse_qs(page.url.split("?")[1])["trained"][0]
    leads = page.get_by_role("region", name="The training")
    leads.get_by_role("button", name="Tokens", exact=True).click()
    expect(page.get_by_label("Tokenizer", exact=True)).to_have_value(name)
    expect(options(page)).to_have_count(len(mine.encode(TEXT)))
    assert ids(page) == mine.encode(TEXT)
    for look, shown in {
        "One word": str(encoding_steps(mine, " foxes")[-1].ids[-1]),
        "Vocabulary": f"merge {279 - 256}",
        "Compare": name,
    }.items():
        page.get_by_role("button", name="Train BPE").click()
        assert trained(page, served) is mine  # not learned anew
        leads.get_by_role("button", name=look, exact=True).click()
        expect(page.locator(".stage .card")).to_contain_text(shown)


# One text in one tokenizer --------------------------------------------------------------------------------------------


def test_the_trained_tokenizer_is_saved_as_a_file_that_other_libraries_read(open_page, served, tmp_path) -> None:
    page = open_page(link("train", vocab_size=300))
    mine = trained(page, served)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as tokenizer.json").click()
    saving.value.save_as(tmp_path / saving.value.suggested_filename)
    theirs = tokenizers.Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    text = "Once upon a time 🤖"
    assert theirs.encode(text).ids == mine.encode(text)


@pytest.mark.needs_server("for other tokenizers")
def test_the_tokens_are_those_of_the_tokenizer_that_is_chosen(open_page, served) -> None:
    page = open_page(link("tokens", prompt=TEXT))
    for name in ("byte", "character", "word", "wordpiece", "unigram", "sentencepiece", "bpe", "tiny-gpt2"):
        page.get_by_label("Tokenizer", exact=True).select_option(name)
        settled(page)
        expect(page.locator(".controls")).to_contain_text(f"{tokenizer(served, name).vocab_size:,} tokens")
        assert ids(page) == list(tokenizer(served, name).encode(TEXT))


@pytest.mark.alone_too
def test_a_chip_marks_its_part_of_the_text_and_the_text_its_chip(open_page, served) -> None:
    page = open_page(link("tokens", prompt=TEXT))
    encoding = tokenizer(served, "tiny-gpt2").explain(TEXT)
    source = page.get_by_role("group", name="The text, divided into tokens")
    start = TEXT.index("🐉")
    word = next(i for i, span in enumerate(encoding.spans) if span[0] == TEXT.index(" twice"))
    options(page).nth(word).hover()
    first, end = encoding.spans[word]
    assert source.locator(".lp-lit").all_inner_texts() == [TEXT[first:end]]
    source.get_by_text("🐉", exact=True).hover()
    parts = [i for i, span in enumerate(encoding.spans) if span == (start, start + 1)]
    assert len(parts) > 1
    lit = page.locator(".lp-tokens .lp-lit")
    assert [int(each.get_attribute("data-index")) for each in lit.all()] == parts
    expect(page.locator(".lp-detail")).to_contain_text(f"needs {len(parts)} tokens")
    options(page).first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lp-detail")).to_contain_text(f"Token 2 of {len(encoding.ids)}")
    expect(source.locator(".lp-lit")).to_have_count(1)


@pytest.mark.alone_too
def test_a_special_token_in_a_text_is_text_until_it_is_asked_for(open_page, served) -> None:
    text = "Hello<|endoftext|>"
    page = open_page(link("tokens", prompt=text))
    tiny = tokenizer(served, "tiny-gpt2")
    plain, special = tiny.encode(text), tiny.encode(text, allow_special=True)
    expect(options(page)).to_have_count(len(plain))
    assert ids(page) == plain
    page.get_by_label("Recognize them in the text").check()
    expect(options(page)).to_have_count(len(special))
    assert ids(page) == special
    told = f"{len(special)} tokens here; {len(plain)} tokens when read as plain text."
    expect(page.get_by_text(told)).to_be_visible()
    page.get_by_label("Text", exact=True).fill("Hello")
    expect(page.get_by_text("This text has no special token of this tokenizer.")).to_be_visible()
    page.get_by_label("Recognize them in the text").uncheck()
    expect(page.get_by_text("This text has no special token")).to_be_hidden()


def test_a_million_characters_are_answered_and_the_totals_are_those_of_all(open_page, served) -> None:
    story = "\n".join(stories())
    text = (story * (1_000_000 // len(story) + 1))[:1_000_000]
    encoding = tokenizer(served, "tiny-gpt2").explain(text)
    page = open_page(link("tokens", size=1000))
    expect(options(page).first).to_be_visible()
    write(page, text)
    expect(page.get_by_text(f"{len(encoding.ids):,} tokens in all; only the first of them are shown.")).to_be_visible()
    expect(page.get_by_text("Decoding gives back exactly this text.")).to_be_visible()
    expect(options(page)).to_have_count(1500)
    assert ids(page) == list(encoding.ids[:1500])
    page.get_by_role("button", name="Chunks and cost").click()
    made = list(chunks(encoding, 1000))
    expect(page.locator(".lp-chunks")).to_contain_text(f"{len(encoding.ids):,} tokens of tiny-gpt2: {len(made)} chunks")
    page.get_by_label("Price for a million tokens").fill("2.5")
    expect(page.locator(".lp-chunks")).to_contain_text(f"{len(encoding.ids):,} tokens ÷ 1,000,000 × 2.5")
    page.get_by_label("Go to chunk").fill(str(len(made)))
    page.keyboard.press("Enter")
    last = page.get_by_role("table", name="Chunks").get_by_role("row").last
    expect(last).to_contain_text(f"{made[-1].start + 1:,}–1,000,000")
    page.get_by_label("Text", exact=True).fill("short again")
    expect(page.locator(".lp-chunks")).to_contain_text("1 chunk of at most")


@pytest.mark.parametrize("look", ["tokens", "compare", "chunks", "train"])
def test_more_than_a_million_characters_are_refused_and_not_sent(open_page, look: str) -> None:
    page = open_page(link(look, source="own"))
    expect(page.locator("textarea:visible")).to_be_visible()
    settled(page)
    sent = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    write(page, "a" * 1_000_001)
    expect(page.get_by_text("1,000,001 characters: at most 1,000,000 are read here.")).to_be_visible()
    page.keyboard.press("Control+Enter")
    if look != "train":  # whose picture is of a text that was learned from before
        expect(page.locator(".stage .lp-view")).to_be_hidden()
        expect(page.get_by_role("alert")).to_have_text("There is nothing to see: the text is too long.")
    expect(page.locator("textarea:visible")).to_have_attribute("aria-invalid", "true")
    page.locator("textarea:visible").fill("abcabc")
    if look == "train":
        train(page)
    expect(page.locator(".stage")).to_contain_text(re.compile("6 characters|1 chunk|6"))
    expect(page.get_by_text("Shorten the text to go on.")).to_be_hidden()
    assert any("abcabc" in body for body in sent)
    assert not any("aaa" in body for body in sent)


# Several tokenizers ---------------------------------------------------------------------------------------------------


def hundredths(x: float) -> str:
    return f"{x + 1e-9:.2f}"  # a half goes up, as in JavaScript


def figures(page: Page) -> list[list[str]]:
    rows = page.get_by_role("table", name="The tokenizers on the whole text").get_by_role("row").all()[1:]
    return [[cell.strip() for cell in row.inner_text().split("\t")] for row in rows]


@pytest.mark.needs_server("for other tokenizers")
def test_three_tokenizers_are_compared_with_pythons_numbers_and_disagreements(open_page, served) -> None:
    names = ["tiny-gpt2", "word", "byte"]
    page = open_page(link("compare", prompt=TEXT, tokenizers=",".join(names)))
    wanted = compare(TEXT, {name: tokenizer(served, name) for name in names})
    expect(page.locator(".lp-differ")).to_have_count(len(wanted.disagreements))
    for row, each in zip(figures(page), wanted.statistics, strict=True):
        assert row[0].endswith(each.name)
        assert row[1].split()[0] == f"{each.tokens:,}"
        assert row[2:4] == [hundredths(each.tokens_per_word), hundredths(each.characters_per_token)]
        assert row[4].split()[0] == str(each.unknown_tokens)
        assert row[5:] == [f"{each.vocab_size:,}", "yes" if each.round_trip else "no"]
    for frame, found in zip(page.locator(".lp-differ").all(), wanted.disagreements, strict=True):
        shown = [at for each in frame.get_by_role("option").all() for at in each.get_attribute("data-at").split(",")]
        assert sorted(shown) == sorted(f"{i}:{n}" for i, (a, b) in enumerate(found.tokens) for n in range(a, b))
    options(page).first.focus()
    page.keyboard.press("n")
    expect(page.locator(".lp-differ").nth(1).get_by_role("option").first).to_be_focused()
    expect(page.locator(".lp-comparison")).to_contain_text(f"2 of {len(wanted.disagreements)} disagreements")
    page.keyboard.press("p")
    expect(page.locator(".lp-differ").first.get_by_role("option").first).to_be_focused()


def test_a_tokenizer_is_added_and_left_out(open_page, served) -> None:
    page = open_page(link("compare", prompt=TEXT, tokenizers="tiny-gpt2,byte"))
    most = served.session.limits.tokenizers
    for name in ("character", "word", "bpe", "unigram"):
        page.get_by_label("Add a tokenizer").select_option(name)
        expect(page.locator(".lp-comparison tbody tr").last).to_contain_text(name)
    assert len(figures(page)) == most
    expect(page.get_by_label("Add a tokenizer")).to_be_hidden()
    for name in ("tiny-gpt2", "word", "bpe", "unigram", "character"):
        page.get_by_role("button", name=f"Leave out {name}").click()
    expect(page.locator(".lp-comparison tbody tr")).to_have_count(1)
    assert [row[1].split()[0] for row in figures(page)] == [str(len(TEXT.encode()))]
    expect(page.get_by_role("button", name="Leave out byte")).to_have_count(0)


def test_a_long_text_is_compared_by_its_beginning_and_more_is_shown_when_asked(open_page, served) -> None:
    story = "\n".join(stories())[:30_000]
    page = open_page(link("compare"))
    settled(page)
    write(page, story)
    names = {name: tokenizer(served, name) for name in ("tiny-gpt2", "word", "byte")}
    expect(page.locator(".lp-hint").last).to_contain_text(re.compile(r"the first (9|10),\d+ of 30,000 characters"))
    assert [row[1].split()[0] for row in figures(page)] == [
        f"{each.tokens:,}" for each in compare(story, names).statistics
    ]
    page.get_by_role("button", name="Look at more of the text").click()
    expect(page.get_by_role("button", name="Look at more of the text")).to_be_hidden()


@pytest.mark.needs_server("for other tokenizers")
def test_every_language_costs_what_python_counts(open_page, served) -> None:
    names = ["tiny-gpt2", "byte"]
    page = open_page(link("languages", tokenizers=",".join(names)))
    costs = {(cost.sample, cost.tokenizer): cost for cost in cost_of_samples({n: tokenizer(served, n) for n in names})}
    rows = page.get_by_role("row")
    expect(rows).to_have_count(1 + len(samples()))
    for sample, row in zip(samples(), rows.all()[1:], strict=True):
        expect(row).to_contain_text(sample.name, ignore_case=True)
        for name, cell in zip(names, row.get_by_role("cell").all(), strict=True):
            assert cell.inner_text().split()[0] == f"{costs[sample.name, name].tokens:,}"
    assert len(samples()) >= 10


# One word, one token --------------------------------------------------------------------------------------------------


@pytest.mark.alone_too
def test_a_word_goes_through_the_merges_as_python_encodes_it(open_page, served) -> None:
    page = open_page(link("word", word="lighthouses", tokenizer="tiny-gpt2"))
    bpe = bpe_of(tokenizer(served, "tiny-gpt2"))
    stairs = page.get_by_role("listbox", name="The word, merge by merge").get_by_role("option")
    for word, space in ((" lighthouses", True), ("lighthouses", False)):
        page.get_by_label("A space before it").set_checked(space, force=True)
        steps = encoding_steps(bpe, word)
        expect(stairs).to_have_count(len(steps))
        for stair, step in zip(stairs.all(), steps, strict=True):
            labels = stair.locator(".lp-grown").all_inner_texts()
            assert labels == [piece.decode().replace(" ", "␣") for piece in step.pieces]
            ranks = ["–" if rank is None else str(rank) for rank in step.ranks]
            assert stair.locator(".lp-rank").all_inner_texts() == (ranks if step.winner is not None else [])
            if step.winner is not None:
                expect(stair.locator(".lp-lowest")).to_have_text(str(step.ranks[step.winner]))


@pytest.mark.needs_server("for other tokenizers")
def test_a_tokenizer_without_merges_says_why_there_is_nothing_to_see_and_what_to_choose(open_page) -> None:
    page = open_page(link("word", word="fox", tokenizer="tiny-gpt2"), allow=("422",))
    stairs = page.get_by_role("listbox", name="The word, merge by merge")
    expect(stairs).to_be_visible()
    page.get_by_label("Tokenizer", exact=True).select_option("word")
    expect(page.get_by_role("alert")).to_contain_text("word makes no merges")
    expect(page.get_by_role("alert")).to_contain_text("such as bpe or gpt2")
    expect(stairs).to_be_hidden()  # what another tokenizer made of it
    page.get_by_label("Tokenizer", exact=True).select_option("bpe")
    expect(stairs).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()


@pytest.mark.alone_too
def test_the_vocabulary_is_searched_and_walked_along_its_neighbours_and_down_its_tree(open_page, served) -> None:
    page = open_page(link("vocabulary", tokenizer="tiny-gpt2"))
    tiny = tokenizer(served, "tiny-gpt2")
    card = page.locator(".lp-card")
    first = search(tiny, "light").matches[0]
    expect(card).to_contain_text(f"{first.id:,} of 2,048")
    expect(page.locator('[role="search"] [aria-current="true"]')).to_contain_text(f"{first.id:,}")
    page.get_by_label("Search the vocabulary").fill("ing")
    found = page.get_by_role("group", name="Tokens found").get_by_role("button")
    wanted = search(tiny, "ing")
    expect(found).to_have_count(len(wanted.matches))
    assert [int(each.get_attribute("data-id")) for each in found.all()] == [entry.id for entry in wanted.matches]
    chosen = wanted.matches[3]
    found.nth(3).click()
    expect(card).to_contain_text(f"{chosen.id:,} of 2,048")
    about = token_card(tiny, "tiny-gpt2", chosen.id)
    tree = page.get_by_role("list", name="The parts merged into it")
    shown = {int(each.get_attribute("data-id")) for each in tree.get_by_role("button").all()}
    assert shown == {node.id for node in about.tree}
    near = page.get_by_role("group", name="Neighbours").get_by_role("button")
    assert [int(each.get_attribute("data-id")) for each in near.all()] == [entry.id for entry in about.neighbours]
    near.last.click()
    expect(card).to_contain_text(f"{about.neighbours[-1].id:,} of 2,048")
    assert f"id={about.neighbours[-1].id}" in page.url
    page.get_by_label("Search the vocabulary").fill("#0")
    expect(found).to_have_count(1)
    found.first.click()
    expect(card).to_contain_text("special token")


@pytest.mark.needs_server("for other tokenizers")
def test_a_token_that_the_next_tokenizer_does_not_have_gives_way_to_one_that_it_has(open_page) -> None:
    page = open_page(link("vocabulary", tokenizer="tiny-gpt2", id=1009), allow=("422",))
    expect(page.locator(".lp-card")).to_contain_text("1,009 of 2,048")
    page.get_by_label("Tokenizer", exact=True).select_option("byte")
    expect(page.locator(".lp-card")).to_contain_text("of 256")
    expect(page.get_by_text("byte has no token 1009. This is its token 0.")).to_be_visible()
    expect(page.locator(".lp-card")).not_to_contain_text("tiny-gpt2")


# What can go wrong ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", ["tokens", "compare", "word", "vocabulary", "languages", "chunks"])
def test_a_tokenizer_that_is_not_here_says_so_and_shows_nothing_of_another(open_page, look: str) -> None:
    page = open_page(link(look, tokenizers="tiny-gpt2,byte", id=9), allow=("503",))
    settled(page)
    view = page.locator(".stage .lp-view").last
    expect(view).to_be_visible()
    if look in ("compare", "languages"):
        page.get_by_label("Add a tokenizer").select_option("gpt2")
    else:
        page.get_by_label("Tokenizer", exact=True).select_option("gpt2")
    alert = page.get_by_role("alert").first
    expect(alert).to_contain_text("gpt2 is not on this machine")
    expect(alert).to_contain_text("llm-playground pull gpt2")
    expect(view).to_be_hidden()
    if look in ("compare", "languages"):
        page.get_by_role("button", name="Leave out gpt2").click()
    else:
        page.get_by_label("Tokenizer", exact=True).select_option("bpe")
    expect(view).to_be_visible()
    expect(alert).to_be_hidden()


@pytest.mark.alone_too
def test_the_hardest_texts_are_read_in_every_look(open_page, is_alone: bool) -> None:
    hardest = ["", "🦊", "\0", "\ud83e", " \n\t "]
    page = open_page(link("tokens"))
    for look in ("Tokens", *([] if is_alone else ["Compare"]), "One word", "Chunks and cost"):
        page.get_by_role("button", name=look, exact=True).click()
        settled(page)
        for text in hardest:
            page.locator("textarea:visible").evaluate(
                "(area, json) => { area.value = JSON.parse(json); area.dispatchEvent(new Event('input')) }",
                json.dumps(text),
            )
            settled(page)
            expect(page.locator(".problem:visible"), f"{text!r} in {look}").to_have_count(0)
            expect(page.locator(".stage .lp-view")).not_to_be_empty()
    page.get_by_role("button", name="Vocabulary", exact=True).click()
    for text in hardest:
        page.get_by_label("Search the vocabulary").fill(text.replace("\n", "").replace("\ud83e", "�"))
        settled(page)
        expect(page.locator(".problem:visible"), repr(text)).to_have_count(0)


def test_a_link_shows_the_same_and_a_reload_loses_nothing(open_page, served) -> None:
    page = open_page("#/tokenize")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_label("Text", exact=True).fill(TEXT)
    page.get_by_label("Add a tokenizer").select_option("character")
    page.get_by_label("Recognize them in the text").check()
    page.get_by_role("button", name="Leave out word").click()
    expect(page.locator(".lp-comparison tbody tr")).to_have_count(3)
    settled(page)
    before = figures(page)
    address = page.evaluate("location.hash")
    page.reload()
    for again in (page, open_page(address)):
        expect(again.locator(".lp-comparison tbody tr")).to_have_count(3)
        assert figures(again) == before
        expect(again.get_by_label("Text", exact=True)).to_have_value(TEXT)
        expect(again.get_by_label("Recognize them in the text")).to_be_checked()
    for look, name, value in (("Chunks and cost", "Tokens per chunk", "33"), ("Train BPE", "Vocabulary size", "777")):
        page.get_by_role("button", name=look, exact=True).click()
        page.get_by_label(name).fill(value)
        page.reload()
        expect(page.get_by_label(name)).to_have_value(value)


@pytest.mark.alone_too
def test_only_the_last_of_what_is_typed_is_shown(open_page, served) -> None:
    page = open_page(link("tokens", prompt=""))
    page.get_by_label("Text", exact=True).press_sequentially(TEXT, delay=20)
    settled(page)
    assert ids(page) == tokenizer(served, "tiny-gpt2").encode(TEXT)


# For everybody --------------------------------------------------------------------------------------------------------


def filled(open_page, look: str, **context) -> Page:
    values = {"id": 1009, "query": "light", "vocab_size": 300, "size": 8, "source": "own", "own": OWN}
    address = link(look, prompt=TEXT, tokenizers="tiny-gpt2,word,character,byte", **values)
    page = open_page(address, reduced_motion="reduce", **context)
    expect(page.locator(".stage .lp-view")).to_be_visible()
    if look == "train":
        train(page)
        expect(page.get_by_text("Trained on")).to_be_visible()
    settled(page)
    return page


@pytest.mark.parametrize("look", LOOKS)
def test_it_fits_the_window_and_axe_finds_nothing(open_page, axe, look: str) -> None:
    page = filled(open_page, look, viewport={"width": 390, "height": 800})
    fits(page, 390)
    covering = ".stage .lp-detail, .stage .lp-facing, .controls"  # only what is told of a token may
    assert "sticky" not in page.locator(covering).evaluate_all("all => all.map((e) => getComputedStyle(e).position)")
    fits(page, 1600)
    page.set_viewport_size({"width": 1280, "height": 900})
    if page.get_by_role("option").count():
        page.get_by_role("option").nth(1).focus()
    for summary in page.locator("summary:visible").all():
        summary.click()
    assert sizes_of_text(page) <= {"14px", "16px", "22px"}
    assert axe(page) == []


def test_every_look_is_reached_by_keyboard_and_says_where_one_is(open_page) -> None:
    page = open_page("#/tokenize")
    nav = page.get_by_role("navigation", name="Ways to look at tokenizers")
    for name in ("Compare", "Train BPE", "One word", "Vocabulary", "Languages", "Chunks and cost", "Tokens"):
        nav.get_by_role("button", name=name, exact=True).focus()
        page.keyboard.press("Enter")
        current = nav.locator('[aria-current="page"]')
        expect(current).to_have_text(name)
        expect(current).to_be_focused()
