"""How byte-pair encoding cuts a word."""

from __future__ import annotations

from llm_playground.course.exercise import Function
from llm_playground.course.exercises.tokenization.bpe_encode import bpe_encode, takes_the_longest_pieces
from llm_playground.course.questions.item import Choice, Item

TAUGHT_IN = ("tokenization", "byte-pair-encoding")
LONGEST: Function = takes_the_longest_pieces
CASES = (
    (b"lower", [(b"e", b"r"), (b"w", b"er"), (b"l", b"o"), (b"lo", b"w")]),
    (b"thing", [(b"i", b"n"), (b"in", b"g"), (b"t", b"h"), (b"th", b"in")]),
)


def item(case: int) -> Item:
    word, merges = CASES[case]
    learned = "".join(f"\n  {at}. {one.decode()} + {other.decode()}" for at, (one, other) in enumerate(merges, 1))
    one, other = (piece.decode() for piece in merges[-1])
    longest = LONGEST(word, merges)
    return Item(
        f'Byte-pair encoding has learned these merges, in this order:{learned}\nHow does it cut "{word.decode()}"?',
        (
            Choice(
                _cut(bpe_encode(word, merges)),
                "The merge that was learned first is applied first, wherever its two pieces are neighbours; then the "
                f"next. When it is the turn of the last, {one} and {other} do not stand side by side any more.",
            ),
            Choice(
                _cut(longest),
                f'"{max(longest, key=len).decode()}" is the longest known piece. BPE looks for no long pieces; it '
                "applies its merges in the order in which it learned them.",
                LONGEST.__name__,
            ),
            Choice(
                _cut(bpe_encode(word, merges[:1])),
                "This is where the word stands after the first merge. The others are applied too, as long as one fits.",
                "stops_after_one_merge",
            ),
            Choice(
                word.decode(),
                "No merge makes the whole word. That it is a word does not matter: only pairs that were learned are "
                "joined.",
                "keeps_words_whole",
            ),
        ),
    )


def _cut(pieces: list[bytes]) -> str:
    return " · ".join(piece.decode() for piece in pieces)
