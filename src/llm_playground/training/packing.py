"""From documents to rows of token ids: one long array, cut at equal lengths, visited in a shuffled order.

    <|endoftext|> document <|endoftext|> document <|endoftext|> ...
    |---------- row 0 ----------|x
                                |---------- row 1 ----------|x        (x: the target of a row's last token)

A row may begin and end inside a document. So no token is padding, every token but the very first is predicted
exactly once, and the model sees words at every position, as it will when a person types without a beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from llm_playground.corpus.dialogues import encode
from llm_playground.errors import CheckpointError, InvalidValue, panics_as
from llm_playground.training.sources import Sample

if TYPE_CHECKING:
    import tokenizers

CHUNK = 4096  # documents encoded at once: enough to keep the tokenizer's threads busy
IGNORED = -100  # a target that the loss leaves out; PyTorch's own number for it


class Packed(NamedTuple):
    """The ids of all documents in a row (tokens,), and which of them are to be learned (tokens,); None: all."""

    ids: np.ndarray
    counts: np.ndarray | None


def pack(samples: Iterable[Sample], tokenizer: tokenizers.Tokenizer, end_of_text_id: int) -> Packed:
    """All documents in one array, an end-of-text token before, between and after them."""
    wide = tokenizer.get_vocab_size() > 1 << 16
    dtype = np.dtype(np.uint32 if wide else np.uint16)
    separator, ignored = np.array([end_of_text_id], dtype), np.zeros(1, bool)
    ids, counts, dialogue = [separator], [ignored], False
    samples = iter(samples)
    while chunk := list(islice(samples, CHUNK)):
        for document, counted in _encode(chunk, tokenizer):
            ids += (np.array(document, dtype), separator)
            if counted is not None:
                dialogue = True
                counts += (np.array(counted, bool), ignored)
    return Packed(np.concatenate(ids), np.concatenate(counts) if dialogue else None)


def _encode(samples: list[Sample], tokenizer: tokenizers.Tokenizer) -> Iterator[tuple[list[int], list[bool] | None]]:
    """Ids and, of a dialogue, which of them count."""
    if samples[0].messages is not None:
        for sample in samples:
            assert sample.messages is not None
            yield encode(sample.messages, tokenizer)
        return
    # A document that spells out "<|endoftext|>" is text about it, not an end of text.
    tokenizer.encode_special_tokens = True
    encode_batch = panics_as(CheckpointError, "The tokenizers library breaks off at a document ({}).")(
        tokenizer.encode_batch
    )
    for encoding in encode_batch([sample.text for sample in samples], add_special_tokens=False):
        yield encoding.ids, None


def unpack(ids: np.ndarray, end_of_text_id: int) -> Iterator[list[int]]:
    """The ids of each document again: `pack` loses nothing."""
    ends = np.flatnonzero(ids == end_of_text_id)
    for start, end in pairwise(ends):
        yield ids[start + 1 : end].tolist()


class Batch(NamedTuple):
    """inputs (rows, length) and targets (rows, length): what follows each input, or IGNORED."""

    inputs: np.ndarray
    targets: np.ndarray


class Rows:
    """The array seen as rows of `context` + 1 ids: inputs are a row's first `context` ids, targets its last.

    Raises:
        InvalidValue: the array is too short for one row.
    """

    def __init__(self, packed: Packed, context: int) -> None:
        self.packed, self.context = packed, context
        self.count = (len(packed.ids) - 1) // context  # what is left over at the end is not trained on
        if self.count < 1:
            raise InvalidValue(
                f"{len(packed.ids)} tokens of text do not fill one row of {context + 1}: more text is needed."
            )

    def __getitem__(self, rows: np.ndarray) -> Batch:
        """Rows by number (rows,)."""
        places = rows[:, None] * self.context + np.arange(self.context + 1)
        ids = self.packed.ids[places].astype(np.int64)
        inputs, targets = ids[:, :-1], ids[:, 1:]
        if self.packed.counts is not None:
            targets = np.where(self.packed.counts[places[:, 1:]], targets, IGNORED)
        return Batch(inputs, targets)


class Documents:
    """The array seen as documents again, each in a row of its own after the end-of-text token before it.

    This is how a text is measured: what stands before a document is chance, and a row that begins inside one knows
    less than the generator did. A document longer than `context` goes on in the next row. Shorter rows of a batch
    are filled up with targets that are IGNORED.
    """

    def __init__(self, packed: Packed, context: int, end_of_text_id: int) -> None:
        self.packed = packed
        ends = np.flatnonzero(packed.ids == end_of_text_id).tolist()
        # (first input, behind the last input); the target of a row's last input is the token behind it
        rows = [
            (first, min(first + context, end)) for start, end in pairwise(ends) for first in range(start, end, context)
        ]
        self.rows = sorted(rows, key=lambda row: row[1] - row[0])  # so that a batch has little to fill up

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def counted(self) -> int:
        """How many tokens are to be predicted: all but the first, and of dialogues those of the answers."""
        return len(self.packed.ids) - 1 if self.packed.counts is None else int(self.packed.counts.sum())

    def __getitem__(self, rows: np.ndarray) -> Batch:
        """Rows by number (rows,), as wide as the longest of them."""
        spans = []
        for first, end in (self.rows[row] for row in rows):
            following = self.packed.ids[first + 1 : end + 1].astype(np.int64)
            if self.packed.counts is not None:
                following = np.where(self.packed.counts[first + 1 : end + 1], following, IGNORED)
            spans.append((self.packed.ids[first:end], following))
        return padded(spans)


def padded(rows: Sequence[tuple[np.ndarray, np.ndarray]]) -> Batch:
    """Rows of any lengths, each its inputs and targets, as one batch: shorter ones end in targets that are IGNORED."""
    width = max(len(inputs) for inputs, _ in rows)
    batch = Batch(np.zeros((len(rows), width), np.int64), np.full((len(rows), width), IGNORED, np.int64))
    for row, (inputs, targets) in enumerate(rows):
        batch.inputs[row, : len(inputs)] = inputs
        batch.targets[row, : len(targets)] = targets
    return batch


def row_numbers(step: int, *, batch_size: int, count: int, seed: int) -> np.ndarray:
    """Which of `count` rows `step` (from 0) trains on: every row once an epoch, in an order drawn for each.

    It depends on nothing but the arguments, so a run that was interrupted needs to remember only its step.
    """
    places = np.arange(step * batch_size, (step + 1) * batch_size)
    epochs = places // count
    rows = np.empty(batch_size, dtype=np.int64)
    for epoch in np.unique(epochs):
        order = np.random.default_rng([seed, int(epoch)]).permutation(count)
        rows[epochs == epoch] = order[places[epochs == epoch] % count]
    return rows
