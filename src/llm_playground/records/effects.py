"""What becomes of the next token when parts of a model are switched off, or are as on another text."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Encoding, Record, Stage


@dataclass(frozen=True, slots=True)
class Change(Record):
    """What a change of the parts `names` did to the next token of a text.

    `before` and `after` are the distributions without and with it. `kl` is KL(before || after) in nats: 0 where it
    changes nothing.
    """

    model: str
    encoding: Encoding
    names: tuple[str, ...]
    before: Stage
    after: Stage
    kl: float


@dataclass(frozen=True, slots=True)
class AblationMap(Record):
    """What every head and every MLP does for the next token, each switched off by itself.

    `heads[layer][head]` and `mlps[layer]` are KL(before || after) in nats, of the whole distribution;
    `head_changes` and `mlp_changes` are by how much the log-probability (nats) of `token`, the likeliest before, rises
    (above 0) or falls when the part is gone. `piece` are the bytes of that token. `to` is what took the place of each
    part: "zero" or "mean".
    """

    model: str
    encoding: Encoding
    to: str
    token: int
    piece: bytes
    heads: tuple[tuple[float, ...], ...]
    mlps: tuple[float, ...]
    head_changes: tuple[tuple[float, ...], ...]
    mlp_changes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PatchingMap(Record):
    """What becomes of the next token after `base` when the stream of `source` is put in, at one layer and token each.

    `tokens` are the likeliest next tokens after `base` and after `source`, `pieces` their bytes. Of both and of every
    patched run the logit of the second minus that of the first is given: `base_difference`, `source_difference`, and
    `differences[layer][position]` for the stream as it enters that block. A difference near that of the source means
    that this place, and what is made of it later, carries what tells the prompts apart.
    """

    model: str
    base: Encoding
    source: Encoding
    tokens: tuple[int, int]
    pieces: tuple[bytes, bytes]
    base_difference: float
    source_difference: float
    differences: tuple[tuple[float, ...], ...]
