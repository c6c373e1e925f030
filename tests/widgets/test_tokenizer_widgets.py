"""The widgets of tokenizers hold what Python finds, cut what is too much for a page, and answer it."""

from __future__ import annotations

import json
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.tokenization.lab.bpe_history import first_merges
from llm_playground.tokenization.lab.records import languages
from llm_playground.tokenization.lab.vocabulary import search, token_card
from llm_playground.widgets import Chunks, Comparison, Languages, Merges, Vocabulary, WordSteps, tokenizers

TEXT = "Once upon a time, the <b>robot</b> was é 🐉."
NAMES = ["tiny-gpt2", "word", "byte"]


def plain(record: Any) -> Any:
    return json.loads(record.to_json())


def test_a_comparison_holds_the_record_and_of_a_long_text_the_beginning_with_the_figures_of_all() -> None:
    compared = lp.compare_tokenizers(TEXT, NAMES)
    assert Comparison(compared).comparison == plain(compared)
    long = lp.compare_tokenizers(TEXT * 2500, NAMES)
    held = Comparison(long).comparison
    assert tokenizers.MOST_CHARACTERS - len(TEXT) <= len(held["text"]) <= tokenizers.MOST_CHARACTERS
    assert held["characters"] == len(TEXT) * 2500
    assert held["statistics"] == plain(long)["statistics"]
    assert held["disagreements_count"] == long.disagreements_count > len(held["disagreements"])


def test_merges_are_those_of_a_training_or_of_its_history() -> None:
    trained = lp.train_bpe("low lower lowest " * 3, 262)
    assert Merges(trained).history == Merges(trained.history).history == plain(trained.history)
    assert trained.tokenizer.decode(trained.tokenizer.encode("fox")) == "fox"


def test_of_a_very_long_training_the_first_merges_are_as_if_no_more_had_been_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "low lower lowest new newer newest " * 3
    shown, fewer = lp.train_bpe(text, 270).history, lp.train_bpe(text, 259).history
    monkeypatch.setattr(tokenizers, "MOST_MERGES", 3)
    held = Merges(shown).history
    assert held["summary"] == f"{shown.summary} Shown: the first 3 of {len(shown.merges)}."
    assert {**held, "summary": ""} == {**plain(fewer), "summary": ""}
    assert first_merges(shown, len(shown.merges)) is shown


@pytest.mark.parametrize("given", ["bpe", lp.load_tokenizer("bpe"), "tiny-gpt2"])
def test_a_word_goes_through_merges_to_what_the_tokenizer_makes_of_it(given: Any) -> None:
    steps = WordSteps(" lighthouses", given).steps
    assert [bytes.fromhex(piece).decode() for piece in steps[0]["pieces"]] == list(" lighthouses")
    assert steps[-1]["ids"] == lp.encode_text(" lighthouses", tokenizer=given)
    assert steps[-1]["winner"] is None


def test_a_word_that_cannot_be_shown_is_refused_in_words() -> None:
    with pytest.raises(lp.PlaygroundError, match="unigram makes no merges of bytes"):
        WordSteps("fox", "unigram")
    with pytest.raises(lp.PlaygroundError, match="at most 200"):
        WordSteps("f" * 201)


def test_the_page_chooses_a_token_and_is_told_all_about_it() -> None:
    widget, tokenizer = Vocabulary("bpe"), lp.load_tokenizer("bpe")
    assert (widget.card, widget.search) == (None, None)
    for id in (700, 3):
        widget.set_state({"wanted": id})  # as the page does
        assert widget.card == plain(token_card(tokenizer, "bpe", id))
        widget.set_state({"wanted": None})  # the page has shown it
        assert widget.card["id"] == id


def test_the_page_searches_a_vocabulary_and_gets_what_it_holds() -> None:
    tokenizer = lp.train_bpe("the fox and the foxes", 262).tokenizer
    widget = Vocabulary(tokenizer, "mine", 256)
    assert (widget.card["tokenizer"], widget.card["id"]) == ("mine", 256)
    widget.set_state({"query": "th"})
    assert widget.search == plain(search(tokenizer, "th"))
    assert widget.search["total"] > 0
    widget.set_state({"query": ""})
    assert widget.search is None
    with pytest.raises(lp.PlaygroundError, match="not in the vocabulary"):
        Vocabulary(tokenizer, id=262)


def test_languages_are_counted_by_names_or_by_tokenizers_of_ones_own() -> None:
    own = lp.train_bpe("the fox", 260).tokenizer
    expected = plain(languages({"byte": lp.load_tokenizer("byte"), "mine": own}))
    for widget in (Languages({"byte": lp.load_tokenizer("byte"), "mine": own}), Languages(["byte"])):
        assert widget.samples == expected["samples"]
    assert Languages({"byte": lp.load_tokenizer("byte"), "mine": own}).costs == expected["costs"]
    assert Languages(["byte"]).costs == [cost for cost in expected["costs"] if cost["tokenizer"] == "byte"]


def test_chunks_cover_the_text_that_they_are_of() -> None:
    widget = Chunks(TEXT + "\ud800", "byte", 5)
    assert widget.text == TEXT + "\ufffd"  # half a character has no UTF-8, and could not be sent
    assert (widget.tokenizer, widget.size, widget.total) == ("byte", 5, len(widget.text.encode()))
    assert "".join(widget.text[each["start"] : each["end"]] for each in widget.chunks[:3]) == TEXT[:15]
    assert sum(each["tokens"] for each in widget.chunks) == widget.total
    with pytest.raises(lp.PlaygroundError, match="size is 0; it must be a whole number of at least 1"):
        Chunks(TEXT, size=0)
