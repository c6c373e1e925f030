"""One word, from the ids of its bytes to the ids of its tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise

from llm_playground.tokenization.bpe.records import Merge, Pair

NONE = -1  # no token: the place lies outside the word, or its token has gone into its left neighbour's


SHORT = 32  # tokens; up to about here looking at all pairs is quicker than keeping account of them
NO_RANK = 1 << 60  # for a pair that no merge joins: above every rank, so that `min` needs no special case


def merge_word(ids: Sequence[int], merges: Sequence[Merge], ranks: Mapping[Pair, int]) -> list[int]:
    """`ids` after all merges that fit, the lowest rank first, each from left to right.

    `ranks[pair]` is the place of a pair in `merges`. A merge joins only bytes and results of merges before it.
    """
    return (_merge_short if len(ids) <= SHORT else _merge_long)(ids, merges, ranks)


def _merge_short(ids: Sequence[int], merges: Sequence[Merge], ranks: Mapping[Pair, int]) -> list[int]:
    """As BPE is defined: of all neighbours join those of the lowest rank, again and again."""
    ids = list(ids)
    rank_of_each = [ranks.get(pair, NO_RANK) for pair in pairwise(ids)]
    while rank_of_each and (lowest := min(rank_of_each)) != NO_RANK:
        place = rank_of_each.index(lowest)  # the leftmost: of "aaa" the first two are joined
        ids[place : place + 2] = [merges[lowest].new_id]
        del rank_of_each[place]
        for pair in (place - 1, place):  # the two that the new token is in
            if 0 <= pair < len(rank_of_each):
                rank_of_each[pair] = ranks.get((ids[pair], ids[pair + 1]), NO_RANK)
    return ids


def _merge_long(ids: Sequence[int], merges: Sequence[Merge], ranks: Mapping[Pair, int]) -> list[int]:
    """The same in about n steps for n bytes, not n².

    The tokens form a linked list, and the places where a merge may apply wait under its rank. A new pair never ranks
    below the one at work, since a merge joins only what was there before it, so the places of a merge come in order.
    """
    ids = [*ids, NONE]  # one place more, so that the neighbours of the first and the last token need no special case
    after = list(range(1, len(ids) + 1))
    before = list(range(-1, len(ids)))  # of the first: -1, the place of the NONE at the end
    waiting: dict[int, list[int]] = {}
    for place, pair in enumerate(pairwise(ids)):
        if (rank := ranks.get(pair)) is not None:
            waiting.setdefault(rank, []).append(place)

    queue = list(waiting)
    heapify(queue)
    while queue:
        rank = heappop(queue)
        left, right = merges[rank].pair
        new_id = merges[rank].new_id
        for place in waiting.pop(rank):
            other = after[place]
            if ids[place] != left or ids[other] != right:
                continue  # one of the two has gone into another token meanwhile
            ids[place], ids[other] = new_id, NONE
            after[place] = next = after[other]
            before[next] = place
            # Two new pairs, with the neighbour on either side. The old ones stay in `waiting` and are passed over.
            for start, end in ((before[place], place), (place, next)):
                new_rank = ranks.get((ids[start], ids[end]))
                if new_rank is None:
                    continue
                if new_rank not in waiting:
                    waiting[new_rank] = []
                    heappush(queue, new_rank)
                waiting[new_rank].append(start)
    return [id for id in ids if id != NONE]
