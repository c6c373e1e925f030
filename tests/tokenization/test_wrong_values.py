"""What is of the wrong type or out of range is refused in one sentence that shows it, wherever it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.errors import InvalidValue
from llm_playground.tokenization.adapters.sentencepiece import SentencePieceTokenizer
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.kinds.byte import ByteTokenizer
from llm_playground.tokenization.kinds.character import CharacterTokenizer
from llm_playground.tokenization.kinds.unigram import UnigramTokenizer
from llm_playground.tokenization.kinds.word import WordTokenizer
from llm_playground.tokenization.kinds.wordpiece import WordPieceTokenizer
from llm_playground.tokenization.lab.chunks import chunks

TRAININGS: list[Callable[..., Any]] = [
    lp.train_bpe,
    BPETokenizer.train,
    CharacterTokenizer.train,
    SentencePieceTokenizer.train,
    UnigramTokenizer.train,
    WordPieceTokenizer.train,
    WordTokenizer.train,
]


@pytest.mark.parametrize("train", TRAININGS, ids=lambda train: train.__qualname__)
@pytest.mark.parametrize("texts", [None, 5, b"bytes", [1, 2], ["a text", None]])
def test_what_is_not_text_cannot_be_trained_on(train: Callable[..., Any], texts: object) -> None:
    with pytest.raises(InvalidValue, match=r"expected, not (None|5|98|1): give a str"):
        train(texts, 300)


@pytest.mark.parametrize("train", TRAININGS, ids=lambda train: train.__qualname__)
@pytest.mark.parametrize("size", [-5, 0, True, 300.5, "x", 10**30])
def test_a_vocabulary_has_a_whole_number_of_tokens_within_bounds(train: Callable[..., Any], size: object) -> None:
    with pytest.raises(InvalidValue, match=r"vocab_size is .{1,50}; it must be a whole number from \d+ to 16,777,216"):
        train(["a text", "another"], size)


def test_one_text_may_stand_for_a_list_of_one() -> None:
    assert BPETokenizer.train("abab abab", 258).merges == BPETokenizer.train(["abab abab"], 258).merges != ()
    assert WordTokenizer.train("two words").words == ("two", "words")


UNIGRAM = UnigramTokenizer([("<unk>", 0.0), ("a", -1.0)])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: ByteTokenizer().decode(5), "ids are expected, not 5"),  # type: ignore[arg-type]
        (lambda: ByteTokenizer().decode(None), "ids are expected, not None"),  # type: ignore[arg-type]
        (lambda: ByteTokenizer().decode("ab"), "id 'a' is not in the vocabulary"),  # type: ignore[arg-type]
        (lambda: UNIGRAM.n_best("a", "x"), "n is 'x'"),  # type: ignore[arg-type]
        (lambda: UNIGRAM.sample("a", alpha="x"), "alpha is 'x'"),  # type: ignore[arg-type]
        (lambda: UNIGRAM.sample("a", seed="x"), "seed is 'x'"),  # type: ignore[arg-type]
        (lambda: BPETokenizer([]).with_merges(True), "count is True; .* from 0 to 0"),
        (lambda: list(chunks(ByteTokenizer().explain("a"), 1.5)), "size is 1.5"),  # type: ignore[arg-type]
        (lambda: WordTokenizer.train("a", min_frequency=0), "min_frequency is 0; .* at least 1"),
    ],
)
def test_other_arguments_are_checked_too(call: Callable[[], object], says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        call()
