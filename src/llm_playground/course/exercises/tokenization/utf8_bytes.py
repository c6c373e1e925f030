r"""The bytes of each character.

A computer keeps a text as bytes, numbers from 0 to 255. UTF-8 writes the character with the number $c$ in Unicode in
one to four of them:

$$n(c) = \begin{cases} 1 & c < 2^7 \\ 2 & c < 2^{11} \\ 3 & c < 2^{16} \\ 4 & \text{otherwise} \end{cases}$$

A tokenizer whose smallest tokens are the 256 bytes, such as that of GPT-2, can encode any text. Give the bytes of each
character of a text as whole numbers: one list for each character.
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def utf8_bytes(text: str) -> list[list[int]]:
    """The bytes of each character in UTF-8.

    Args:
        text: any text; its characters are those over which Python iterates.

    Returns:
        One list for each character, of one to four numbers from 0 to 255.
    """
    return [list(character.encode("utf-8")) for character in text]


def gives_code_points(text):
    """These are code points, the numbers of the characters in Unicode. Only in ASCII are they the bytes too: "é" has
    the number 233, and UTF-8 writes it as the two bytes 195 and 169. Encode each character."""
    return [[ord(character)] for character in text]


def puts_all_in_one_list(text):
    """The bytes are right, but one cannot see where a character ends. Make a list for each character."""
    return list(text.encode())


def gives_bytes_objects(text):
    """These are objects of type `bytes`. They are made of numbers, and `list` gives you those: `list(b"hi")` is `[104,
    105]`."""
    return [character.encode() for character in text]


def leaves_out_what_is_not_ascii(text):
    """What is not ASCII has no bytes in your answer, and so would be lost. In UTF-8 every character has at least one
    byte."""
    return [list(character.encode("ascii", "ignore")) for character in text]


def draw(rng: np.random.Generator):
    characters = list("aZ9 .\néßñΩя€日本ก😀🚀\u0301\u200d")
    for length in (1, 2, 3, 5, 8, 13):
        for _ in range(2):
            yield call("".join(map(str, rng.choice(characters, size=length))))


EXERCISE = Exercise(
    solution_function=utf8_bytes,
    wrong=(gives_code_points, puts_all_in_one_list, gives_bytes_objects, leaves_out_what_is_not_ascii),
    hints=(
        "A `str` has a method that turns it into bytes. What do you get if you iterate over the result?",
        '`"é".encode("utf-8")` are the bytes of one character, and `list(...)` of them are the numbers. Do so for each '
        "character of the text.",
    ),
    shown=(
        call("Hi!"),
        call("né 日 🚀", note="its characters have one, two, three and four bytes"),
        call("e\u0301", note="this é is two characters: an e, and an accent that is set over it"),
        call("", note="there are no characters"),
    ),
    drawn=draw,
)
