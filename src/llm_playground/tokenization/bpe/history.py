"""A training run of BPE to go through, merge by merge, and what each merge does to a text.

Merging only ever takes borders between bytes away, and each border falls at one certain merge (or never). So a text
under all numbers of merges is one list: after k merges those borders stand that fall at merge k or later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from llm_playground.records import Record
from llm_playground.tokenization.bpe.records import Merge, PairCount, Round
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.text import well_formed

Borders = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class MergeHistory(Record):
    """All merges of a training run, with what there is to see after each.

    text: a text to look at; `gone_at[i]` is the merge at which the border after byte i of its UTF-8 falls, None if
        none does.
    byte_ids: the id of each byte. A token of several bytes has the `new_id` of the last merge inside it.
    merges, pieces: each merge, and the bytes of the token that it makes.
    leaders: `leaders[k]` are the most frequent pairs after k merges; merge k joins the first.
    tokens: `tokens[k]` is how many tokens the whole training text has after k merges.
    summary: how the training ended, in a sentence.
    """

    text: str
    gone_at: Borders
    byte_ids: tuple[int, ...]
    merges: tuple[Merge, ...]
    pieces: tuple[bytes, ...]
    leaders: tuple[tuple[PairCount, ...], ...]
    tokens: tuple[int, ...]
    summary: str


def merge_history(
    tokenizer: BPETokenizer, rounds: Sequence[Round], words: Mapping[str, int], text: str
) -> MergeHistory:
    """What `rounds` of training on `words` made of the tokenizer, to look at on `text`."""
    borders = InnerBorders(tokenizer)
    return MergeHistory(
        text=well_formed(text),
        gone_at=borders.of_text(text),
        byte_ids=tokenizer.byte_ids,
        merges=tokenizer.merges,
        pieces=tuple(tokenizer.piece(merge.new_id) for merge in tokenizer.merges),
        leaders=tuple(round.leaders for round in rounds),
        tokens=tuple(tokens_after_each_merge(tokenizer, words)),
        summary=tokenizer.log.summary,
    )


class InnerBorders(dict[int, tuple[int, ...]]):
    """For each token the merges at which the borders between its bytes fell."""

    def __init__(self, tokenizer: BPETokenizer) -> None:
        self._tokenizer = tokenizer
        super().__init__((id, ()) for id in (*tokenizer.byte_ids, *tokenizer.special_tokens.values()))
        for rank, merge in enumerate(tokenizer.merges):
            left, right = merge.pair
            self[merge.new_id] = (*self[left], rank, *self[right])

    def of_text(self, text: str) -> Borders:
        """For each border between two bytes of `text` the merge at which it falls; None if none does."""
        borders: list[int | None] = []
        for id in self._tokenizer.encode(text):
            borders += (*self[id], None)
        return tuple(borders[:-1])


def tokens_after_each_merge(tokenizer: BPETokenizer, words: Mapping[str, int]) -> list[int]:
    """How many tokens the words, each as often as it occurs, are after 0, 1, 2, ... merges."""
    borders = InnerBorders(tokenizer)
    fallen: Counter[int] = Counter()  # borders, by the merge at which they fell
    bytes_in_all = 0
    for word, count in words.items():
        data = word.encode()
        bytes_in_all += len(data) * count
        for id in tokenizer.encode_word(data):
            for rank in borders[id]:
                fallen[rank] += count
    joined = (fallen[rank] for rank in range(len(tokenizer.merges)))
    return list(accumulate(joined, lambda tokens, n: tokens - n, initial=bytes_in_all))
