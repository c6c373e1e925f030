"""The patterns cut as the published ones do in other engines, and never lose a character."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Regex
from tokenizers.pre_tokenizers import Split

from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.tokenization import patterns
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.lab.bpe_history import train_bpe
from llm_playground.tokenization.patterns import IN_ASCII, PATTERNS, as_expression, compiled, covering, cut_into_words
from llm_playground.tokenization.text import well_formed
from tests.tokenization.hard_texts import hard_texts

# As tiktoken writes them.
PUBLISHED = {
    "gpt2": r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s",
    "cl100k": r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
    r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
}
OWN = [
    *(r"\p{L}+", "[aeiou]", r"\d{2}|x", " ?[a-z]+"),  # each leaves much of a text out
    *(r"(?=[A-Z])", r"\b", "a*", "(?<=o)", "|e", r"(?i)the(?= )"),  # and these match where they take no character
    "(?x) [a-z]+ # words",  # a comment to the end of the line
]


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


@given(text=hard_texts, name=st.sampled_from([*PATTERNS, *OWN]).filter(lambda name: name != r"\b"))
def test_patterns_mean_the_same_to_tokenizers(text: str, name: str) -> None:
    text = well_formed(text)
    # (At \b the engines differ: to tokenizers' the joiner within an emoji is a part of a word.)
    split = Split(Regex(PATTERNS.get(name, name)), "isolated")
    assert cut_into_words(text, name) == [word for word, _ in split.pre_tokenize_str(text)]


def test_an_example_by_hand() -> None:
    assert cut_into_words("It'S 1234  dogs!\n", "gpt2") == ["It", "'", "S", " 1234", " ", " dogs", "!", "\n"]
    assert cut_into_words("It'S 1234  dogs!\n", "cl100k") == ["It", "'S", " ", "123", "4", " ", " dogs", "!\n"]
    assert cut_into_words("two words", "none") == ["two words"]


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        *(("[a-", "not a regular expression"), ("(a|b)", "groups"), ("", "one of gpt2, cl100k, none")),
        *(
            (r"(?r)a", "backwards"),
            (r"a\Kb", "start of its match"),
            (r"\\\Kb", "start of its match"),
            ("a(?R)?", "itself"),
        ),
        *((None, "None; it must be"), (b"a", "b'a'; it must be")),
    ],
)
def test_a_pattern_that_cannot_cut_is_refused(pattern: str, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        cut_into_words("text", pattern)


def test_a_misspelt_name_is_not_taken_for_a_regular_expression() -> None:
    for name, meant in (("gpt9", "gpt2"), ("cl100k_base", "cl100k"), ("GPT-2", "gpt2")):
        with pytest.raises(UnknownName, match=f"no pattern '{name}'.*Did you mean {meant}"):
            cut_into_words("text", name)
    assert cut_into_words("a gpt9 b", "(?:gpt9)") == ["a ", "gpt9", " b"]


def test_a_pattern_from_a_file_is_an_expression_whatever_it_looks_like() -> None:
    assert as_expression(PATTERNS["cl100k"]) == "cl100k"
    assert cut_into_words("a gpt2 b", as_expression("gpt2")) == ["a ", "gpt2", " b"]
    assert as_expression(r"\p{L}+") == r"\p{L}+"


def test_the_text_is_cut_where_a_pattern_takes_no_character() -> None:
    assert cut_into_words("helloWorld", r"(?=[A-Z])") == ["hello", "World"]
    assert cut_into_words("two words", r"\b") == ["two", " ", "words"]
    trained = train_bpe("helloWorld, a b 12", 260, pattern=r"(?=[A-Z])").tokenizer
    assert trained.decode(trained.encode("helloWorld")) == "helloWorld"
    assert trained.explain("helloWorld").spans[-1][1] == len("helloWorld")


@given(text=hard_texts, name=st.sampled_from([*PATTERNS, r"\p{L}+", "[aeiou]", " ?[a-z]+", "(?x) [a-z]+ # words"]))
def test_a_covering_pattern_matches_the_words_and_nothing_else(text: str, name: str) -> None:
    text = well_formed(text)
    assert regex.findall(covering(name), text) == cut_into_words(text, name)


def test_covering_leaves_named_patterns_alone_and_refuses_what_it_cannot_say() -> None:
    assert covering("gpt2") == PATTERNS["gpt2"]
    for pattern in (r"(?=[A-Z])", r"\b", "a*", "(?=\u4e2d)"):
        with pytest.raises(InvalidValue, match="takes no character"):
            covering(pattern)


@pytest.mark.parametrize("name", IN_ASCII)
@given(st.text(st.characters(max_codepoint=127), max_size=60) | st.text("aZ5 '\n\r\t\x1c\x85sTdlLVe._", max_size=60))
def test_text_in_ascii_is_cut_as_any_text(name: str, text: str) -> None:
    assert cut_into_words(text, name) == compiled(name).findall(text)


def test_a_pattern_that_tries_endlessly_many_ways_is_given_up_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.01)
    endless = "a" * 200 + "b"  # more ways than there are atoms
    name = "(?:a|aa)+$"
    for use in (lambda: cut_into_words(endless, name), lambda: BPETokenizer.train(endless, 300, pattern=name)):
        with pytest.raises(InvalidValue, match=r"\(\?:a\|aa\)\+\$' takes too long on a text of 201 characters"):
            use()
