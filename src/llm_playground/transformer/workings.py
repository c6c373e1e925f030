"""The arithmetic of one token on its way through one block and one head, number by number, as a drawing shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from llm_playground.records import Record
from llm_playground.transformer.activations import Activations
from llm_playground.transformer.capture import capture
from llm_playground.transformer.code import code_of
from llm_playground.transformer.linear_layer import LinearSlice, linear_slice
from llm_playground.transformer.model import ACTIVATIONS, Attention, Block, RMSNorm, Transformer
from llm_playground.transformer.reading import head_weight, read_by, scale_of
from llm_playground.transformer.rounding import Numbers, numbers, rounded

KEYS = 48  # of a head, those with the largest weights
NEURONS = 16  # of an MLP, those that write most
TOKENS = 6  # that a neuron speaks for most
CURVE = 121  # points of the curve of an activation function
NARROWEST = 4.0  # how far to either side of 0 such a curve goes at least


@dataclass(frozen=True, slots=True)
class NormWorkings(Record):
    """How a norm made `after` of the stream: less its `mean`, divided by `scale`, times `weight`, plus `bias`.

    `mean` and `bias` are None for RMSNorm, which has neither. `divided` is the vector before weight and bias, and
    `lengths` are those of the stream, of `divided` and of `after`.
    """

    mean: float | None
    scale: float
    divided: Numbers
    lengths: tuple[float, float, float]
    weight: Numbers
    bias: Numbers | None
    after: Numbers


@dataclass(frozen=True, slots=True)
class HeadWorkings(Record):
    """What one query head did for the token: its query, and of every token up to it the score and weight.

    `scores` are q · k / sqrt(D), `pattern` their softmax, and `z` the sum of the values by these weights. `keys` and
    `values` are those of the tokens `listed`: all or, of a long text, those with the largest weights. `kv_head` says
    whose keys and values it reads: in grouped-query attention several heads share one. `linear` is how the query
    begins, before its norm and RoPE, where the model has them.
    """

    head: int
    kv_head: int
    linear: LinearSlice
    query: Numbers
    listed: tuple[int, ...]
    keys: tuple[Numbers, ...]
    values: tuple[Numbers, ...]
    scores: Numbers
    pattern: Numbers
    z: Numbers


@dataclass(frozen=True, slots=True)
class Raised(Record):
    """A token whose logit a vector raises, and by how much."""

    id: int
    piece: bytes
    logit: float


@dataclass(frozen=True, slots=True)
class NeuronWorkings(Record):
    """A neuron of the MLP: its sum `before` the non-linearity and `behind` it, and its `activation`.

    The activation is what stands behind the non-linearity, in SwiGLU times the gated `value`, which is None elsewhere.
    `written` is the length of the vector that it adds to the stream. `towards` are the tokens whose logits this vector
    raises most, read as the last norm of this run reads the stream.
    """

    index: int
    before: float
    behind: float
    value: float | None
    activation: float
    written: float
    towards: tuple[Raised, ...]


@dataclass(frozen=True, slots=True)
class ActivationCurve(Record):
    """The non-linearity of an MLP by its `name`: what it makes of each of `inputs`."""

    name: str
    inputs: Numbers
    outputs: Numbers


@dataclass(frozen=True, slots=True, repr=False)
class Workings(Record):
    """One token through the embeddings, one block, and the last norm; all vectors are those of token `position`.

    `id` is the token, `pieces` are those up to it, and `code` holds the lines that compute each part.
    `wpe` is None where positions are turned into queries and keys instead (RoPE); then `angles` are those of the pairs
    of a head's dimensions at this position, in radians. `neurons` are those that write most, largest first.
    """

    position: int
    id: int
    layer: int
    pieces: tuple[bytes, ...]
    wte: Numbers
    wpe: Numbers | None
    angles: Numbers | None
    resid_pre: Numbers
    ln_1: NormWorkings
    head: HeadWorkings
    attn_out: Numbers
    resid_mid: Numbers
    ln_2: NormWorkings
    neurons: tuple[NeuronWorkings, ...]
    activation: ActivationCurve
    mlp_out: Numbers
    resid_post: Numbers
    last: Numbers
    ln_f: NormWorkings
    code: dict[str, str]


def workings_of(
    transformer: Transformer, ids: Sequence[int], position: int, layer: int, head: int, piece: Callable[[int], bytes]
) -> Workings:
    """Run `transformer` over `ids` and keep the arithmetic of one token, one block and one head.

    Args:
        position, layer, head: each from 0, and within the text and the model.
        piece: what a token stands for.

    Raises: as `capture`.
    """
    at, block = f"h.{layer}", cast(Block, transformer.h[layer])
    last = f"h.{transformer.config.n_layer - 1}.resid_post"
    embeddings = ["wte"] if transformer.wpe is None else ["wte", "wpe"]
    seen = capture(transformer, ids, [*embeddings, f"{at}.*", last, "ln_f"])

    def of(name: str) -> Tensor:
        return seen[name][position]

    return Workings(
        position,
        ids[position],
        layer,
        tuple(map(piece, ids[: position + 1])),
        numbers(of("wte")),
        numbers(of("wpe")) if "wpe" in seen else None,
        None if transformer.wpe is not None else numbers(position * transformer.frequencies.float()),
        numbers(of(f"{at}.resid_pre")),
        _norm(block.ln_1, of(f"{at}.resid_pre"), of(f"{at}.ln_1")),
        _head(block.attn, seen, at, position, head),
        numbers(of(f"{at}.attn_out")),
        numbers(of(f"{at}.resid_mid")),
        _norm(block.ln_2, of(f"{at}.resid_mid"), of(f"{at}.ln_2")),
        neurons := _neurons(transformer, block, seen, at, position, of(last), piece),
        _curve(transformer.config.activation, neurons),
        numbers(of(f"{at}.mlp_out")),
        numbers(of(f"{at}.resid_post")),
        numbers(of(last)),
        _norm(transformer.ln_f, of(last), of("ln_f")),
        code_of(transformer.config),
    )


def _norm(norm: nn.LayerNorm | RMSNorm, before: Tensor, after: Tensor) -> NormWorkings:
    mean = bias = None
    if isinstance(norm, nn.LayerNorm):
        mean, bias = float(before.mean()), numbers(norm.bias.float().cpu())
    scale = scale_of(norm, before)
    divided = (before - (mean or 0.0)) / scale
    lengths = tuple(rounded(float(vector.norm())) for vector in (before, divided, after))
    weight = numbers(norm.weight.float().cpu())
    return NormWorkings(
        mean, scale, numbers(divided), cast(tuple[float, float, float], lengths), weight, bias, numbers(after)
    )


def _head(attention: Attention, seen: Activations, at: str, position: int, head: int) -> HeadWorkings:
    query, z = seen[f"{at}.attn.q"][position], seen[f"{at}.attn.z"][position]  # (H, D) each
    keys, values = seen[f"{at}.attn.k"], seen[f"{at}.attn.v"]  # (T, G, D)
    shared = head * keys.shape[1] // query.shape[0]
    upto = slice(position + 1)
    pattern = seen[f"{at}.attn.pattern"][head, position, upto]
    listed = tuple(sorted(pattern.topk(min(KEYS, len(pattern))).indices.tolist()))
    return HeadWorkings(
        head,
        shared,
        _query(attention, head, seen[f"{at}.ln_1"][position]),
        numbers(query[head]),
        listed,
        tuple(numbers(keys[token, shared]) for token in listed),
        tuple(numbers(values[token, shared]) for token in listed),
        numbers(seen[f"{at}.attn.attn_scores"][head, position, upto]),
        numbers(pattern),
        numbers(z[head]),
    )


def _query(attention: Attention, head: int, normed: Tensor) -> LinearSlice:
    """The first numbers of a head's query as its rows of qkv_proj make them."""
    rows = slice(head * attention.head_dim, (head + 1) * attention.head_dim)
    weight, bias = attention.qkv_proj.weight, cast(Tensor | None, attention.qkv_proj.bias)
    return linear_slice(weight[rows], None if bias is None else bias[rows], normed)


