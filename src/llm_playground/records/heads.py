"""Where all heads of a model look, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record


@dataclass(frozen=True, slots=True)
class AllHeads(Record):
    """Where every head of a model looks on a text, and what its scores are.

    `pieces` are the tokens of the pictures: the last 64 of the text at most, before which `left_out` more stand.
    `patterns[layer]` is base64 of one byte for each weight: head by head, of each query its keys up to itself. The byte
    is 255 times the square root of the weight, so that small ones are told apart; `inspect` has the exact numbers.

    `scores[name][layer][head]`, of the whole text, and `labels[layer][head]` are those of `transformer.heads`; a score
    is None where the text gives no answer, and a label where no score earns one: where none is `earned` or more.
    `of_text` is whether a text was given; else all of this is about random tokens.
    "repeated_induction" is taken on random tokens that come twice; `repeated` and `repeated_labels` are all scores and
    labels on these.
    """

    model: str
    n_layer: int
    n_head: int
    n_kv_head: int
    pieces: tuple[bytes, ...]
    left_out: int
    patterns: tuple[str, ...]
    scores: dict[str, tuple[tuple[float | None, ...], ...]]
    labels: tuple[tuple[str | None, ...], ...]
    repeated: dict[str, tuple[tuple[float | None, ...], ...]]
    repeated_labels: tuple[tuple[str | None, ...], ...]
    of_text: bool
    earned: float


@dataclass(frozen=True, slots=True)
class HeadExample(Record):
    """A token that looks at another: `pieces` is a part of the text, in which `query` and `key` are their indices.

    `weight` is what goes from the one to the other. Where both stand far apart, `left_out` tokens that stand before
    `pieces[gap]` are missing; else `gap` is None.
    """

    weight: float
    pieces: tuple[bytes, ...]
    query: int
    key: int
    gap: int | None
    left_out: int


@dataclass(frozen=True, slots=True)
class Band(Record):
    """Examples of about the same weight; `above` is the share of all queries that look at something more strongly."""

    above: float
    examples: tuple[HeadExample, ...]


@dataclass(frozen=True, slots=True)
class TokenWeight(Record):
    """A token and the mean of a weight over the `count` places at which it stands."""

    id: int
    piece: bytes
    weight: float
    count: int


@dataclass(frozen=True, slots=True)
class HeadExamples(Record):
    """What one head looks at in `n_text` texts of the story world, `n_token` tokens in all.

    The first token of each text counts neither as a query nor as a key (see `transformer.looks`). The strength of a
    query is the largest weight that it gives to one key, that of a key the largest that it gets from one query;
    `queries` and `keys` are the tokens that are strongest on average, each of them at five places or more. In `bands`
    no two examples have the same two tokens, and of a band no three have the same query or the same key.
    """

    model: str
    layer: int
    head: int
    n_text: int
    n_token: int
    queries: tuple[TokenWeight, ...]
    keys: tuple[TokenWeight, ...]
    bands: tuple[Band, ...]
