"""sentencepiece models behind our protocol: pieces and spans, bytes of unknown characters, the space put first."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.tokenization.adapters.sentencepiece import SentencePieceTokenizer
from llm_playground.tokenization.saving import load

LINES = ["the little robot wanted to see the sea", "a robot sees the blue boat"] * 20
TEXTS = st.text() | st.text(st.sampled_from("the robot sea  \n🤖é\u0301ﬁ㍿日"))


@cache
def with_bytes() -> SentencePieceTokenizer:
    return SentencePieceTokenizer.train(LINES, 300, byte_fallback=True)


@cache
def without_bytes() -> SentencePieceTokenizer:
    return SentencePieceTokenizer.train(LINES, 80, model_type="bpe")


@settings(max_examples=200)
@given(text=TEXTS)
def test_bytes_fall_back_for_what_is_unknown_so_pieces_are_what_the_library_decodes(text: str) -> None:
    tokenizer = with_bytes()
    encoding = tokenizer.explain(text)
    assert list(encoding.ids) == tokenizer.encode(text) == tokenizer.backend.encode(text)
    assert tokenizer.unknown_id not in encoding.ids
    assert tokenizer.decode(encoding.ids) == tokenizer.backend.decode(list(encoding.ids))


@settings(max_examples=200)
@given(text=TEXTS)
@pytest.mark.parametrize("make", [with_bytes, without_bytes])
def test_spans_hold_what_the_library_says_and_the_spaces_that_it_drops(make: type, text: str) -> None:
    tokenizer = make()
    encoding = tokenizer.explain(text)
    offsets = tokenizer.backend.encode(text, return_type="offset_mapping")["offsets"]
    for (start, end), offset in zip(encoding.spans, offsets, strict=True):
        assert start <= offset[0] <= offset[1] <= end
        assert start < end or encoding.pieces[0] == b" "
        assert not regex.sub(r"[\s\p{C}\p{M}]", "", text[start : offset[0]])


def test_the_bytes_of_a_character_share_its_span() -> None:
    encoding = with_bytes().explain("x🤖é")
    assert encoding.pieces == (b" ", b"x", *(bytes([byte]) for byte in "🤖é".encode()))
    assert encoding.spans == ((0, 0), (0, 1), *[(1, 2)] * 4, *[(2, 3)] * 2)


def test_a_character_that_is_normalized_to_several_is_held_by_all_their_pieces() -> None:
    encoding = with_bytes().explain("ﬁ㍿e\u0301")
    assert b"".join(encoding.pieces).decode() == " fi株式会社é"
    assert encoding.spans == ((0, 0), (0, 1), (0, 1), *[(1, 2)] * 12, *[(2, 4)] * 2)


def test_part_of_a_character_is_not_held_to_cover_what_the_next_piece_covers() -> None:
    tokenizer = SentencePieceTokenizer.train(["wish dish fish off"] * 20, 25, model_type="bpe")
    encoding = tokenizer.explain("o\ufb01sh")  # a ligature of f and i
    assert encoding.pieces[-2:] == (b"f", b"ish")
    assert encoding.spans[-2:] == ((1, 2), (1, 4))


def test_the_space_put_first_is_part_of_the_first_piece_but_of_no_span() -> None:
    encoding = without_bytes().explain("the robot")
    assert (encoding.pieces, encoding.spans) == ((b" the", b" robot"), ((0, 3), (3, 9)))
    assert without_bytes().decode(encoding.ids) == "the robot"


def test_unknown_characters_are_the_unknown_token() -> None:
    encoding = without_bytes().explain("robot 日本")
    assert encoding.ids[-1] == without_bytes().unknown_id
    assert encoding.spans[-1] == (6, 8)


def test_special_tokens_in_a_text_are_text_unless_allowed() -> None:
    tokenizer = with_bytes()
    assert tokenizer.special_tokens == {"<unk>": 0, "<s>": 1, "</s>": 2}
    assert tokenizer.decode(tokenizer.encode("robot</s>")) == "robot</s>"
    assert 2 not in tokenizer.encode("robot</s>")
    assert tokenizer.encode("robot</s>", allow_special=True)[-1] == 2
    assert tokenizer.decode([*tokenizer.encode("robot"), 2]) == "robot</s>"


def test_a_file_and_a_saved_folder_give_the_same_tokenizer(tmp_path: Path) -> None:
    (tmp_path / "a.model").write_bytes(with_bytes().model)
    with_bytes().save(tmp_path)
    for loaded in (SentencePieceTokenizer.from_file(tmp_path / "a.model"), load(tmp_path)):
        assert loaded.explain("the robots' 日本") == with_bytes().explain("the robots' 日本")


@pytest.mark.parametrize("content", [b"", b"hello", b"\x08\x01"])
def test_a_file_that_is_no_model_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.model"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"a\.model cannot be read"):
        SentencePieceTokenizer.from_file(path)
    with pytest.raises(CheckpointError, match=r"b\.model cannot be read"):
        SentencePieceTokenizer.from_file(tmp_path / "b.model")


def test_a_short_text_gives_a_smaller_vocabulary_and_no_room_is_an_error() -> None:
    assert SentencePieceTokenizer.train(["a b c d"], 1000).vocab_size < 20
    with pytest.raises(InvalidValue, match=r"3 pieces here\. Vocabulary size is smaller"):
        SentencePieceTokenizer.train(["a b"], 3)
    with pytest.raises(InvalidValue, match="There is no text"):
        SentencePieceTokenizer.train([], 100)
    with pytest.raises(InvalidValue, match="one of unigram, bpe"):
        SentencePieceTokenizer.train(["a b"], 100, model_type="word")


def test_halves_of_surrogate_pairs_are_replaced() -> None:
    assert with_bytes().explain("a\ud83d").text == "a\ufffd"
