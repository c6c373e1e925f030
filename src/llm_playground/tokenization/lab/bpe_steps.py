"""BPE to look at: one word merge by merge, and how a token came to be."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from llm_playground.records import Record
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.text import well_formed


@dataclass(frozen=True, slots=True)
class EncodingStep(Record):
    """A word at one moment, and the merge that comes next.

    `ranks[i]` is the rank of the merge that would join tokens i and i + 1, None where there is none. The lowest wins:
    `winner` is its i, the leftmost if it stands there more than once; None when nothing is left to merge.
    """

    ids: tuple[int, ...]
    pieces: tuple[bytes, ...]
    ranks: tuple[int | None, ...]
    winner: int | None


@dataclass(frozen=True, slots=True)
class TreeNode(Record):
    """A token and the two tokens that were joined to make it (None for a byte, which nothing was joined to make)."""

    id: int
    piece: bytes
    rank: int | None
    parts: tuple[int, int] | None


def encoding_steps(tokenizer: BPETokenizer, word: str) -> list[EncodingStep]:
    """All moments of encoding `word` as one word, from its bytes to its tokens; one merge lies between each two.

    This is BPE as it is defined: look at all pairs, merge the one of lowest rank, again. `merge_word` does the same
    without looking at all pairs every time.
    """
    ids = [tokenizer.byte_ids[byte] for byte in well_formed(word).encode()]
    steps = [_look(tokenizer, ids)]
    while (at := steps[-1].winner) is not None:
        rank = tokenizer.ranks[ids[at], ids[at + 1]]
        ids[at : at + 2] = [tokenizer.merges[rank].new_id]
        steps.append(_look(tokenizer, ids))
    return steps


def _look(tokenizer: BPETokenizer, ids: list[int]) -> EncodingStep:
    ranks = tuple(tokenizer.ranks.get(pair) for pair in pairwise(ids))
    lowest = min((rank for rank in ranks if rank is not None), default=None)
    winner = None if lowest is None else ranks.index(lowest)
    return EncodingStep(tuple(ids), tuple(map(tokenizer.piece, ids)), ranks, winner)


def merge_tree(tokenizer: BPETokenizer, id: int) -> list[TreeNode]:
    """How a token was built: the token first, then its parts, their parts, down to bytes; each token once.

    A token that merges do not make (a byte, a special token) is alone.
    """
    made_by = {merge.new_id: (rank, merge.pair) for rank, merge in enumerate(tokenizer.merges)}
    nodes: dict[int, TreeNode] = {}
    waiting = [id]
    while waiting:
        if (id := waiting.pop(0)) not in nodes:
            rank, parts = made_by.get(id, (None, None))
            nodes[id] = TreeNode(id, tokenizer.piece(id), rank, parts)
            waiting += parts or ()
    return list(nodes.values())
