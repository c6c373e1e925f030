"""How a text is cut into words before byte-pair encoding, which never merges across their borders.

The pattern decides what tokens can look like: with none, BPE would learn "dog.", "dog!" and "dog?" as three tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial

import regex

from llm_playground.errors import InvalidValue, UnknownName, shown, unknown

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

_NOT_FOR_CUTTING = re.compile(r"(?<!\\)(?:\\\\)*(?:\\K|\(\?[R0]\))")  # unless a backslash makes a letter of it
_PLAIN_WORD = re.compile(r"[\w-]+")  # without any sign that means something in a regular expression

# What cutting a text may take before its pattern is given up: far more than a pattern needs that does not try the same
# characters again and again, so that no slow machine gives up what another one cuts.
SECONDS, CHARACTERS_A_SECOND = 3.0, 20_000

# Text of all kinds, to see whether a pattern matches somewhere without taking a character.
_PROBE = "aZ aB_9 1234,5.6 it's! (x) [y] \t\r\n\n  \x00\x7f éÉ ß Ω я 日本 हि ع 😀 e\u0301 \u00a0\u2028 end"


def pattern_of(name: str) -> str:
    """The regular expression of a name in `PATTERNS`; what is not such a name must be a regular expression itself.

    A plain word is a name, and if not a known one, then a misspelt one: as an expression it would match only itself.
    (Who means just that writes "(?:word)".)

    Raises:
        UnknownName: it is a plain word that is not in `PATTERNS`.
        InvalidValue: it is not a text, or an empty one.
    """
    if not isinstance(name, str) or not name:
        raise InvalidValue(
            f"The pattern is {shown(name)}; it must be one of {', '.join(PATTERNS)}, or a regular expression."
        )
    if name not in PATTERNS and _PLAIN_WORD.fullmatch(name):
        raise UnknownName(f"{unknown('pattern', name, PATTERNS)} (A regular expression would do as well.)")
    return PATTERNS.get(name, name)


def as_expression(expression: str) -> str:
    """A regular expression out of a file, written so that it cannot be taken for a name: "gpt2" -> "(?:gpt2)"."""
    known = (name for name, pattern in PATTERNS.items() if pattern == expression)
    return next(known, f"(?:{expression})" if _PLAIN_WORD.fullmatch(expression) else expression)


def cut_into_words(text: str, name: str) -> list[str]:
    """`text` in words, which join to `text`.

    What a pattern leaves out between two matches is a word too, and where it matches without taking a character (as
    "(?=[A-Z])" does before a capital), the text is cut there. `Split(..., "isolated")` of tokenizers does the same.

    >>> cut_into_words("It's 2 dogs", "gpt2")
    ['It', "'s", ' 2', ' dogs']

    Raises:
        InvalidValue, UnknownName: `name` is neither in `PATTERNS` nor a regular expression that can cut a text; or it
            is one that takes for ever.
    """
    return cutter(name)(text)


def cutter(name: str) -> Callable[[str], list[str]]:
    """`cut_into_words` of that name.

    Raises:
        InvalidValue, UnknownName: as `cut_into_words`.
    """
    pattern_of(name)  # first: what is not a text may have no hash, so that no cache could look for it
    return _cutter(name)


@lru_cache(maxsize=64)
def _cutter(name: str) -> Callable[[str], list[str]]:
    if name not in PATTERNS:
        return partial(_cut_by_own, name)
    # The named patterns match every character, so their matches are all there is, and finding them is quickest.
    any_text = compiled(name).findall
    if name not in IN_ASCII:
        return any_text
    ascii_text = re.compile(IN_ASCII[name]).findall
    return lambda text: ascii_text(text) if text.isascii() else any_text(text)


def _cut_by_own(name: str, text: str) -> list[str]:
    """The words of `text` by an expression that is not one of ours.

    In (?:a|aa)+$ the two alternatives can share a row of letters out in many ways, and where nothing fits in the end,
    the engine tries them all: half as many again with each letter more.
    """
    try:
        words = _splitter(name).split(text, timeout=SECONDS + len(text) / CHARACTERS_A_SECOND)
    except TimeoutError:
        raise InvalidValue(
            f"The pattern {shown(name)} takes too long on a text of {len(text):,} characters: it can match the same "
            "characters in too many ways. Let no two parts of a repetition match the same, as in (?:a|aa)+."
        ) from None
    return list(filter(None, words))


def compiled(name: str) -> regex.Pattern[str]:
    """The pattern of that name, checked.

    Raises:
        InvalidValue, UnknownName: as `cut_into_words`.
    """
    pattern_of(name)
    return _compiled(name)


@lru_cache(maxsize=64)
def _compiled(name: str) -> regex.Pattern[str]:
    try:
        pattern = regex.compile(pattern_of(name))
    except regex.error as error:
        raise InvalidValue(
            f"The pattern {shown(name)} is not a regular expression ({error}). Write one, or one of "
            f"{', '.join(PATTERNS)}."
        ) from error
    if pattern.groups:
        raise InvalidValue(f"The pattern {shown(name)} has groups that capture. Write (?:...) instead of (...).")
    if pattern.flags & regex.REVERSE or _NOT_FOR_CUTTING.search(pattern.pattern):
        raise InvalidValue(
            f"The pattern {shown(name)} searches backwards, moves the start of its match or calls itself: "
            r"leave out (?r), \K and (?R)."
        )
    return pattern


def covering(name: str) -> str:
    """The pattern, widened to match every character, for engines that drop what a pattern leaves out (tiktoken's).

    Raises:
        InvalidValue: it cuts at places where it takes no character, which no such pattern can.
        UnknownName: as `pattern_of`.
    """
    if name in PATTERNS:
        return PATTERNS[name]
    probe = f"{_PROBE}{name} {name}"  # its own letters, which it may look for
    if any(not found[0] for found in compiled(name).finditer(probe)):
        raise InvalidValue(
            f"The pattern {shown(name)} also matches where it takes no character. Here the text is cut there; "
            "tiktoken would lose a character at each such place."
        )
    inside = _ending_its_comment(name)
    return rf"(?:{inside})|(?:(?!{inside})[\s\S])+"


@lru_cache(maxsize=64)
def _splitter(name: str) -> regex.Pattern[str]:
    """For `split`, which returns what stands between the matches of a pattern and, as it is in a group, its matches."""
    return regex.compile(f"({_ending_its_comment(name)})")


def _ending_its_comment(name: str) -> str:
    """The pattern, ready to be followed by more. With the flag (?x) it may end in a comment, which a line ends."""
    return f"{name}\n" if compiled(name).flags & regex.VERBOSE else name
