r"""Fertility: how many tokens a word costs.

A tokenizer that needs fewer tokens for the same text makes the model cheaper and lets it look back further. Two numbers
say how it does on a collection of texts:

$$\text{fertility} = \frac{\text{tokens}}{\text{words}} \qquad
\text{bytes per token} = \frac{\text{bytes}}{\text{tokens}}$$

Both count all texts together, so that a long text weighs more than a short one. A word is what stands between white
space, and bytes are those of UTF-8. (Rust et al., "How Good is Your Tokenizer?", 2021.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def fertility(texts: list[str], ids: list[list[int]]) -> tuple[float, float]:
    """How many tokens a word costs, and how many bytes a token holds.

    Args:
        texts: at least one; each has at least one word.
        ids: of each text, the ids of its tokens.

    Returns:
        Tokens per word, and bytes per token.
    """
    tokens = sum(len(each) for each in ids)
    words = sum(len(text.split()) for text in texts)
    n_bytes = sum(len(text.encode()) for text in texts)
    return tokens / words, n_bytes / tokens


def takes_the_mean_of_the_texts(texts, ids):
    """You took the mean over the texts, so a text of two words weighs as much as one of two thousand. Add up the
    tokens, words and bytes of all texts first, and divide then."""
    of_words = [len(each) / len(text.split()) for text, each in zip(texts, ids, strict=True)]
    of_bytes = [len(text.encode()) / len(each) for text, each in zip(texts, ids, strict=True)]
    return float(np.mean(of_words)), float(np.mean(of_bytes))


def counts_characters(texts, ids):
    """The second number counts characters. Beyond ASCII a character has two bytes or more: encode the text before you
    take its length."""
    tokens = sum(map(len, ids))
    return tokens / sum(len(text.split()) for text in texts), sum(map(len, texts)) / tokens


def turns_the_ratio_over(texts, ids):
    """The first number is words per token. Fertility is tokens per word: 1 if each word is a single token, and more if
    words are cut up."""
    tokens = sum(map(len, ids))
    return sum(len(text.split()) for text in texts) / tokens, sum(len(text.encode()) for text in texts) / tokens


def counts_empty_words(texts, ids):
    """`split(" ")` cuts at every single space: two spaces in a row have an empty "word" between them, and a line break
    is no cut. Without an argument `split()` cuts at any run of white space."""
    tokens = sum(map(len, ids))
    return tokens / sum(len(text.split(" ")) for text in texts), sum(len(text.encode()) for text in texts) / tokens


def counts_each_id_once(texts, ids):
    """You counted how many *different* ids there are. A token that stands in the text ten times costs ten."""
    tokens = sum(len(set(each)) for each in ids)
    return tokens / sum(len(text.split()) for text in texts), sum(len(text.encode()) for text in texts) / tokens


def draw(rng: np.random.Generator):
    words = ["the", "robot", "läuft", "кот", "日本語", "a", "unbelievable", "😀"]
    for count in (1, 1, 2, 3, 5, 8):
        for _ in range(2):
            texts, ids = [], []
            for _ in range(count):
                chosen = rng.choice(words, size=int(rng.integers(1, 9)))
                texts.append("".join(str(word) + str(rng.choice([" ", "  ", "\n"])) for word in chosen))
                ids.append(rng.integers(0, 9, size=int(rng.integers(1, 20))).tolist())
            yield call(texts, ids)


EXERCISE = Exercise(
    solution_function=fertility,
    wrong=(
        takes_the_mean_of_the_texts,
        counts_characters,
        turns_the_ratio_over,
        counts_empty_words,
        counts_each_id_once,
    ),
    hints=(
        "You need three counts over all texts: of tokens, words and bytes. Only then divide.",
        "`len(text.split())` are the words of a text, `len(text.encode())` its bytes in UTF-8, and the tokens of all "
        "texts are `sum(len(each) for each in ids)`.",
    ),
    shown=(
        call(["the cat", "unbelievable"], [[5, 3], [7, 2, 9, 9]]),
        call(["der Bär schläft"], [[1, 4, 4, 8, 2, 6]], note="two of its characters have two bytes each"),
        call(["one   two\nthree"], [[1, 2, 3]], note="three spaces stand in a row, and a line break between two words"),
    ),
    drawn=draw,
)
