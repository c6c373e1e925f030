"""One token's way through a model, as the drawing of the whole model reads it."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Candidate, Encoding, Record, Stage


@dataclass(frozen=True, slots=True)
class Bar(Record):
    """A vector as a bar of colours.

    `norm` is its length, the root of the sum of its squares. `levels` is base64 of a signed byte for each number, of
    which 127 stands for `largest`, the largest size of a number; of more than 1,024 numbers a byte stands for the
    largest in size of every `each`. `numbers` are those of a vector of at most 256, exact to six significant digits.
    """

    norm: float
    largest: float
    levels: str
    each: int
    numbers: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class Place(Record):
    """The residual stream at one place, as activations are named: h.0.resid_pre, h.0.resid_mid, h.1.resid_pre …

    `scale` is what the norm that reads it divides it by. `likeliest` is what the model would say if it stopped here, by
    the logit lens; `answer_rank` and `answer_probability` are what the model's own likeliest token has here.
    """

    name: str
    stream: Bar
    scale: float
    likeliest: Candidate
    answer_rank: int
    answer_probability: float


@dataclass(frozen=True, slots=True)
class AttentionBranch(Record):
    """What attention adds to the stream in one block, and where its heads look.

    `levels` is base64 of a byte for each weight, 255 times its square root, head by head; of a long text a byte stands
    for the largest of `ForwardPass.keys_each` tokens. `most` is for each head the token that it looks at most, and the
    weight.
    """

    added: Bar
    levels: str
    most: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class MLPBranch(Record):
    """What the MLP adds to the stream in one block, and which neurons wrote it.

    `levels` is base64 of a byte for each neuron, 255 times what it wrote against what the one that wrote most did; of
    many neurons a byte stands for the largest of `ForwardPass.neurons_each`. `most` are those that wrote most, and the
    lengths of what they wrote.
    """

    added: Bar
    levels: str
    most: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, repr=False)
class ForwardPass(Record):
    """One token of a text from its embedding to the distribution of the token that comes next.

    `places` are those of the residual stream, two a block and one at the end; `attention` and `mlp` the branches of
    each block. `norm` is "layer_norm" or "rms_norm"; `wpe` is None where queries and keys are turned instead (RoPE).
    """

    model: str
    encoding: Encoding
    position: int
    n_layer: int
    n_head: int
    n_kv_head: int
    n_embd: int
    n_inner: int
    vocab_size: int
    norm: str
    activation: str
    gated_mlp: bool
    keys_each: int
    neurons_each: int
    wte: Bar
    wpe: Bar | None
    places: tuple[Place, ...]
    attention: tuple[AttentionBranch, ...]
    mlp: tuple[MLPBranch, ...]
    next: Stage
