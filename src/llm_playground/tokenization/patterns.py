"""How a text is cut into words before byte-pair encoding, which never merges across their borders.

The pattern decides what tokens can look like: with none, BPE would learn "dog.", "dog!" and "dog?" as three tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import regex

from llm_playground.errors import InvalidValue

# Every named pattern matches each character of any text, and means the same to `regex`, tiktoken and tokenizers
# (whose engine, Oniguruma, reads some of the others' abbreviations otherwise).
PATTERNS = {
    # GPT-2 (github.com/openai/gpt-2, src/encoder.py): words and numbers and signs each with the space before them,
    # endings such as 's, then white space, whose last space is left to the word that follows.
    # Letters stand first here, being most frequent: nothing that another alternative matches begins like them.
    "gpt2": r" ?\p{L}+| ?\p{N}+|'(?:[sdmt]|ll|ve|re)| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    # GPT-4 (github.com/openai/tiktoken, tiktoken_ext/openai_public.py, cl100k_base): endings in any case, at most three
    # digits, a word takes any one sign before it, and line breaks stay together.
    "cl100k": (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
        r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    ),
    # The whole text is one word.
    "none": r"[\s\S]+",
}


# The same for text in ASCII, written for Python's `re`, which is twice as quick as `regex` and knows no \p{L}.
IN_ASCII = {
    "gpt2": (
        r" ?[a-zA-Z]+| ?[0-9]+|'(?:[sdmt]|ll|ve|re)| ?[^\t-\r a-zA-Z0-9]+"
        r"|[\t-\r ]+(?![^\t-\r ])|[\t-\r ]+"
    ),
    "cl100k": (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\na-zA-Z0-9]?[a-zA-Z]+|[0-9]{1,3}"
        r"| ?[^\t-\r a-zA-Z0-9]+[\r\n]*|[\t-\r ]*[\r\n]+|[\t-\r ]+(?![^\t-\r ])|[\t-\r ]+"
    ),
}


def pattern_of(name: str) -> str:
    """The regular expression of a name in `PATTERNS`; anything else is one itself."""
    return PATTERNS.get(name, name)


def covering(name: str) -> str:
    """The pattern, so widened that it matches every character: what it leaves out between two matches is a word too."""
    pattern = pattern_of(name)
    return pattern if name in PATTERNS else rf"(?:{pattern})|(?:(?!{pattern})[\s\S])+"


def cut_into_words(text: str, name: str) -> list[str]:
    """`text` in words, which join to `text`.

    >>> cut_into_words("It's 2 dogs", "gpt2")
    ['It', "'s", ' 2', ' dogs']

    Raises:
        InvalidValue: `name` is neither in `PATTERNS` nor a regular expression that can cut a text.
    """
    return cutter(name)(text)


@lru_cache(maxsize=64)
def cutter(name: str) -> Callable[[str], list[str]]:
    """`cut_into_words` of that name.

    Raises:
        InvalidValue: as `cut_into_words`.
    """
    any_text = compiled(name).findall
    if name not in IN_ASCII:
        return any_text
    ascii_text = re.compile(IN_ASCII[name]).findall
    return lambda text: ascii_text(text) if text.isascii() else any_text(text)


@lru_cache(maxsize=64)
def compiled(name: str) -> regex.Pattern[str]:
    try:
        regex.compile(pattern_of(name))  # alone, so that an error tells its place in what was written
        pattern = regex.compile(covering(name))
    except regex.error as error:
        raise InvalidValue(
            f"The pattern {name!r} is no regular expression ({error}). Write one, or one of {', '.join(PATTERNS)}."
        ) from error
    if pattern.groups:
        raise InvalidValue(f"The pattern {name!r} has groups that capture. Write (?:...) instead of (...).")
    if regex.search(pattern_of(name), ""):
        raise InvalidValue(f"The pattern {name!r} also matches no text at all. Each word needs a character.")
    return pattern
