"""The three tokenizers that need no merges."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.errors import InvalidValue
from llm_playground.tokenization.kinds.byte import ByteTokenizer
from llm_playground.tokenization.kinds.character import CharacterTokenizer, code_points
from llm_playground.tokenization.kinds.word import WordTokenizer
from llm_playground.tokenization.text import well_formed
from tests.tokenization.hard_texts import hard_texts

STORY = "The robot saw the boat. The boat, it seemed, saw the robot; don't ask the boat!"


# ---- byte ------------------------------------------------------------------------------------------------------------


@given(text=hard_texts | st.text())
def test_bytes_are_those_of_utf8(text: str) -> None:
    tokenizer = ByteTokenizer()
    encoding = tokenizer.explain(text)
    assert bytes(tokenizer.encode(text)) == bytes(encoding.ids) == b"".join(encoding.pieces) == encoding.text.encode()
    assert tokenizer.decode(encoding.ids) == encoding.text == well_formed(text)
    assert [encoding.text[start:end].encode() for start, end in encoding.spans] == [
        character.encode() for character in encoding.text for _ in character.encode()
    ]


def test_a_byte_that_is_no_character_is_shown_as_one() -> None:
    assert ByteTokenizer().decode([0x61, 0xFF]) == "a\ufffd"
    with pytest.raises(InvalidValue, match="256"):
        ByteTokenizer().decode([256])


# ---- character -------------------------------------------------------------------------------------------------------


@given(text=hard_texts)
def test_a_text_of_known_characters_comes_back(text: str) -> None:
    tokenizer = CharacterTokenizer.train([text])
    encoding = tokenizer.explain(text)
    assert list(encoding.ids) == tokenizer.encode(text)
    assert tokenizer.decode(encoding.ids) == well_formed(text)
    assert tokenizer.unknown_id not in encoding.ids
    assert tokenizer.vocab_size == len(set(well_formed(text))) + 1


def test_characters_not_seen_are_unknown() -> None:
    tokenizer = CharacterTokenizer.train(["abba c"])
    assert tokenizer.characters == ("a", "b", " ", "c")
    assert tokenizer.encode("a\U0001f600b") == [1, 0, 2]
    assert tokenizer.decode([1, 0, 2]) == "a[UNK]b"
    assert tokenizer.explain("a\U0001f600b").spans == ((0, 1), (1, 2), (2, 3))


def test_a_limited_vocabulary_keeps_the_most_frequent_characters() -> None:
    assert CharacterTokenizer.train(["abba c"], 3).characters == ("a", "b")
    with pytest.raises(InvalidValue, match=r"vocab_size is 0.*alone needs 1"):
        CharacterTokenizer.train(["abba"], 0)
    with pytest.raises(InvalidValue, match="single characters"):
        CharacterTokenizer(["a", "bc"])


def test_code_points_are_those_of_unicode() -> None:
    first, accent, control, half = code_points("e\u0301\x00\ud83d")
    assert (first.code, first.name, first.utf8) == ("U+0065", "LATIN SMALL LETTER E", b"e")
    assert (accent.code, accent.name, accent.utf8) == ("U+0301", "COMBINING ACUTE ACCENT", b"\xcc\x81")
    assert (control.code, control.name) == ("U+0000", "")
    assert half.code == "U+FFFD"
    assert code_points("\U0001f600")[0].code == "U+1F600"


# ---- word ------------------------------------------------------------------------------------------------------------


def test_words_and_marks_are_tokens_the_most_frequent_first() -> None:
    tokenizer = WordTokenizer.train([STORY])
    assert tokenizer.words[:4] == ("boat", "the", ",", "The")
    assert tokenizer.encode("the boat, [PAD]") == [3, 2, tokenizer.words.index(",") + 2, 1, 1, 1]
    assert tokenizer.decode(tokenizer.encode("don't  ask the moon.")) == "don't ask the [UNK] ."


def test_lower_case_makes_one_word_of_two() -> None:
    tokenizer = WordTokenizer.train([STORY], lower_case=True)
    assert tokenizer.words[0] == "the"
    assert tokenizer.encode("THE The") == [2, 2]
    assert tokenizer.explain("İ the").spans == ((0, 1), (1, 5))  # "İ" is two characters in lower case


def test_rare_words_and_those_beyond_the_limit_are_left_out() -> None:
    assert WordTokenizer.train([STORY], min_frequency=3).words == ("boat", "the")
    assert WordTokenizer.train([STORY], 5).words == ("boat", "the", ",")
    assert WordTokenizer.train([STORY], 2).words == ()
    with pytest.raises(InvalidValue, match="vocab_size is 1"):
        WordTokenizer.train([STORY], 1)
    with pytest.raises(InvalidValue, match="min_frequency is 0"):
        WordTokenizer.train([STORY], min_frequency=0)


def test_the_rate_of_unknown_words() -> None:
    tokenizer = WordTokenizer.train([STORY])
    unknown = tokenizer.out_of_vocabulary("The moon saw the moon and me")
    assert unknown.words == (("moon", 2), ("and", 1), ("me", 1))
    assert (unknown.total, unknown.rate) == (7, 4 / 7)
    assert tokenizer.out_of_vocabulary("").rate == 0


@given(text=hard_texts)
def test_words_lose_nothing_but_space(text: str) -> None:
    tokenizer = WordTokenizer.train([text])
    encoding = tokenizer.explain(text)
    assert tokenizer.unknown_id not in encoding.ids
    assert list(encoding.ids) == tokenizer.encode(text)
    covered = [encoding.text[start:end] for start, end in encoding.spans]
    assert [piece.decode() for piece in encoding.pieces] == [
        " " + regex.sub(r"^\s+|\s+$", "", word) for word in covered
    ]


@pytest.mark.parametrize("tokenizer", [WordTokenizer.train(["a b"]), CharacterTokenizer.train(["ab "])])
def test_special_tokens_in_a_text_are_text_unless_allowed(tokenizer: WordTokenizer | CharacterTokenizer) -> None:
    unknown = tokenizer.special_tokens["[UNK]"]
    assert len(tokenizer.encode("[UNK]")) > 1
    assert tokenizer.encode("a[UNK]b", allow_special=True) == [
        *tokenizer.encode("a"),
        unknown,
        *tokenizer.encode("b"),
    ]
