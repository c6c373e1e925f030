r"""How often two pieces are neighbours.

Byte-pair encoding learns by counting: of all pairs of neighbouring pieces it joins the most frequent one, again and
again. No pair crosses the border of a word, so it is enough to know each different word $w$ once, as its pieces
$w_1, w_2, \dots$, with the number $n(w)$ of times that it occurs. A pair $(a, b)$ then occurs

$$c(a, b) = \sum_w n(w) \, \bigl|\{\, i : w_i = a,\; w_{i+1} = b \,\}\bigr|$$

times. Every place counts: in `aaa` the pair `aa` stands twice. (Sennrich et al., "Neural Machine Translation of Rare
Words with Subword Units", 2016.)
"""

from itertools import pairwise

import numpy as np

from llm_playground.course.exercise import Exercise, call


def pair_counts(words: dict[tuple[bytes, ...], int]) -> dict[tuple[bytes, bytes], int]:
    """How often each pair of neighbouring pieces occurs.

    Args:
        words: of each different word, as its pieces, how often it occurs: at least once.

    Returns:
        The count of each pair that occurs; in any order.
    """
    counts: dict[tuple[bytes, bytes], int] = {}
    for word, count in words.items():
        for pair in pairwise(word):
            counts[pair] = counts.get(pair, 0) + count
    return counts


def counts_each_word_once(words):
    """You counted every word once, however often it occurs. A pair of a word that occurs five times occurs five times:
    add the number of the word, not 1."""
    counts = {}
    for word in words:
        for pair in pairwise(word):
            counts[pair] = counts.get(pair, 0) + 1
    return counts


def keeps_only_the_last_word(words):
    """A pair that stands in several words has the count of the last of them only. Add to what was counted before:
    `counts[pair] = counts.get(pair, 0) + ...`."""
    return {pair: count for word, count in words.items() for pair in pairwise(word)}


def counts_a_pair_once_in_a_word(words):
    """A pair that stands in a word twice counts once in your answer. Count places: the pair `an` of `banana` is there
    two times."""
    counts = {}
    for word, count in words.items():
        for pair in set(pairwise(word)):
            counts[pair] = counts.get(pair, 0) + count
    return counts


def crosses_the_borders_of_words(words):
    """The last piece of a word and the first of the next are no pair: take the words one by one."""
    pieces = [piece for word, count in words.items() for _ in range(count) for piece in word]
    counts = {}
    for pair in pairwise(pieces):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


def skips_where_pairs_overlap(words):
    """In `aaa` you found the pair `aa` once. Counting takes every place, even where two of them share a piece; only
    when pieces are joined can each be used once."""
    counts = {}
    for word, count in words.items():
        at = 0
        while at + 1 < len(word):
            pair = word[at], word[at + 1]
            counts[pair] = counts.get(pair, 0) + count
            alike = word[at] == word[at + 1] and word[at + 2 : at + 3] == word[at : at + 1]
            at += 2 if alike else 1
    return counts


def pieces_of(word: str) -> tuple[bytes, ...]:
    return tuple(bytes([byte]) for byte in word.encode())


def draw(rng: np.random.Generator):
    for size in (1, 2, 3, 5, 8):
        for letters in (["a", "b"], ["a", "n", "lo", "é"]):
            words = ["".join(map(str, rng.choice(letters, size=int(rng.integers(1, 7))))) for _ in range(size)]
            yield call({pieces_of(word): int(rng.integers(1, 9)) for word in words})
    yield call({(b"lo", b"w"): 3, (b"lo", b"w", b"er"): 2, (b"s", b"lo", b"w"): 1}, note="some pieces are longer")


EXERCISE = Exercise(
    solution_function=pair_counts,
    wrong=(
        counts_each_word_once,
        keeps_only_the_last_word,
        counts_a_pair_once_in_a_word,
        crosses_the_borders_of_words,
        skips_where_pairs_overlap,
    ),
    hints=(
        "Two loops, one in the other: over the words with their numbers, and over the pairs of a word.",
        "`itertools.pairwise(word)` gives the pairs of neighbours, as `zip(word, word[1:])` does. "
        "`counts.get(pair, 0)` is what has been counted so far.",
    ),
    shown=(
        call({(b"l", b"o", b"w"): 5, (b"l", b"o", b"t"): 2}),
        call({pieces_of("banana"): 2}, note="two pairs stand in the word twice"),
        call({pieces_of("aaa"): 1}, note="the two places of the pair overlap"),
        call({(b"a",): 4}, note="a word of one piece has no pair"),
    ),
    drawn=draw,
)
