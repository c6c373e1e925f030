"""Byte-pair encoding of a word.

A tokenizer has learned merges, and their order is what it goes by: the first has rank 0, the next rank 1. To encode a
word, begin with its single bytes. Of all pairs of neighbours that are in the list of merges, take the one of the lowest
rank and join it, wherever it stands, from left to right. Look again, until no pair of neighbours is in the list.

In a list that was learned, a merge joins only bytes and what merges before it have made.
"""

from itertools import pairwise

import numpy as np

from llm_playground.course.exercise import Exercise, call
from llm_playground.course.exercises.tokenization.bpe_merge import bpe_merge


def bpe_encode(word: bytes, merges: list[tuple[bytes, bytes]]) -> list[bytes]:
    """The pieces of a word after all merges that fit.

    Args:
        word: its bytes.
        merges: the pairs that are joined; the place in the list is the rank. No two make the same piece.

    Returns:
        Pieces that make the word.
    """
    pieces = [bytes([byte]) for byte in word]
    for pair in merges:
        merged: list[bytes] = []
        for piece in pieces:
            if merged and (merged[-1], piece) == pair:
                merged[-1] += piece
            else:
                merged.append(piece)
        pieces = merged
    return pieces


def takes_the_leftmost_pair(word, merges):
    """You joined the first pair from the left that is in the list. The *rank* decides: of all pairs in the word, take
    the one that was learned first."""
    pieces, known = [bytes([byte]) for byte in word], set(merges)
    while at := [at for at, pair in enumerate(pairwise(pieces)) if pair in known]:
        pieces[at[0] : at[0] + 2] = [pieces[at[0]] + pieces[at[0] + 1]]
    return pieces


def takes_the_longest_pieces(word, merges):
    """You took the longest piece that fits at each place, as WordPiece does. BPE does not look for long pieces, it
    repeats its merges in the order in which it learned them; often both agree, but not here."""
    known, pieces, at = {left + right for left, right in merges}, [], 0
    while at < len(word):
        end = max(end for end in range(at + 1, len(word) + 1) if end == at + 1 or word[at:end] in known)
        pieces.append(word[at:end])
        at = end
    return pieces


def takes_the_highest_rank(word, merges):
    """Of the pairs in the word you joined the one that comes last in the list. A low rank goes first: what was learned
    early was frequent."""
    pieces = [bytes([byte]) for byte in word]
    while known := [pair for pair in pairwise(pieces) if pair in merges]:
        pieces = bpe_merge(pieces, max(known, key=merges.index))
    return pieces


def joins_each_pair_once(word, merges):
    """Each merge was done in one place only. If its pair stands in the word twice, both places are joined."""
    pieces = [bytes([byte]) for byte in word]
    for pair in merges:
        if pair in pairwise(pieces):
            at = list(pairwise(pieces)).index(pair)
            pieces[at : at + 2] = [pair[0] + pair[1]]
    return pieces


def joins_bytes_only(word, merges):
    """You looked only for pairs of single bytes. A merge may also join pieces that merges before it have made, and so
    words become long pieces: look at the pairs anew after each merge."""
    pieces = [bytes([byte]) for byte in word]
    known = [pair for pair in merges if len(pair[0]) == len(pair[1]) == 1]
    for pair in known:
        pieces = bpe_merge(pieces, pair)
    return pieces


MERGES = [(b"e", b"r"), (b"l", b"o"), (b"lo", b"w"), (b"w", b"er"), (b"low", b"er"), (b"n", b"e"), (b"ne", b"w")]


def draw(rng: np.random.Generator):
    for n_merges in (3, 6, 10, 15):
        for length in (2, 5, 9, 16):
            pieces, merges = [b"a", b"b", b"c"], []
            while len(merges) < n_merges:
                left, right = (pieces[at] for at in rng.integers(len(pieces), size=2))
                if len(left + right) <= 6 and left + right not in pieces:
                    pieces.append(left + right)
                    merges.append((left, right))
            yield call(b"".join(pieces[at] for at in rng.integers(len(pieces), size=length)), merges)


EXERCISE = Exercise(
    solution_function=bpe_encode,
    wrong=(
        takes_the_leftmost_pair,
        takes_the_longest_pieces,
        takes_the_highest_rank,
        joins_each_pair_once,
        joins_bytes_only,
    ),
    hints=(
        "Start with `[bytes([byte]) for byte in word]`. Can the merge of rank 3 make a new place for that of rank 2?",
        "It cannot: a merge joins only bytes and what merges before it have made. So go through the list once, and do "
        "each merge as in the exercise `bpe_merge`.",
    ),
    shown=(
        call(b"lower", MERGES),
        call(b"abc", [(b"b", b"c"), (b"a", b"b")], note="both merges want the b"),
        call(b"newlow", MERGES),
        call(b"erer", MERGES, note="one pair stands there twice"),
        call("né".encode(), MERGES, note="one of its characters has two bytes"),
        call(b"", MERGES, note="there are no bytes"),
    ),
    drawn=draw,
)