def _curve(name: str, neurons: Sequence[NeuronWorkings]) -> ActivationCurve:
    """As wide as the inputs of these neurons."""
    widest = max(NARROWEST, *(abs(neuron.before) for neuron in neurons))
    inputs = torch.linspace(-widest, widest, CURVE)
    return ActivationCurve(name, numbers(inputs), numbers(ACTIVATIONS[name](inputs)))


def _neurons(
    transformer: Transformer,
    block: Block,
    seen: Activations,
    at: str,
    position: int,
    last: Tensor,
    piece: Callable[[int], bytes],
) -> tuple[NeuronWorkings, ...]:
    """Those neurons of the block that add the longest vectors to the stream, and what these say."""
    activations = seen[f"{at}.mlp_post"][position]
    columns = block.mlp.down_proj.weight.detach().float().cpu()  # (C, n_inner): what each adds, for an activation of 1
    written = columns.norm(dim=0) * activations.abs()
    chosen = written.topk(min(NEURONS, len(written))).indices
    vectors = read_by(transformer.ln_f, (columns[:, chosen] * activations[chosen]).T) / scale_of(transformer.ln_f, last)
    behind = block.mlp.activation(seen[f"{at}.mlp_pre"][position])
    raised = vectors.float() @ head_weight(transformer).detach().float().cpu().T  # (neurons, V)
    return tuple(
        NeuronWorkings(
            int(index),
            float(seen[f"{at}.mlp_pre"][position, index]),
            float(behind[index]),
            float(seen[f"{at}.mlp_value"][position, index]) if block.mlp.gated else None,
            float(activations[index]),
            float(written[index]),
            tuple(
                Raised(id, piece(id), float(logits[id]))
                for id in logits.topk(min(TOKENS, len(logits))).indices.tolist()
            ),
        )
        for index, logits in zip(chosen.tolist(), raised, strict=True)
    )
