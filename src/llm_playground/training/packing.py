"""From documents to rows of token ids: one long array, cut at equal lengths, visited in a shuffled order.

    <|endoftext|> document <|endoftext|> document <|endoftext|> ...
    |---------- row 0 ----------|x
                                |---------- row 1 ----------|x        (x: the target of a row's last token)

A row may begin and end inside a document. So no token is padding, every token but the very first is predicted
exactly once, and the model sees words at every position, as it will when a person types without a beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np

from llm_playground.errors import InvalidValue
from llm_playground.training.tokenizer import END_OF_TEXT_ID

if TYPE_CHECKING:
    import tokenizers

CHUNK = 4096  # documents encoded at once: enough to keep the tokenizer's threads busy


def pack(texts: Iterable[str], tokenizer: tokenizers.Tokenizer) -> np.ndarray:
    """All documents in one uint16 array (tokens,), an end-of-text token before, between and after them.

    Raises:
        InvalidValue: the vocabulary is too large for 16 bits.
    """
    if tokenizer.get_vocab_size() > 1 << 16:
        raise InvalidValue(f"A vocabulary of {tokenizer.get_vocab_size()} tokens does not fit 16-bit ids.")
    separator = np.array([END_OF_TEXT_ID], dtype=np.uint16)
    parts, texts = [separator], iter(texts)
    # A document that spells out "<|endoftext|>" is text about it, not an end of text.
    tokenizer.encode_special_tokens = True
    while chunk := list(islice(texts, CHUNK)):
        for encoding in tokenizer.encode_batch(chunk, add_special_tokens=False):
            parts += (np.array(encoding.ids, dtype=np.uint16), separator)
    return np.concatenate(parts)


def unpack(ids: np.ndarray) -> Iterator[list[int]]:
    """The ids of each document again: `pack` loses nothing."""
    ends = np.flatnonzero(ids == END_OF_TEXT_ID)
    for start, end in pairwise(ends):
        yield ids[start + 1 : end].tolist()


class Rows:
    """The array seen as rows of `context` + 1 ids: inputs are a row's first `context` ids, targets its last.

    Raises:
        InvalidValue: the array is too short for one row.
    """

    def __init__(self, ids: np.ndarray, context: int) -> None:
        self.ids, self.context = ids, context
        self.count = (len(ids) - 1) // context  # what is left over at the end is not trained on
        if self.count < 1:
            raise InvalidValue(f"{len(ids)} tokens of text do not fill one row of {context + 1}: use more documents.")

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        """Rows by number: (rows,) -> int64 (rows, context + 1)."""
        offsets = rows[:, None] * self.context + np.arange(self.context + 1)
        return self.ids[offsets].astype(np.int64)


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


def held_out_texts(texts: Iterable[str], training: set[str]) -> list[str]:
    """The texts that are not in the training set, each once.

    The story world draws short facts so often that another seed writes many of them again, letter for letter.
    Counted as held out they would reward a model for its memory.
    """
    return [text for text in dict.fromkeys(texts) if text not in training]
