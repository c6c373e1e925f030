"""One merge of byte-pair encoding.

Byte-pair encoding is one small step, done again and again, both in training and when a text is encoded: a merge joins
two pieces into one, wherever they are neighbours. Go from left to right; a piece that has been joined is used up. So of
`a a a` the merge of `a` with `a` makes `aa a`.
"""

from itertools import pairwise

import numpy as np

from llm_playground.course.exercise import Exercise, call


def bpe_merge(pieces: list[bytes], pair: tuple[bytes, bytes]) -> list[bytes]:
    """The pieces after one merge.

    Args:
        pieces: of a word, none empty.
        pair: the two that become one where the second follows the first.

    Returns:
        Pieces that make the same word.
    """
    merged: list[bytes] = []
    for piece in pieces:
        if merged and (merged[-1], piece) == pair:
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


def joins_only_the_first(pieces, pair):
    """Only the first place was joined. A merge is done wherever the pair stands."""
    for at, neighbours in enumerate(pairwise(pieces)):
        if neighbours == pair:
            return [*pieces[:at], pair[0] + pair[1], *pieces[at + 2 :]]
    return pieces


def goes_from_the_right(pieces, pair):
    """You went from right to left. Where places overlap that makes a difference: `a a a` becomes `aa a`, not `a aa`."""
    merged = []
    for piece in reversed(pieces):
        if merged and (piece, merged[0]) == pair:
            merged[0] = piece + merged[0]
        else:
            merged.insert(0, piece)
    return merged


def uses_a_piece_twice(pieces, pair):
    """The second piece of a pair stands in your answer twice: joined, and once more by itself. After a merge go on
    *behind* both pieces. The pieces have to make the same word as before."""
    merged = [left + right if (left, right) == pair else left for left, right in pairwise(pieces)]
    return merged + pieces[-1:]


def joins_what_reads_the_same(pieces, pair):
    """You compared the joined text. `ab` + `a` and `a` + `ba` read the same, but they are different pairs: compare each
    piece with its own."""
    merged = []
    for piece in pieces:
        if merged and merged[-1] + piece == pair[0] + pair[1]:
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


def joins_again_what_it_made(pieces, pair):
    """Your merge goes on with what it has just made. One merge joins only pieces that stood there before."""
    merged = []
    for piece in pieces:
        if merged and merged[-1].endswith(pair[0]) and piece == pair[1]:
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


def draw(rng: np.random.Generator):
    for pool in ([b"a", b"b"], [b"a", b"b", b"ab", b"ba"], [b"l", b"o", b"lo", b"w", b"\xc3", b"\xa9"]):
        for length in (2, 4, 7, 12):
            pair = pool[rng.integers(len(pool))], pool[rng.integers(len(pool))]
            yield call([pool[at] for at in rng.integers(len(pool), size=length)], pair)
    for length in (3, 4, 5):
        yield call([b"a"] * length, (b"a", b"a"), note="the places of the pair overlap")


EXERCISE = Exercise(
    solution_function=bpe_merge,
    wrong=(
        joins_only_the_first,
        goes_from_the_right,
        uses_a_piece_twice,
        joins_what_reads_the_same,
        joins_again_what_it_made,
    ),
    hints=(
        "Build a new list, piece by piece. When a piece comes, what has to stand last in the list for the two to be "
        "joined?",
        "If `(merged[-1], piece) == pair`, make the last piece longer; otherwise append. A piece that was just made is "
        "longer than the first of the pair, so it is not joined again by mistake.",
    ),
    shown=(
        call([b"l", b"o", b"w", b"l", b"o", b"t"], (b"l", b"o")),
        call([b"a", b"a", b"a"], (b"a", b"a"), note="the places of the pair overlap"),
        call([b"a", b"ba", b"ab", b"a"], (b"ab", b"a"), note="two other pieces read the same when they are joined"),
        call([b"l", b"o"], (b"o", b"l"), note="the pair stands there only the other way round"),
        call([], (b"l", b"o"), note="there are no pieces"),
    ),
    drawn=draw,
)
