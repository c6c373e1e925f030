"""The card of a token, the search of a vocabulary, and the merges of other libraries' tokenizers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer as Backend
from tokenizers.models import BPE

from llm_playground.errors import InvalidValue
from llm_playground.models.tokenizers import tokenizer_of_model
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from llm_playground.tokenization.adapters.tiktoken import TiktokenTokenizer
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.kinds.byte import ByteTokenizer
from llm_playground.tokenization.kinds.word import WordTokenizer
from llm_playground.tokenization.lab.bpe_inside import bpe_of
from llm_playground.tokenization.lab.stories import tokenizer_of_kind
from llm_playground.tokenization.lab.vocabulary import MATCHES, search, token_card

BUNDLED = tokenizer_of_model("tiny-qwen-chat")


@given(word=st.text(st.characters(categories=["L"]), max_size=12).map(lambda letters: f" {letters}"))
def test_the_merges_of_a_hugging_face_tokenizer_encode_a_word_to_its_ids(word: str) -> None:
    bpe = bpe_of(BUNDLED)
    assert bpe is not None
    assert bpe.encode_word(word.encode()) == BUNDLED.encode(word)


@pytest.mark.parametrize("name", ["gpt2", "cl100k_base"])
def test_the_merges_of_a_tiktoken_encoding_encode_a_word_to_its_ids(
    name: str, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(shared_data / "tiktoken_cache"))
    tokenizer = TiktokenTokenizer.load(name)
    bpe = bpe_of(tokenizer)
    assert bpe is not None
    for word in (" unbelievable", " Donaudampfschiff", "日本語", "🤖"):
        assert bpe.encode_word(word.encode()) == tokenizer.encode(word)


def test_tokenizers_without_byte_merges_have_none_to_look_at() -> None:
    characters = HuggingFaceTokenizer(Backend(BPE({"a": 0, "b": 1, "ab": 2}, [("a", "b")])))
    for tokenizer in (ByteTokenizer(), tokenizer_of_kind("word"), tokenizer_of_kind("unigram"), characters):
        assert bpe_of(tokenizer) is None


def test_a_card_tells_how_a_token_was_built() -> None:
    tokenizer = BPETokenizer.train(["low low low lower"], 260, special_tokens=["<|end|>"])
    card = token_card(tokenizer, "mine", 257)
    assert (card.piece, card.rank, card.is_special) == (b"low", 1, False)
    assert [node.piece for node in card.tree] == [b"low", b"lo", b"w", b"l", b"o"]
    assert [entry.id for entry in card.neighbours] == list(range(251, 260))
    assert [entry.piece for entry in card.neighbours][6] == b"low"
    special = token_card(tokenizer, "mine", 259)
    assert (special.is_special, special.rank) == (True, None)
    assert token_card(tokenizer, "mine", 64).rank is None


def test_a_card_without_merges_has_no_tree() -> None:
    card = token_card(tokenizer_of_kind("word"), "word", 5)
    assert card.tree == ()
    assert card.rank is None
    with pytest.raises(InvalidValue, match="id 99999"):
        token_card(tokenizer_of_kind("word"), "word", 99_999)


def test_a_search_finds_every_token_with_the_text_and_the_text_itself_first() -> None:
    found = search(BUNDLED, "fox")
    slow = [id for id in range(BUNDLED.vocab_size) if b"fox" in BUNDLED.piece(id)]
    assert sorted(entry.id for entry in found.matches) == slow
    assert found.total == len(slow)
    assert found.matches[0].piece.strip() == b"fox"


def test_a_search_puts_the_text_itself_first_then_what_begins_with_it() -> None:
    found = search(WordTokenizer(["outfox", "foxes", "fox"]), "fox")
    assert [entry.piece for entry in found.matches] == [b" fox", b" foxes", b" outfox"]


def test_a_search_takes_an_id_and_says_how_many_more_there_are() -> None:
    assert [entry.id for entry in search(BUNDLED, "#17").matches] == [17]
    assert search(BUNDLED, "#999999").total == 0
    every = search(BUNDLED, "")
    assert [entry.id for entry in every.matches] == list(range(MATCHES))
    assert every.total == BUNDLED.vocab_size
    assert search(BUNDLED, "\ud800").total == 0  # half a surrogate pair is no text
