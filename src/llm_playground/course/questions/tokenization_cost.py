"""What a text costs in tokens."""

from __future__ import annotations

from llm_playground.course.questions.item import Choice, Item
from llm_playground.engine.text import encode_text

TAUGHT_IN = ("tokenization", "tokens-of-a-bundled-model")
MODEL = "tiny-gpt2"
# Each: one in another script, the longest, the one with the most words, the longest word of everyday English.
CASES = (
    ("Привет", "The little girl played with the yellow ball.", "a cat and a dog", "grandmother"),
    ("こんにちは", "The little boy walked to the old garden.", "I am as big as a cow", "butterfly"),
)


def item(case: int) -> Item:
    foreign, long, wordy, word = CASES[case]
    cost = {text: len(encode_text(text, tokenizer=MODEL)) for text in CASES[case]}
    in_bytes = len(foreign.encode())
    return Item(
        f"The tokenizer of {MODEL} has learned its merges from English stories. Which of these texts costs it the most "
        "tokens?",
        (
            Choice(
                f'"{foreign}"',
                f"Its {len(foreign)} characters are {in_bytes} bytes, and no merge was learned for them: "
                f"{cost[foreign]} tokens.",
            ),
            Choice(
                f'"{long}"',
                f"It is the longest, with {len(long)} characters, but it is made of common words, most of them one "
                f"token: {cost[long]} in all. Tokens are counted, not characters.",
                "counts_characters",
            ),
            Choice(
                f'"{wordy}"',
                f"It has {len(wordy.split())} short words, but all of them are common: {cost[wordy]} tokens.",
                "counts_words",
            ),
            Choice(
                f'"{word}"',
                f"A long word of the language that the merges were learned from is cut into few pieces: {cost[word]} "
                "tokens.",
                "looks_for_a_long_word",
            ),
        ),
    )
