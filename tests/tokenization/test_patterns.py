"""The patterns cut as the published ones do in other engines, and never lose a character."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Regex
from tokenizers.pre_tokenizers import Split

from llm_playground.errors import InvalidValue
from llm_playground.tokenization.patterns import IN_ASCII, PATTERNS, compiled, covering, cut_into_words
from llm_playground.tokenization.text import well_formed
from tests.tokenization.hard_texts import hard_texts

# As tiktoken writes them.
PUBLISHED = {
    "gpt2": r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s",
    "cl100k": r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
    r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
}
OWN = [r"\p{L}+", "[aeiou]", r"\d{2}|x", " ?[a-z]+"]  # each leaves much of a text out


@given(text=hard_texts, name=st.sampled_from([*PATTERNS, *OWN]))
def test_words_join_to_the_text(text: str, name: str) -> None:
    text = well_formed(text)
    words = cut_into_words(text, name)
    assert "".join(words) == text
    assert all(words)


@given(text=hard_texts, name=st.sampled_from(["gpt2", "cl100k"]))
def test_named_patterns_cut_like_the_published_ones(text: str, name: str) -> None:
    text = well_formed(text)
    assert cut_into_words(text, name) == regex.findall(PUBLISHED[name], text)


@given(text=hard_texts, name=st.sampled_from([*PATTERNS, *OWN]))
def test_patterns_mean_the_same_to_tokenizers(text: str, name: str) -> None:
    text = well_formed(text)
    split = Split(Regex(PATTERNS.get(name, name)), "isolated")
    assert cut_into_words(text, name) == [word for word, _ in split.pre_tokenize_str(text)]


def test_an_example_by_hand() -> None:
    assert cut_into_words("It'S 1234  dogs!\n", "gpt2") == ["It", "'", "S", " 1234", " ", " dogs", "!", "\n"]
    assert cut_into_words("It'S 1234  dogs!\n", "cl100k") == ["It", "'S", " ", "123", "4", " ", " dogs", "!\n"]
    assert cut_into_words("two words", "none") == ["two words"]


@pytest.mark.parametrize(
    ("pattern", "says"),
    [("[a-", "no regular expression"), ("(a|b)", "groups"), ("a*", "no text at all"), ("", "no text at all")],
)
def test_a_pattern_that_cannot_cut_is_refused(pattern: str, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        cut_into_words("text", pattern)


def test_covering_leaves_named_patterns_alone() -> None:
    assert covering("gpt2") == PATTERNS["gpt2"]


@pytest.mark.parametrize("name", IN_ASCII)
@given(st.text(st.characters(max_codepoint=127), max_size=60) | st.text("aZ5 '\n\r\t\x1c\x85sTdlLVe._", max_size=60))
def test_text_in_ascii_is_cut_as_any_text(name: str, text: str) -> None:
    assert cut_into_words(text, name) == compiled(name).findall(text)
