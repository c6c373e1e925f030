"""What is seen of a model's layers, as the views read it."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record


@dataclass(frozen=True, slots=True)
class LensGrid(Record):
    """What a lens reads of a text: the likeliest next tokens at each layer, after each token.

    A row stands for what enters the block of that number in `layers`; the last one, `n_layer`, for the model itself. Of
    a very deep model only every second block is there, or fewer. A column stands for a token, and is about the one that
    comes after it: `pieces` are the last of the text's `n_token` tokens, the first of them at position `first`.

    What is [row][column] is computed over the whole vocabulary of `vocab_size` tokens, and rounded to six figures:
    `ids` and `probabilities` of the likeliest tokens, `others_mass` of all others, `entropy` in nats. Two tokens of a
    column are followed through all rows: its `answers`, what the model itself thinks likeliest, and its `following`,
    what comes next in the text (None after the last token). `vocabulary` has the bytes of all tokens that are named.

    `offered` are the kinds of lens that this model has.
    """

    model: str
    kind: str
    offered: tuple[str, ...]
    n_layer: int
    layers: tuple[int, ...]
    n_token: int
    first: int
    pieces: tuple[bytes, ...]
    vocab_size: int
    vocabulary: dict[int, bytes]
    answers: tuple[int, ...]
    following: tuple[int | None, ...]
    ids: tuple[tuple[tuple[int, ...], ...], ...]
    probabilities: tuple[tuple[tuple[float, ...], ...], ...]
    others_mass: tuple[tuple[float, ...], ...]
    entropy: tuple[tuple[float, ...], ...]
    answer_ranks: tuple[tuple[int, ...], ...]
    answer_probabilities: tuple[tuple[float, ...], ...]
    following_ranks: tuple[tuple[int | None, ...], ...]
    following_probabilities: tuple[tuple[float | None, ...], ...]
