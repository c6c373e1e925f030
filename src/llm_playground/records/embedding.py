"""What the tables of vectors say: which tokens are alike, and what sets one position apart from another."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record


@dataclass(frozen=True, slots=True)
class Neighbour(Record):
    """A token, and the cosine of the angle between its vector and another token's: 1 where both point the same way."""

    id: int
    piece: bytes
    cosine: float


@dataclass(frozen=True, slots=True)
class Neighbours(Record):
    """The tokens whose rows of `wte` point most nearly the way of the row of token `id`, nearest first.

    All `vocab_size` tokens were compared; `mean` is the mean cosine with all others, against which one can judge what
    is near. `tied` says that the same table also reads the logits.
    """

    model: str
    id: int
    piece: bytes
    nearest: tuple[Neighbour, ...]
    mean: float
    vocab_size: int
    tied: bool


@dataclass(frozen=True, slots=True)
class Turning(Record):
    """How rotary position embeddings (RoPE) turn one query and one key, and what that does to their score.

    `position` is the query's and `key` the key's, in a text. Each pair of dimensions turns by `frequencies` radians a
    position. `score` is q · k / sqrt(D) where both stand; `together[s]` is the score if both stood `s` positions
    further on, `apart[d]` that if the key stood `d` positions before the query, both without the causal mask.
    """

    layer: int
    head: int
    kv_head: int
    key: int
    key_piece: bytes
    frequencies: tuple[float, ...]
    score: float
    together: tuple[float, ...]
    apart: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Positions(Record):
    """How a model tells the position of a token.

    Of learned positions, `cosines[q]` is the cosine between the row of `wpe` for `position` and that for position `q`,
    over the whole context; of RoPE there is `turning` instead, and the other one is None.
    """

    model: str
    position: int
    piece: bytes
    cosines: tuple[float, ...] | None
    turning: Turning | None
