"""What fine-tuning changed inside a model: its weights, the path between the two, the parts that carry what is new."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Encoding, Record


@dataclass(frozen=True, slots=True)
class BuiltAlike(Record):
    """Whether the weights and activations of one model fit into another; `why` not, in a sentence, or ""."""

    why: str


@dataclass(frozen=True, slots=True)
class PartChange(Record):
    """How far training has moved one matrix, bias or norm.

    `kind` is what it is called in every layer: "q", "k", "v", "o", "gate", "up", "down", "ln_1" …; outside the layers,
    where `layer` is None, "wte" (the embedding), "wpe", "ln_f" and "lm_head". `name` says all of it: "h.3.q.weight".
    `base_norm` is the Frobenius norm (the root of the sum of all squares) of what it was, `norm` that of the change,
    and `relative` the second over the first; None where it was zero.
    """

    name: str
    layer: int | None
    kind: str
    is_bias: bool
    shape: tuple[int, ...]
    base_norm: float
    norm: float
    relative: float | None


@dataclass(frozen=True, slots=True)
class WeightChange(Record):
    """How far training has moved the weights of `base` on the way to `tuned`, part by part in the order of a pass.

    `parameters` are those of either; `base_norm`, `norm` and `relative` are of all of them together.
    """

    base: str
    tuned: str
    n_layer: int
    parameters: int
    base_norm: float
    norm: float
    relative: float | None
    parts: tuple[PartChange, ...]


@dataclass(frozen=True, slots=True)
class Behaviour(Record):
    """What a model with changed weights says.

    `text` is its greedy answer to the prompt, `ids` its tokens. `kl_base` is KL(base || it) and `kl_tuned` is
    KL(tuned || it), in nats a token, the mean over the tokens of a text that is the same for all; None where it is
    infinite.
    """

    text: str
    ids: tuple[int, ...]
    kl_base: float | None
    kl_tuned: float | None


@dataclass(frozen=True, slots=True)
class PathPoint(Record):
    """The model whose every weight is base + t (tuned - base)."""

    t: float
    said: Behaviour


@dataclass(frozen=True, slots=True)
class WeightPath(Record):
    """The straight line through the weights of two models: at `t` = 0 there is `base`, at 1 `tuned`.

    `answer` is the greedy answer of `tuned` to the `prompt`, as pieces; along it all divergences are measured.
    """

    base: str
    tuned: str
    prompt: Encoding
    answer: tuple[bytes, ...]
    points: tuple[PathPoint, ...]


@dataclass(frozen=True, slots=True)
class Transplants(Record):
    """The log-probability (nats) of one token once a part of one model stands in the other, at all tokens.

    `heads[layer][head]`, `attention[layer]` and `mlps[layer]` are of what that part writes into the stream.
    `streams[layer]` is of the stream as it enters that layer, the last as it leaves the last layer: of all parts before
    it at once. `unembedding` is of the final norm and lm_head, which then read the stream of the other model.
    """

    heads: tuple[tuple[float, ...], ...]
    attention: tuple[float, ...]
    mlps: tuple[float, ...]
    streams: tuple[float, ...]
    unembedding: float


@dataclass(frozen=True, slots=True)
class CrossPatchingMap(Record):
    """Which parts carry what training has changed in the next token of a text.

    The text is the prompt and the first `n_answered` tokens that `tuned` answers. `token`, its `piece`, is what `tuned`
    thinks likeliest next, `base_token` what `base` does; `base_logprob` and `tuned_logprob` are the log-probabilities
    (nats) of `token` by both; `differs` says whether they are far enough apart (0.01 nats) to be divided into shares.
    `into_base` has the parts of `tuned` put into `base`, `into_tuned` those of `base` into
    `tuned`. A part carries the share of the difference by which it moves the log-probability towards the model that it
    comes from; the shares of all parts need not add up to 1.
    """

    base: str
    tuned: str
    encoding: Encoding
    n_answered: int
    token: int
    piece: bytes
    base_token: int
    base_piece: bytes
    base_logprob: float
    tuned_logprob: float
    differs: bool
    into_base: Transplants
    into_tuned: Transplants


@dataclass(frozen=True, slots=True)
class MatrixRanks(Record):
    """Of one matrix's change the share of its squared Frobenius norm that the best approximation of each rank keeps.

    None where the matrix has not changed. `kind`, `layer` and `name` are those of `PartChange`.
    """

    name: str
    layer: int | None
    kind: str
    shape: tuple[int, ...]
    norm: float
    shares: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class AtRank(Record):
    """The base model with the change of every matrix replaced by its best approximation of one rank.

    Norms, biases and the positions of GPT-2 change as they did. `parameters` are those of two thin matrices for each
    matrix, as in a LoRA of this rank; `share` is of the squared norm of the changes of all matrices.
    """

    rank: int
    parameters: int
    share: float | None
    said: Behaviour


@dataclass(frozen=True, slots=True)
class LowRankChange(Record):
    """How much of a fine-tuning fits into a few directions of each matrix.

    `parameters` are those of all matrices, and `full` is what `tuned` itself says; its `kl_base` is KL(base || tuned).
    `apart` is KL(tuned || base), in nats a token: what rank 0 would be without norms and biases. `answer` is as in
    `WeightPath`.
    """

    base: str
    tuned: str
    prompt: Encoding
    answer: tuple[bytes, ...]
    parameters: int
    apart: float | None
    full: Behaviour
    ranks: tuple[AtRank, ...]
    matrices: tuple[MatrixRanks, ...]
