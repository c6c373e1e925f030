"""WordPiece, held against the `tokenizers` library."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import BertTokenizer

from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.tokenization.kinds.wordpiece import LONGEST_WORD, SPECIAL_TOKENS, WordPieceTokenizer
from llm_playground.tokenization.saving import load

LETTERS = "abceinorstu日本é.1ß"
VOCABULARY = [
    *SPECIAL_TOKENS,
    *LETTERS,
    *(f"##{letter}" for letter in LETTERS),
    *"robot boat robots ##bot ##oat ##ts ca ##nt be ##st <".split(),
]


def _settled(character: str) -> bool:
    """Was it the same kind of character in Unicode 3.2? The library's tables are those of an old Unicode."""
    return unicodedata.category(character) == unicodedata.ucd_3_2_0.category(character) != "Cn"


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cn"]).filter(_settled) | st.sampled_from(LETTERS + "RBÉ \n\u0301[]")
)


@cache
def reference(*, lower_case: bool) -> tokenizers.Tokenizer:
    ids = {piece: id for id, piece in enumerate(VOCABULARY)}
    backend = tokenizers.Tokenizer(tokenizers.models.WordPiece(ids, unk_token="[UNK]"))
    backend.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=lower_case)
    backend.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    backend.decoder = tokenizers.decoders.WordPiece(cleanup=False)
    return backend


def _is_dropped(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] in "MCZ" or character == "\ufffd"


@pytest.mark.parametrize("lower_case", [True, False])
@settings(max_examples=150)
@given(text=TEXTS)
def test_ids_and_spans_are_those_of_the_library(lower_case: bool, text: str) -> None:
    encoding = WordPieceTokenizer(VOCABULARY, lower_case=lower_case).explain(text)
    theirs = reference(lower_case=lower_case).encode(text)
    assert list(encoding.ids) == theirs.ids
    # Ours hold what is dropped too, which the library leaves to no token: accents after a letter, spaces before a word.
    for (start, end), (their_start, their_end) in zip(encoding.spans, theirs.offsets, strict=True):
        assert start <= their_start < their_end <= end
        assert all(_is_dropped(c) for c in text[start:their_start] + text[their_end:end])


@cache
def every_settled_character() -> str:
    """Each between "b" and "o": pieces of one word where it joins them, and two words where it parts them."""
    characters = map(chr, (*range(0xD800), *range(0xE000, 0xF0000)))  # beyond lie only more of the private ones
    return " ".join(f"b{character}o" for character in characters if _settled(character))


@pytest.mark.parametrize("lower_case", [True, False])
def test_every_settled_character_is_a_letter_a_word_or_nothing_as_in_the_library(lower_case: bool) -> None:
    text = every_settled_character()
    assert (
        WordPieceTokenizer(VOCABULARY, lower_case=lower_case).encode(text)
        == reference(lower_case=lower_case).encode(text).ids
    )


def test_the_longest_piece_wins_and_one_gap_loses_the_word() -> None:
    tokenizer = WordPieceTokenizer(VOCABULARY)
    pieces = [tokenizer.piece(id) for id in tokenizer.encode("robots boats roboz")]
    assert pieces == [b" robots", b" boat", b"s", b" [UNK]"]


def test_spans_hold_accents_and_capitals_of_the_text_as_it_was() -> None:
    text = "  Cante\u0301 CAN\u00c9\ufe0f ro\u00adbot"
    encoding = WordPieceTokenizer(VOCABULARY).explain(text)
    assert [text[start:end] for start, end in encoding.spans] == [
        *("  Ca", "nt", "e\u0301"),
        *(" CA", "N", "\u00c9\ufe0f"),
        " ro\u00adbot",
    ]
    assert b"".join(encoding.pieces) == b" cante cane robot"


def test_a_word_beyond_all_length_is_unknown_and_quickly_so() -> None:
    tokenizer = WordPieceTokenizer(VOCABULARY)
    assert len(tokenizer.encode("a" * LONGEST_WORD)) == LONGEST_WORD
    assert tokenizer.encode("a" * 1_000_000) == [tokenizer.unknown_id]


@given(ids=st.lists(st.integers(0, len(VOCABULARY) - 1)))
def test_decoding_is_that_of_the_library(ids: list[int]) -> None:
    ours = WordPieceTokenizer(VOCABULARY).decode(ids)
    theirs = reference(lower_case=True).decode(ids, skip_special_tokens=False)
    if not ids or not VOCABULARY[ids[0]].startswith("##"):  # the library writes out the ## of a first piece
        assert ours == theirs


def test_special_tokens_in_a_text_are_text_unless_allowed() -> None:
    tokenizer = WordPieceTokenizer(VOCABULARY)
    mask = tokenizer.special_tokens["[MASK]"]
    assert mask not in tokenizer.encode("robot [MASK]")
    assert tokenizer.encode("robot [MASK]", allow_special=True)[-1] == mask
    ids = tokenizer.encode("robot", add_special_tokens=True)
    assert tokenizer.decode(ids) == "[CLS] robot [SEP]"


@pytest.mark.parametrize("lower_case", [True, False])
def test_a_saved_tokenizer_comes_back(lower_case: bool, tmp_path: Path) -> None:
    tokenizer = WordPieceTokenizer(VOCABULARY, lower_case=lower_case)
    tokenizer.save(tmp_path)
    text = "Cante\u0301 ROBOT robot [MASK]"
    loaded = load(tmp_path)
    assert loaded.explain(text) == tokenizer.explain(text)
    assert loaded.encode(text, allow_special=True) == tokenizer.encode(text, allow_special=True)


def test_only_a_line_feed_ends_a_piece_of_a_file(tmp_path: Path) -> None:
    pieces = ["[UNK]", *(f"x{sign}y" for sign in "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e"), "", "hello"]
    for end in ("", "\n"):
        (tmp_path / "vocab.txt").write_text("\n".join(pieces) + end, encoding="utf-8")
        assert WordPieceTokenizer.from_file(tmp_path / "vocab.txt").vocabulary == tuple(pieces)
    theirs = BertTokenizer(vocab=str(tmp_path / "vocab.txt")).get_vocab()
    assert {piece: theirs[piece] for piece in pieces} == {piece: id for id, piece in enumerate(pieces)}


def test_a_vocabulary_file_of_bert_is_read(tmp_path: Path) -> None:
    path = tmp_path / "vocab.txt"
    path.write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    assert WordPieceTokenizer.from_file(path).vocabulary == tuple(VOCABULARY)
    path.write_bytes(b"\xff\x00")
    for wrong in (path, tmp_path / "nowhere.txt"):
        with pytest.raises(CheckpointError, match=wrong.name):
            WordPieceTokenizer.from_file(wrong)


def test_a_vocabulary_without_unknown_or_with_repeats_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"needs the piece \[UNK\]"):
        WordPieceTokenizer(["a"])
    with pytest.raises(InvalidValue, match="repeats"):
        WordPieceTokenizer(["[UNK]", "a", "a"])


def test_training_finds_the_words_of_a_text() -> None:
    tokenizer = WordPieceTokenizer.train(["The robot counts the boats, and the boats count on the robot. \ud83d"], 60)
    assert tokenizer.vocab_size <= 60
    assert tokenizer.decode(tokenizer.encode("The ROBOT counts")) == "the robot counts"
    assert len(tokenizer.encode("the robot")) == 2


def test_training_with_no_room_for_the_characters_is_an_error() -> None:
    with pytest.raises(InvalidValue, match=r"vocab_size 8 is too small.*alone are \d+"):
        WordPieceTokenizer.train(["the robot"], 8)
