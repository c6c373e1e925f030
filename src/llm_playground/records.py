"""The nouns of the data path: frozen records that every room passes on and every face shows.

    messages -> Prompt -> Encoding -> logits -> Stage (one a warper) -> Choice -> Step -> Trace
                                   -> activations -> Inspection              model -> Module (its parts)

Standard library only. Every record has `to_json`; a `Trace` comes back from it unchanged by `from_json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import Any, Self

SCHEMA = 2


@dataclass(frozen=True, slots=True)
class Record:
    """What all records can do."""

    def to_json(self) -> str:
        """This record as JSON text. Bytes are written as hexadecimal, since a token may be part of a character."""
        return json.dumps(self, default=_plain, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Prompt(Record):
    """What the model is asked to continue: the exact text, chat template included, and its token ids."""

    text: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Encoding(Record):
    """A text cut into tokens.

    `pieces[i]` are the bytes of token `ids[i]`; `spans[i]` is the half-open range of characters of `text` that it
    covers. Tokens that share one character (an emoji cut into its UTF-8 bytes) share its span.
    """

    text: str
    ids: tuple[int, ...]
    pieces: tuple[bytes, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Candidate(Record):
    """One token of a distribution, with the logit and the probability that it has there."""

    id: int
    piece: bytes
    logit: float
    probability: float


@dataclass(frozen=True, slots=True)
class Stage(Record):
    """The next-token distribution after one warper (the first stage is the model's own, before any).

    `candidates` are its most likely tokens in falling order; the `others_count` tokens not listed hold `others_mass`
    of the probability, so nothing is cut off in silence. `kept` counts the tokens whose probability is above zero;
    `entropy` is in nats. `cuts` says that the warper takes tokens out and leaves the others in their order, so that a
    token that was listed before it and is not now has been cut.
    """

    name: str
    parameters: dict[str, float]
    candidates: tuple[Candidate, ...]
    others_count: int
    others_mass: float
    kept: int
    entropy: float
    cuts: bool = False


@dataclass(frozen=True, slots=True)
class Choice(Record):
    """The token that was taken.

    `u` in [0, 1) is the random number that drew it (None where nothing was drawn: greedy and beam). `probability` is
    its share in the last stage, `model_probability` and `rank` (1 = most likely) its place in the first.
    """

    id: int
    piece: bytes
    u: float | None
    probability: float
    model_probability: float
    rank: int


@dataclass(frozen=True, slots=True)
class Step(Record):
    """One generated token: the distribution on its way through the warpers, and the choice made.

    `text` is what this token adds to the text on the screen. It is empty while a UTF-8 character is still incomplete.
    """

    index: int
    choice: Choice
    stages: tuple[Stage, ...]
    text: str

    @property
    def id(self) -> int:
        return self.choice.id


@dataclass(frozen=True, slots=True)
class Hypothesis(Record):
    """A finished beam: its generated ids, their summed log-probability (nats) and its length-normalised score."""

    ids: tuple[int, ...]
    text: str
    logprob: float
    score: float


@dataclass(frozen=True, slots=True)
class Trace(Record):
    """A whole run, enough to show it, compare it and replay it.

    `finish_reason` is "stop" (an end-of-text token), "length" (`max_new_tokens` reached) or "context" (the model's
    context is full). `order` names the warpers in force, first to last; `seed` is None where nothing is drawn. `text`
    is what `generate` returns. `hypotheses` is empty except for beam search, best first.
    """

    model: str
    strategy: str
    parameters: dict[str, float | str | bool]
    order: tuple[str, ...]
    max_new_tokens: int
    seed: int | None
    prompt: Prompt
    steps: tuple[Step, ...]
    finish_reason: str
    text: str
    hypotheses: tuple[Hypothesis, ...] = ()
    schema: int = field(default=SCHEMA)

    @property
    def ids(self) -> tuple[int, ...]:
        """The generated ids, without the prompt's."""
        return tuple(step.id for step in self.steps)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The trace that `to_json` wrote.

        Raises:
            ValueError: the text is no trace, or one of another schema.
        """
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            found = data.get("schema") if isinstance(data, dict) else None
            raise ValueError(f"This is not a trace of schema {SCHEMA} (found schema {found!r}).")
        try:
            data["order"] = tuple(data["order"])
            data["prompt"] = Prompt(data["prompt"]["text"], tuple(data["prompt"]["ids"]))
            data["steps"] = tuple(_step(step) for step in data["steps"])
            data["hypotheses"] = tuple(Hypothesis(**{**h, "ids": tuple(h["ids"])}) for h in data["hypotheses"])
            return cls(**data)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"This trace is incomplete or damaged ({error!r}).") from error


@dataclass(frozen=True, slots=True)
class Module(Record):
    """A part of a model: a layer, a block, or the whole.

    `shape` is that of its weight as the model holds it (rows write, columns read), None for a part made of parts.
    `parameters` counts its own and all below; a matrix that two parts share counts where it comes first. `note` says
    in one line what the part does.
    """

    name: str
    kind: str
    shape: tuple[int, ...] | None
    parameters: int
    note: str
    children: tuple[Module, ...] = ()


@dataclass(frozen=True, slots=True)
class LayerAttention(Record):
    """Where the heads of one layer look: by `patterns[head][t][s]` token `t` reads of token `s`. Each row sums to 1.

    `head` is the one to be shown first.
    """

    layer: int
    head: int
    patterns: tuple[tuple[tuple[float, ...], ...], ...]

    @property
    def pattern(self) -> tuple[tuple[float, ...], ...]:
        """That of `head`."""
        return self.patterns[self.head]


@dataclass(frozen=True, slots=True)
class Inspection(Record):
    """A model at work on one text: its tokens, the attention of one layer, and what it expects next."""

    model: str
    encoding: Encoding
    n_layer: int
    n_head: int
    n_kv_head: int
    attention: LayerAttention
    next: Stage


def _plain(value: Any) -> Any:
    """What JSON writes in place of a record or of bytes."""
    return value.hex() if isinstance(value, bytes) else {each.name: getattr(value, each.name) for each in fields(value)}


def _step(data: dict[str, Any]) -> Step:
    choice = Choice(**{**data["choice"], "piece": bytes.fromhex(data["choice"]["piece"])})
    return Step(data["index"], choice, tuple(_stage(stage) for stage in data["stages"]), data["text"])


def _stage(data: dict[str, Any]) -> Stage:
    candidates = tuple(Candidate(**{**c, "piece": bytes.fromhex(c["piece"])}) for c in data["candidates"])
    return Stage(**{**data, "candidates": candidates})
