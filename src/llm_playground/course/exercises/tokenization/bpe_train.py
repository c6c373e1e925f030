r"""Training byte-pair encoding.

Now the tokenizer learns its merges itself. Each word begins as its single bytes. Then, again and again: count all pairs
of neighbouring pieces, each as often as its word occurs, take the most frequent pair as the next merge, and join it in
all words. Of equally frequent pairs take the greatest, as Python compares them, so that everybody who trains on a text
gets the same merges. With $c_k$ for the counts after $k$ merges the next one is

$$m_{k+1} = \operatorname*{arg\,max}_{(a, b)} \; \bigl( c_k(a, b),\; (a, b) \bigr)$$

Stop early when every word is a single piece.
"""

from itertools import pairwise

import numpy as np

from llm_playground.course.exercise import Exercise, Function, call
from llm_playground.course.exercises.tokenization.bpe_merge import bpe_merge
from llm_playground.course.exercises.tokenization.pair_counts import pair_counts


def bpe_train(words: dict[bytes, int], n_merges: int) -> list[tuple[bytes, bytes]]:
    """The merges that a text teaches, in the order of their ranks.

    Args:
        words: of each different word, how often it occurs: at least once.
        n_merges: how many merges to learn.

    Returns:
        At most so many pairs.
    """
    pieces = {word: [bytes([byte]) for byte in word] for word in words}
    merges: list[tuple[bytes, bytes]] = []
    while len(merges) < n_merges:
        counts: dict[tuple[bytes, bytes], int] = {}
        for word, count in words.items():
            for pair in pairwise(pieces[word]):
                counts[pair] = counts.get(pair, 0) + count
        if not counts:
            break
        best = max(counts, key=lambda pair: (counts[pair], pair))
        merges.append(best)
        for word in words:
            merged: list[bytes] = []
            for piece in pieces[word]:
                if merged and (merged[-1], piece) == best:
                    merged[-1] += piece
                else:
                    merged.append(piece)
            pieces[word] = merged
    return merges


def train(words: dict[bytes, int], n_merges: int, choose: Function) -> list[tuple[bytes, bytes]]:
    """As `bpe_train`, where `choose(counts)` says which pair is next."""
    pieces, merges = {word: [bytes([byte]) for byte in word] for word in words}, []
    while len(merges) < n_merges:
        counts = {}
        for word, count in words.items():
            for pair, n in pair_counts({tuple(pieces[word]): count}).items():
                counts[pair] = counts.get(pair, 0) + n
        if not counts:
            break
        merges.append(choose(counts))
        pieces = {word: bpe_merge(each, merges[-1]) for word, each in pieces.items()}
    return merges


def takes_the_first_of_equals(words, n_merges):
    """Of equally frequent pairs you took the one that was counted first. Here it is to be the greatest: let `max`
    compare the count, and then the pair itself."""
    return train(words, n_merges, lambda counts: max(counts, key=lambda pair: counts[pair]))


def takes_the_smallest_of_equals(words, n_merges):
    """Of equally frequent pairs you took the smallest. Here it is to be the greatest, as `max` finds it."""
    return train(words, n_merges, lambda counts: min(counts, key=lambda pair: (-counts[pair], pair)))


def never_counts_again(words, n_merges):
    """You counted once, and took the most frequent pairs of bytes. After each merge there are new pairs, with the piece
    that it made, and old ones are gone: count anew."""
    counts = pair_counts({tuple(bytes([byte]) for byte in word): count for word, count in words.items()})
    return sorted(counts, key=lambda pair: (counts[pair], pair), reverse=True)[:n_merges]


def counts_each_word_once(words, n_merges):
    """A word counts once in your training, however often the text has it. Its pairs occur as often as the word does."""
    return bpe_train(dict.fromkeys(words, 1), n_merges)


def fails_when_nothing_is_left(words, n_merges):
    """When every word is a single piece there is no pair left, and `max` of nothing is an error. Return what was
    learned so far."""
    merges = bpe_train(words, n_merges)
    return merges if len(merges) == n_merges else max([])


WORDS = {b"low": 5, b"lower": 2, b"newest": 6, b"widest": 3}  # those of the paper that brought BPE to tokenization


def draw(rng: np.random.Generator):
    for letters in ("ab", "abc", "estnw"):
        for n_merges in (1, 3, 6, 10):
            chosen = ["".join(map(str, rng.choice(list(letters), size=int(rng.integers(2, 8))))) for _ in range(8)]
            yield call({word.encode(): int(rng.integers(1, 9)) for word in chosen}, n_merges)


EXERCISE = Exercise(
    solution_function=bpe_train,
    wrong=(
        takes_the_first_of_equals,
        takes_the_smallest_of_equals,
        never_counts_again,
        counts_each_word_once,
        fails_when_nothing_is_left,
    ),
    hints=(
        "You have both parts: `pair_counts` counts, and `bpe_merge` joins. Keep the pieces of each word, and repeat.",
        "`max(counts, key=lambda pair: (counts[pair], pair))` is the most frequent pair, and of equals the greatest. "
        "Do this merge in all words before you count again.",
    ),
    shown=(
        call(WORDS, 4),
        call({b"abab": 1, b"cb": 2}, 1, note="pairs are equally frequent"),
        call({b"aaa": 3}, 9, note="there are fewer merges than were asked for"),
    ),
    drawn=draw,
)
