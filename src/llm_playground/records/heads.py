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
    is None where the text gives no answer, and a label where no score earns one. "repeated_induction" is taken on
    random tokens that come twice.
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
