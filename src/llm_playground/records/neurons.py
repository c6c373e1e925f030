"""On which texts a neuron fires."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record


@dataclass(frozen=True, slots=True)
class Firing(Record):
    """A stretch of a text around the token on which a neuron fired most there: `pieces[at]`.

    `activations` are those of the neuron on each of the tokens.
    """

    text: int
    pieces: tuple[bytes, ...]
    activations: tuple[float, ...]
    at: int


@dataclass(frozen=True, slots=True)
class NeuronTexts(Record):
    """The texts on which neuron `index` of the MLP of block `layer` fires most, strongest first; each text once.

    What it read are the first tokens of `n_text` texts of the corpus, `n_token` in all; `kind` is "stories" or
    "conversations". Strength is the size of the activation (`mlp_post`), whatever its sign: in a gated MLP it may be
    negative. `mean_size` is its mean over all tokens, and `often` the share of the tokens on which it comes to half of
    its peak or more.
    """

    model: str
    layer: int
    index: int
    kind: str
    n_text: int
    n_token: int
    mean_size: float
    often: float
    strongest: tuple[Firing, ...]
