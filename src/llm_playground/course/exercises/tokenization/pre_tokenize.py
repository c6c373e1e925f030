"""Pre-tokenization: cuts that no token crosses.

Before byte-pair encoding a text is cut into pieces, and no token will ever cross a cut: otherwise "dog.", "dog!" and
"dog?" would become tokens of their own. GPT-2 does it with a regular expression; here is a simpler rule of its kind.
Read from left to right, a piece is

1. a run of letters,
2. or a single digit,
3. or a run of other characters that are not white space (so an underscore belongs here),

each together with *one* space before it, if there is one. Every other character of white space is a piece of its own.
Nothing is lost: the pieces, joined, are the text again.
"""

import re

import numpy as np

from llm_playground.course.exercise import Exercise, call


def pre_tokenize(text: str) -> list[str]:
    """The pieces of a text.

    Args:
        text: any text.

    Returns:
        Pieces that make the text when they are joined.
    """
    return re.findall(r" ?[^\W\d_]+| ?\d| ?(?:[^\w\s]|_)+|\s", text)


def puts_the_space_behind(text):
    """The space belongs to the word *after* it: "the cat" is "the" and " cat". Then a word within a sentence is the
    same piece whatever stands behind it."""
    return re.findall(r"[^\W\d_]+ ?|\d ?|(?:[^\w\s]|_)+ ?|\s", text)


def loses_white_space(text):
    """White space is gone, so the text cannot be put together again. It has to stay in the pieces."""
    return re.findall(r"[^\W\d_]+|\d|(?:[^\w\s]|_)+", text)


def keeps_numbers_whole(text):
    """A number stays in one piece. Each digit is to be a piece: then a model meets ten digits, and not thousands of
    numbers that it has to learn one by one."""
    return re.findall(r" ?[^\W\d_]+| ?\d+| ?(?:[^\w\s]|_)+|\s", text)


def takes_all_spaces(text):
    """A word took all the spaces before it. It takes one; each of the others is a piece of its own."""
    return re.findall(r" *[^\W\d_]+| *\d| *(?:[^\w\s]|_)+|\s", text)


def knows_only_english_letters(text):
    """You took `[A-Za-z]` for the letters, so "é" and "日" count as marks. In Python's `re`, `[^\\W\\d_]` is any
    letter: a word character that is neither a digit nor an underscore."""
    return re.findall(r" ?[A-Za-z]+| ?\d| ?[^A-Za-z\d\s]+|\s", text)


def draw(rng: np.random.Generator):
    parts = ["the", "cat", "É", "日本", "Ωx", "7", "42", "2026", ".", "?!", "_", "n't", "'s", "😀", "-"]
    for length in (1, 2, 3, 5, 8, 12, 20):
        for _ in range(3):
            chosen = rng.choice(parts, size=length)
            yield call("".join(str(part) + str(rng.choice(["", " ", " ", "  ", "\n", "\n "])) for part in chosen))


EXERCISE = Exercise(
    solution_function=pre_tokenize,
    wrong=(
        puts_the_space_behind,
        loses_white_space,
        keeps_numbers_whole,
        takes_all_spaces,
        knows_only_english_letters,
    ),
    hints=(
        "`re.findall` with a pattern of four alternatives, divided by `|`: one for each kind of piece, and white space "
        'last. What says "a space, or none"?',
        r"In a pattern ` ?` is a space or none, `[^\W\d_]+` a run of letters, `\d` a digit, `(?:[^\w\s]|_)+` a run of "
        r"other characters, and `\s` one character of white space.",
    ),
    shown=(
        call("The cat sat on 12 mats."),
        call("Year 2026, isn't it?!", note="it has a number, and marks in a row"),
        call("a  b\n c", note="two spaces stand in a row, and a line break before a space"),
        call("Déjà vu, 日本", note="not all letters are English ones"),
        call("my_name", note="an underscore is no letter"),
        call("", note="there is nothing to cut"),
    ),
    drawn=draw,
)
