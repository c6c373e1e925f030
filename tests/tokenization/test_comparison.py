"""Tokenizers side by side: where they disagree, held against a slow and obvious way; and what they are measured by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_playground.models.tokenizers import tokenizer_of_model
from llm_playground.records import Encoding
from llm_playground.tokenization.kinds.byte import ByteTokenizer
from llm_playground.tokenization.kinds.character import CharacterTokenizer
from llm_playground.tokenization.kinds.unigram import SPACE, UNKNOWN, UnigramTokenizer
from llm_playground.tokenization.kinds.wordpiece import WordPieceTokenizer
from llm_playground.tokenization.lab.comparison import Disagreement, beginning, compare, disagreements
from llm_playground.tokenization.lab.stories import tokenizer_of_kind
from llm_playground.tokenization.protocol import Tokenizer


@cache
def families() -> dict[str, Tokenizer]:
    letters = f"{SPACE}robts\n"
    unigram = [(UNKNOWN, 0.0), *((c, -5.0) for c in letters), *((f"{SPACE}{w}", -4.0) for w in ("robot", "bots", "to"))]
    return {
        "wordpiece": WordPieceTokenizer(["[UNK]", *"robts", *(f"##{c}" for c in "robts"), "robot", "bot", "to"]),
        "unigram": UnigramTokenizer(unigram),
        "byte": ByteTokenizer(),
        "character": CharacterTokenizer.train(["robots 🤖"]),
    }


TEXTS = st.lists(st.sampled_from(["robot", "robots", "bots", "to", " ", "  ", "\n", "🤖", "\u0301", "é"])).map("".join)
NAMES = st.lists(st.sampled_from(["wordpiece", "unigram", "byte", "character"]), min_size=1, max_size=4, unique=True)


def slow_disagreements(encodings: Sequence[Encoding]) -> list[Disagreement]:
    length = len(encodings[0].text)
    owners = []  # of each encoding and character: the tokens that it belongs to
    for encoding in encodings:
        tokens_at: list[set[int]] = [
            {i for i, (start, end) in enumerate(encoding.spans) if start <= at < end} for at in range(length)
        ]
        for at in reversed(range(length - 1)):
            tokens_at[at] = tokens_at[at] or {min(tokens_at[at + 1])} if tokens_at[at + 1] else tokens_at[at]
        for at in range(1, length):
            tokens_at[at] = tokens_at[at] or tokens_at[at - 1]
        owners.append(tokens_at)
    cuts = [
        at
        for at in range(length + 1)
        if at in (0, length) or all(not tokens[at - 1] & tokens[at] or not tokens[at] for tokens in owners)
    ]
    found = []
    for start, end in pairwise(cuts):
        parts = []
        for encoding, tokens in zip(encodings, owners, strict=True):
            inside = set().union(*tokens[start:end])
            without_character = {i for i, span in enumerate(encoding.spans) if span == (start, start)}
            first = min(inside | without_character, default=0)
            parts.append((first, first + len(inside | without_character)))
        pieces = [encoding.pieces[a:b] for encoding, (a, b) in zip(encodings, parts, strict=True)]
        if not (all(len(each) == 1 for each in pieces) or len(set(pieces)) == 1):
            found.append(Disagreement(start, end, tuple(parts)))
    return found


@settings(max_examples=300)
@given(text=TEXTS.filter(str.strip), names=NAMES)
def test_disagreements_are_those_of_the_slow_way(text: str, names: list[str]) -> None:
    encodings = [families()[name].explain(text) for name in names]
    assert list(disagreements(encodings)) == slow_disagreements(encodings)


def test_a_dropped_space_is_no_disagreement_and_another_cut_is() -> None:
    text = "robot  to robots"
    comparison = compare(text, {name: families()[name] for name in ("wordpiece", "unigram")})
    marked = [
        (
            text[each.start : each.end],
            *(encoding.pieces[a:b] for encoding, (a, b) in zip(comparison.encodings, each.tokens, strict=True)),
        )
        for each in comparison.disagreements
    ]
    assert marked == [("  to", (b" to",), (b" ", b" to"))]
    assert [encoding.pieces[-2:] for encoding in comparison.encodings] == [(b" robot", b"s"), (b" robot", b"s")]


def test_one_tokenizer_never_disagrees_with_itself() -> None:
    for name, tokenizer in families().items():
        assert compare("robots 🤖 to\n\n", {name: tokenizer, "again": tokenizer}).disagreements == ()


def test_an_emoji_of_one_token_and_of_four_bytes_is_a_disagreement() -> None:
    comparison = compare("ro🤖", {name: families()[name] for name in ("byte", "character")})
    assert comparison.disagreements == (Disagreement(2, 3, ((2, 6), (2, 3))),)


def test_statistics_are_what_one_counts_by_hand() -> None:
    wordpiece, _, byte, _ = compare("Robots  🤖 to\n", families()).statistics
    assert (wordpiece.tokens, wordpiece.unknown_tokens, wordpiece.vocab_size) == (4, 1, 14)
    assert wordpiece.tokens_per_word == pytest.approx(4 / 3)
    assert wordpiece.characters_per_token == pytest.approx(13 / 4)
    assert wordpiece.unknown_rate == pytest.approx(1 / 4)
    assert not wordpiece.round_trip
    assert (byte.tokens, byte.unknown_tokens, byte.unknown_rate, byte.round_trip) == (16, 0, 0.0, True)


@pytest.mark.parametrize("text", ["", " ", "\0", "🤖", "\ud83d"])
def test_texts_of_nothing_and_of_one_character_are_compared_too(text: str) -> None:
    comparison = compare(text, families())
    assert [each.name for each in comparison.statistics] == list(families())
    assert comparison.to_json()
    if not text:
        assert comparison.statistics[0].characters_per_token is None
        assert comparison.disagreements == ()


def test_no_tokenizers_make_an_empty_comparison() -> None:
    assert compare("robot", {}).encodings == ()


@given(st.text("ab é日🤖\n", max_size=60), st.integers(1, 30))
def test_a_beginning_ends_where_all_tokenizers_cut(text: str, characters: int) -> None:
    whole = compare(text, {name: tokenizer_of_kind(name) for name in ("bpe", "word", "wordpiece")})
    part = beginning(whole, characters)
    assert (part.characters, part.statistics) == (whole.characters, whole.statistics)
    assert part.disagreements_count == len(whole.disagreements)
    assert text.startswith(part.text)
    for encoding, of_whole in zip(part.encodings, whole.encodings, strict=True):
        tokens = len(encoding.ids)
        assert encoding.ids == of_whole.ids[:tokens]
        assert encoding.pieces == of_whole.pieces[:tokens]
        assert encoding.spans == of_whole.spans[:tokens]
        assert all(end <= len(part.text) for _, end in encoding.spans)
        assert all(start >= len(part.text) for start, _ in of_whole.spans[tokens:])
    assert part.disagreements == tuple(d for d in whole.disagreements if d.end <= len(part.text))


def test_a_beginning_is_as_long_as_asked_or_up_to_the_first_cut() -> None:
    text = "one two three " * 100
    words = compare(text, {"word": tokenizer_of_kind("word")})
    assert 45 <= len(beginning(words, 50).text) <= 50
    assert beginning(words, 5000) is words
    one_token = compare("a" * 500, {"word": tokenizer_of_kind("word")})
    assert len(beginning(one_token, 50).text) == 500


def test_special_tokens_are_text_unless_asked_for() -> None:
    tokenizers = {"tiny-qwen-chat": tokenizer_of_model("tiny-qwen-chat"), "word": tokenizer_of_kind("word")}
    text = "a<|endoftext|>b [UNK]"
    plain, special = (compare(text, tokenizers, allow_special=allow) for allow in (False, True))
    assert len(special.encodings[0].ids) < len(plain.encodings[0].ids)
    assert b"<|endoftext|>" in special.encodings[0].pieces
    assert special.encodings[0].spans[1] == (1, 14)
    assert special.encodings[1].spans[-1] == (15, 21)  # with the space before it
