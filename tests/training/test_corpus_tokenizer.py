"""The bundled models' tokenizer: any text goes in and comes out, and `transformers` reads it as we do."""

import random

import pytest

from llm_playground.corpus.dialogues import CHAT_TEMPLATE, render
from llm_playground.corpus.special_tokens import IM_END, IM_START, SPECIAL_TOKENS
from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.training.tokenizer import (
    end_of_text_id,
    load_tokenizer,
    save_tokenizer,
    train_tokenizer,
)

WORDS = [
    "the",
    "little",
    "dragon",
    "found",
    "a",
    "golden",
    "key",
    "under",
    "an",
    "old",
    "bridge",
    "and",
    "wanted",
    "to",
    "open",
    "every",
    "door",
    "in",
    "town",
]
TEXTS = [" ".join(random.Random(i).choices(WORDS, k=12)) + f". {i} + 1 = {i + 1}." for i in range(200)]
OTHER_TEXTS = [
    "",
    " ",
    "héllo wörld",
    "日本語 🦉",
    "  two  spaces\n\n\ttab",
    "\x00\x7f",
    "I'll we've don't",
    "x" * 500,
]


@pytest.fixture(scope="module")
def tokenizer():
    return train_tokenizer(TEXTS, 320)


def test_the_special_tokens_come_first_and_the_size_is_exact(tokenizer):
    assert [tokenizer.token_to_id(token) for token in SPECIAL_TOKENS] == [0, 1, 2]
    assert tokenizer.get_vocab_size() == 320


@pytest.mark.parametrize("text", [*TEXTS[:3], *OTHER_TEXTS])
def test_every_text_comes_back_unchanged(tokenizer, text):
    assert tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=False) == text


def test_every_digit_is_a_token_of_its_own(tokenizer):
    assert tokenizer.encode("2024 + 11").tokens == ["2", "0", "2", "4", "Ġ+", "Ġ", "1", "1"]


def test_the_same_texts_give_the_same_tokenizer(tokenizer):
    assert train_tokenizer(TEXTS, 320).to_str() == tokenizer.to_str()


def test_a_short_text_gives_a_smaller_vocabulary():
    assert train_tokenizer(["the dragon"], 1000).get_vocab_size() == 259 + 2 + 6  # merges of "the" and " dragon"


def test_a_vocabulary_without_room_for_the_bytes_is_an_error():
    with pytest.raises(InvalidValue, match="259"):
        train_tokenizer(TEXTS, 100)


def test_transformers_loads_it_and_cuts_text_alike(tokenizer, tmp_path):
    transformers = pytest.importorskip("transformers")
    save_tokenizer(tokenizer, tmp_path, context_length=64)
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path)
    assert isinstance(theirs, transformers.PreTrainedTokenizerFast)
    assert (theirs.eos_token_id, theirs.bos_token_id, theirs.model_max_length) == (0, 0, 64)
    assert theirs.encode(f"{IM_START}user{IM_END}")[0] == 1
    for text in [*TEXTS[:20], *OTHER_TEXTS]:
        assert theirs.encode(text) == tokenizer.encode(text).ids
        assert theirs.decode(theirs.encode(text)) == text


def test_what_is_saved_is_what_is_loaded(tokenizer, tmp_path):
    save_tokenizer(tokenizer, tmp_path, context_length=64)
    assert load_tokenizer(tmp_path).to_str() == tokenizer.to_str()


def test_a_tokenizer_without_an_end_of_text_is_refused(tmp_path):
    from tokenizers import Tokenizer, models

    Tokenizer(models.BPE()).save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(InvalidValue, match=r"has no <\|endoftext\|>"):
        end_of_text_id(load_tokenizer(tmp_path))
    with pytest.raises(CheckpointError):
        load_tokenizer(tmp_path / "nowhere")


def test_a_chat_tokenizer_carries_its_template_and_ends_where_a_message_does(tokenizer, tmp_path):
    transformers = pytest.importorskip("transformers")
    save_tokenizer(tokenizer, tmp_path, context_length=64, chat_template=CHAT_TEMPLATE)
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path)
    messages = [{"role": "user", "content": "Hi!"}]
    assert theirs.apply_chat_template(messages, tokenize=False, add_generation_prompt=True) == render(messages, True)
    assert theirs.eos_token == IM_END
