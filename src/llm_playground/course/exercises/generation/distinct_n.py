r"""Distinct-n: how varied some texts are.

Cut all texts into runs of $n$ tokens (n-grams), and count how many of them are different:

$$\text{distinct-}n = \frac{\text{number of different } n\text{-grams}}{\text{number of all } n\text{-grams}}$$

It is 1 if none comes twice. The n-grams of all texts are thrown together, so that texts which resemble one another
score low, too. (After Li et al., "A Diversity-Promoting Objective Function for Neural Conversation Models", 2016, who
divide by the number of tokens.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def distinct_n(texts: list[list[int]], n: int) -> float:
    """The share of n-grams that are different.

    Args:
        texts: the token ids of each text; at least one has n tokens.
        n: how many tokens make an n-gram, at least 1.
    """
    ngrams = [tuple(ids[start : start + n]) for ids in texts for start in range(len(ids) - n + 1)]
    return len(set(ngrams)) / len(ngrams)


def averages_over_texts(texts, n):
    """You took the mean of each text's own share. Then texts that are all the same would count as varied: throw the
    n-grams of all texts together."""
    shares = []
    for ids in texts:
        ngrams = [tuple(ids[start : start + n]) for start in range(len(ids) - n + 1)]
        if ngrams:
            shares.append(len(set(ngrams)) / len(ngrams))
    return sum(shares) / len(shares)


def joins_the_texts(texts, n):
    """You put the texts one after the other, which makes n-grams that no text has: the end of one with the beginning of
    the next. Cut each text by itself."""
    ids = [id for text in texts for id in text]
    ngrams = [tuple(ids[start : start + n]) for start in range(len(ids) - n + 1)]
    return len(set(ngrams)) / len(ngrams)


def divides_by_the_tokens(texts, n):
    """You divided by the number of tokens. A text of T tokens has only T - n + 1 n-grams: divide by their number, so
    that 1 can be reached."""
    ngrams = {tuple(ids[start : start + n]) for ids in texts for start in range(len(ids) - n + 1)}
    return len(ngrams) / sum(map(len, texts))


def counts_what_comes_once(texts, n):
    """You counted the n-grams that come exactly once. One that comes more often counts, too, but once."""
    ngrams = [tuple(ids[start : start + n]) for ids in texts for start in range(len(ids) - n + 1)]
    return sum(ngrams.count(each) == 1 for each in ngrams) / len(ngrams)


def cuts_into_blocks(texts, n):
    """You cut the texts into blocks that lie side by side. n-grams overlap: one begins at every token that has n - 1
    more after it."""
    ngrams = [tuple(ids[start : start + n]) for ids in texts for start in range(0, len(ids) - n + 1, n)]
    return len(set(ngrams)) / len(ngrams)


def draw(rng: np.random.Generator):
    for n in (1, 2, 3):
        for size in (2, 4):
            for _ in range(3):
                lengths = [n + 2, *rng.integers(0, 9, 3).tolist()]
                yield call([rng.integers(0, size, length).tolist() for length in lengths], n)


EXERCISE = Exercise(
    solution_function=distinct_n,
    wrong=(
        averages_over_texts,
        joins_the_texts,
        divides_by_the_tokens,
        counts_what_comes_once,
        cuts_into_blocks,
    ),
    hints=(
        "Make one list of the n-grams of all texts. How many are different, a set says.",
        "A text has an n-gram `tuple(ids[start : start + n])` for each `start` in `range(len(ids) - n + 1)`; a tuple "
        "can be put into a set, a list cannot.",
    ),
    shown=(
        call([[1, 2, 1, 2, 3]], 2),
        call([[1, 2, 3], [1, 2, 3]], 2, note="both texts are the same"),
        call([[5, 6, 7], [8], []], 2, note="two texts are too short for an n-gram"),
    ),
    drawn=draw,
)
