"""A training run of BPE to go through, merge by merge, and what each merge does to a text.

Merging only ever takes borders between bytes away, and each border falls at one certain merge (or never). So a text
under all numbers of merges is one list: after k merges those borders stand that fall at merge k or later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from llm_playground.records import Record
from llm_playground.tokenization.bpe.records import Merge, PairCount, Round
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer, n_merges
from llm_playground.tokenization.bpe.training import count_words, train_rounds
from llm_playground.tokenization.text import each_text, well_formed

LEADERS = 8  # pairs kept beside each merge
SHOWN_CHARACTERS = 4000  # of a text to be looked at under all numbers of merges

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


@dataclass(frozen=True, slots=True)
class TrainedBPE:
    """A tokenizer, and how it came to be."""

    tokenizer: BPETokenizer
    history: MergeHistory


def train_bpe(
    text: str | Iterable[str],
    vocab_size: int,
    *,
    pattern: str = "gpt2",
    tie_rule: str = "lowest_ids",
    look_at: str | None = None,
) -> TrainedBPE:
    """Train a tokenizer as `BPETokenizer.train` does, and keep what there is to see after each merge.

    Args:
        look_at: the text to see under all numbers of merges; the beginning of the first text unless given.

    Raises:
        InvalidValue: as `BPETokenizer.train`.
    """
    texts = list(each_text(text))
    asked = n_merges(vocab_size)
    words = count_words(texts, pattern)
    rounds = list(train_rounds(words, asked, tie_rule, leaders=LEADERS))
    shown = "".join(texts[:1])[:SHOWN_CHARACTERS] if look_at is None else look_at
    return with_history(rounds, words, shown, asked=asked, pattern=pattern)


def with_history(
    rounds: Sequence[Round], words: Mapping[str, int], text: str, *, asked: int, pattern: str
) -> TrainedBPE:
    """What `rounds` of training on `words` have made, to look at on `text`."""
    tokenizer = BPETokenizer.from_training([round.merge for round in rounds], asked=asked, pattern=pattern)
    return TrainedBPE(tokenizer, _history(tokenizer, rounds, words, text))


def first_merges(history: MergeHistory, count: int) -> MergeHistory:
    """The history with its first `count` merges only, as if no more had been made; its summary says so."""
    made = len(history.merges)
    if made <= count:
        return history
    return replace(
        history,
        gone_at=tuple(None if rank is None or rank >= count else rank for rank in history.gone_at),
        merges=history.merges[:count],
        pieces=history.pieces[:count],
        leaders=history.leaders[:count],
        tokens=history.tokens[: count + 1],
        summary=f"{history.summary} Shown: the first {count:,} of {made:,}.",
    )


def _history(tokenizer: BPETokenizer, rounds: Sequence[Round], words: Mapping[str, int], text: str) -> MergeHistory:
    borders = InnerBorders(tokenizer)
    return MergeHistory(
        text=well_formed(text),
        gone_at=borders.of_text(text),
        byte_ids=tokenizer.byte_ids,
        merges=tokenizer.merges,
        pieces=tuple(tokenizer.piece(merge.new_id) for merge in tokenizer.merges),
        leaders=tuple(round.leaders for round in rounds),
        tokens=tuple(borders.tokens_after_each_merge(words)),
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

    def tokens_after_each_merge(self, words: Mapping[str, int]) -> list[int]:
        """How many tokens the words, each as often as it occurs, are after 0, 1, 2, ... merges."""
        fallen: Counter[int] = Counter()  # borders, by the merge at which they fell
        bytes_in_all = 0
        for word, count in words.items():
            data = word.encode()
            bytes_in_all += len(data) * count
            for id in self._tokenizer.encode_word(data):
                for rank in self[id]:
                    fallen[rank] += count
        joined = (fallen[rank] for rank in range(len(self._tokenizer.merges)))
        return list(accumulate(joined, lambda tokens, n: tokens - n, initial=bytes_in_all))
