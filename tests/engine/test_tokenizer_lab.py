"""The tokenizer lab: which tokenizers it offers, what it refuses, and that a training tells and can be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llm_playground.engine.events import Event, Failed, Merging, Trained
from llm_playground.engine.request import Limits
from llm_playground.engine.session import Session
from llm_playground.engine.tokenizers import lab as lab_module
from llm_playground.engine.tokenizers.lab import TokenizerLab, TokenizerRequest
from llm_playground.engine.tokenizers.shelf import KEPT, Tokenizers
from llm_playground.errors import InvalidRequest, InvalidValue, ModelUnavailable, PlaygroundError, UnknownName
from llm_playground.models.tokenizers import tokenizer_of_model
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.kinds.byte import ByteTokenizer
from tests.checkpoints import model_folder
from tests.passes import SOON


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(model_folder(tmp_path_factory.mktemp("named")))


@pytest.fixture
def lab(named: str) -> TokenizerLab:
    return Session([named]).tokenizer_lab


def test_every_tokenizer_that_is_listed_as_at_hand_reads_a_text(lab: TokenizerLab, named: str) -> None:
    at_hand = [state.key for state in lab.tokenizers.states() if state.at_hand]
    assert {"tiny-gpt2", "byte", "word", "bpe", named} <= set(at_hand)
    for name in at_hand:
        assert len(lab.compare("the story", [name]).encodings[0].ids) > 1


def test_what_is_not_on_this_machine_says_so(
    lab: TokenizerLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    states = {state.key: state for state in lab.tokenizers.states()}
    assert not states["gpt2"].at_hand
    assert not states["tiktoken:o200k_base"].at_hand
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        lab.compare("x", ["gpt2"])


@pytest.mark.parametrize(
    "name", ["/etc", ".", "~", "someone/model", "tiktoken:gpt5", "", "a\0b", "trained-1", "/etc/passwd"]
)
def test_only_the_tokenizers_of_the_session_can_be_used(lab: TokenizerLab, name: str) -> None:
    uses: list[Callable[[], Any]] = [
        lambda: lab.compare("x", ["byte", name]),
        lambda: lab.chunks("x", name, 5),
        lambda: lab.languages([name]),
        lambda: lab.word("x", name),
        lambda: lab.token(0, name),
        lambda: lab.search("x", name),
    ]
    for use in uses:
        with pytest.raises(UnknownName, match="There is no tokenizer") as caught:
            use()
        assert caught.value.field == "tokenizer"


def test_a_comparison_can_show_the_beginning_and_count_all(lab: TokenizerLab) -> None:
    text = "Once upon a time. " * 50
    part, whole = lab.compare(text, ["bpe", "word"], characters=100), lab.compare(text, ["bpe", "word"])
    assert part.statistics == whole.statistics
    assert len(part.encodings[0].ids) < len(whole.encodings[0].ids)
    assert (whole.text, whole.characters) == (text, len(text))


@pytest.mark.parametrize("text", ["", "🤖", "\0", "\ud83e", " ", "a" * 1000])
def test_odd_texts_are_texts(lab: TokenizerLab, text: str) -> None:
    names = ["tiny-gpt2", "word", "character", "byte", "bpe", "unigram"]
    comparison = lab.compare(text, names)
    assert [each.name for each in comparison.statistics] == names
    assert comparison.statistics[3].round_trip
    assert lab.chunks(text, "bpe", 3).total == comparison.statistics[4].tokens


def test_chunks_cover_all_tokens(lab: TokenizerLab) -> None:
    text = "The quick brown fox 🤖 jumps. " * 20
    found = lab.chunks(text, "byte", 7)
    assert found.total == len(text.encode()) == sum(chunk.tokens for chunk in found.chunks)
    assert (found.chunks[0].start, found.chunks[-1].end) == (0, len(text))
    with pytest.raises(InvalidValue, match="at least 1") as caught:
        lab.chunks(text, "byte", 0)
    assert caught.value.field == "size"


def test_a_word_shows_its_merges_in_our_bpe_and_in_that_of_others(lab: TokenizerLab) -> None:
    for name in ("bpe", "tiny-gpt2"):
        steps = lab.word(" little", name).steps
        assert [len(step.ids) for step in steps] == list(range(7, 6 - len(steps) + 1, -1))
        assert steps[-1].ids == tuple(lab.tokenizers.find(name).encode(" little"))
    with pytest.raises(InvalidValue, match="word makes no merges") as caught:
        lab.word("little", "word")
    assert caught.value.field == "tokenizer"


def test_what_is_too_much_is_refused(named: str) -> None:
    lab = Session([named], Limits(text_characters=10, tokenizers=2, word_characters=5)).tokenizer_lab
    uses: dict[str, list[Callable[[], Any]]] = {
        "text": [
            lambda: lab.compare("x" * 11, ["byte"]),
            lambda: lab.chunks("x" * 11, "byte", 1),
            lambda: lab.check_training(TokenizerRequest("x" * 11)),
            lambda: lab.check_training(TokenizerRequest("")),
        ],
        "tokenizers": [
            lambda: lab.compare("x", ["byte", "word", "bpe"]),
            lambda: lab.compare("x", []),
            lambda: lab.compare("x", ["byte", "byte"]),
        ],
        "word": [lambda: lab.word("x" * 6, "bpe")],
        "query": [lambda: lab.search("x" * 6, "bpe")],
        "id": [lambda: lab.token(-1, "bpe"), lambda: lab.token(10**6, "bpe")],
        "vocab_size": [
            lambda: lab.check_training(TokenizerRequest("x", vocab_size=255)),
            lambda: lab.check_training(TokenizerRequest("x", vocab_size=10**6)),
        ],
        "pattern": [lambda: lab.check_training(TokenizerRequest("x", pattern="("))],
        "tie_rule": [lambda: lab.check_training(TokenizerRequest("x", tie_rule="coin"))],
    }
    for field, refused in uses.items():
        for use in refused:
            with pytest.raises(PlaygroundError) as caught:
                use()
            assert caught.value.field == field


def test_all_that_is_wrong_with_a_training_is_told_at_once(named: str) -> None:
    request = TokenizerRequest("", vocab_size=5, pattern="(", tie_rule="coin")
    with pytest.raises(InvalidRequest) as caught:
        Session([named]).tokenizer_lab.check_training(request)
    assert [problem.field for problem in caught.value.problems] == ["text", "vocab_size", "pattern", "tie_rule"]


@pytest.mark.parametrize("text", [None, "low lower lowest newer wider 🤖"])
def test_a_training_tells_and_ends_with_a_tokenizer_that_can_be_used(lab: TokenizerLab, text: str | None) -> None:
    first, *_, last = lab.train(TokenizerRequest(text, vocab_size=300))
    assert first == Merging(0, 44)
    assert isinstance(last, Trained)
    alone = BPETokenizer.train([text or "\n".join(lab_module.stories())], 300)
    assert last.history.merges == alone.merges
    assert last.vocab_size == alone.vocab_size
    assert lab.compare("a lower one", [last.tokenizer]).encodings[0].ids == tuple(alone.encode("a lower one"))


def test_too_short_a_text_stops_early_and_says_so(lab: TokenizerLab) -> None:
    *_, last = lab.train(TokenizerRequest("ab ab", vocab_size=5000))
    assert isinstance(last, Trained)
    assert "Training made 2 merges of 4,744 and stopped" in last.history.summary


def test_a_training_in_a_session_can_be_stopped(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_module, "NEWS_EVERY", 0.0)
    session, heard, fifth, go_on = Session([named]), [], threading.Event(), threading.Event()

    def hear(_: int, event: Event) -> None:
        heard.append(event)
        if len(heard) == 5:
            fifth.set()
            go_on.wait(SOON)

    running = session.start_training(TokenizerRequest(None, 1000), hear)
    assert fifth.wait(SOON)
    running.stop()
    go_on.set()
    assert running.wait(SOON)
    assert [type(event) for event in heard] == [Merging] * 5
    assert session.runs.count == 0


def test_a_training_that_breaks_says_so(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ModelUnavailable("No memory left.")

    monkeypatch.setattr(lab_module, "count_words", broken)
    heard: list[Any] = []
    Session([named]).start_training(TokenizerRequest("abc"), lambda _, event: heard.append(event)).wait(SOON)
    assert heard == [Merging(0, 256), Failed("No memory left.", "model_unavailable")]


def test_the_last_trained_are_kept() -> None:
    tokenizers = Tokenizers({})
    names = [tokenizers.keep(ByteTokenizer()) for _ in range(KEPT)]
    tokenizers.find(names[0])  # asked for again, so the second is now the oldest
    last = tokenizers.keep(ByteTokenizer())
    for name in (names[0], names[2], last):
        assert isinstance(tokenizers.find(name), ByteTokenizer)
    with pytest.raises(UnknownName):
        tokenizers.find(names[1])


def test_a_named_model_is_read_by_its_own_tokenizer(lab: TokenizerLab, named: str) -> None:
    assert lab.compare("the story", [named]).encodings[0] == tokenizer_of_model(named).explain("the story")
