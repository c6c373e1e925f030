"""A dictionary of features: an activation as the sum of a few of many directions, each of which one hopes to name.

    f = TopK(ReLU(E x + e))        of F features the k strongest; the others are 0
    y = D f + d                    what they write together; the rows of D have length 1, so f is the length written

A *sparse autoencoder* writes what it has read: y stands for x, an activation of the residual stream. A *transcoder*
reads what an MLP reads and writes what the MLP writes, so it can take the place of the MLP. In both, y is not quite
what it stands for; what is missing is the error.

References: Gao et al. 2024 (Scaling and Evaluating Sparse Autoencoders), Dunefsky et al. 2024 (Transcoders Find
Interpretable LLM Feature Circuits). Their pre-bias b, in E (x - b), is part of e here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from llm_playground.errors import CheckpointError, reason

Vectors = Tensor  # of tokens: (N, C)

IN_HALF = ("encoder", "encoder_bias", "decoder", "decoder_bias", "strengths")


@dataclass(frozen=True, eq=False)
class Dictionary:
    """The features of one activation: `encoder` (F, C), `encoder_bias` (F,), `decoder` (F, C), `decoder_bias` (C,).

    `reads` and `writes` are activations by their names, the same one for a sparse autoencoder. `k` features are active
    on each token at most. `examples` (F, E, 2) are the tokens on which each fires most, in falling order: the number of
    a text and the position in it, both -1 where it fires on fewer; `strengths` (F, E) how strongly. `about` is plain
    data: how it was made, and what its features mean.
    """

    reads: str
    writes: str
    k: int
    encoder: Tensor
    encoder_bias: Tensor
    decoder: Tensor
    decoder_bias: Tensor
    examples: Tensor
    strengths: Tensor
    about: dict[str, Any]

    @property
    def n_features(self) -> int:
        return self.encoder.shape[0]

    def before(self, read: Tensor) -> Tensor:
        """What each feature measures, before the strongest are taken: (N, C) -> (N, F)."""
        return read @ self.encoder.T + self.encoder_bias

    def encode(self, read: Tensor) -> Tensor:
        """The features of what was read, all but the k strongest of each token 0: (N, C) -> (N, F)."""
        values, indices = self.before(read).relu().topk(self.k, dim=-1)
        return torch.zeros(*read.shape[:-1], self.n_features).scatter_(-1, indices, values)

    def decode(self, features: Tensor) -> Tensor:
        """What the features write together: (N, F) -> (N, C)."""
        return features @ self.decoder + self.decoder_bias

    def rounded(self) -> Dictionary:
        """The same, as it comes back from a file."""
        return replace(self, **{name: getattr(self, name).half().float() for name in IN_HALF})

    def save(self, path: Path) -> None:
        """Write it, its weights in float16."""
        tensors = {name: getattr(self, name).half().contiguous() for name in IN_HALF}
        head = {"reads": self.reads, "writes": self.writes, "k": self.k, "about": self.about}
        text = json.dumps(head, separators=(",", ":"))
        save_file(tensors | {"examples": self.examples.to(torch.int16)}, path, metadata={"dictionary": text})

    @classmethod
    def load(cls, path: Path) -> Dictionary:
        """The dictionary of a file that `save` wrote.

        Raises:
            CheckpointError: it cannot be read as one.
        """
        try:
            with safe_open(path, "pt") as file:
                head = json.loads(file.metadata()["dictionary"])
                tensors = {name: file.get_tensor(name).float() for name in IN_HALF}
                examples = file.get_tensor("examples").long()
            return cls(**head, **tensors, examples=examples)
        except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
            raise CheckpointError(f"{path} is not a dictionary of features ({reason(error)}): fit it anew.") from error


def unexplained(target: Tensor, written: Tensor) -> float:
    """The fraction of variance unexplained, both (N, C): 0 where all is explained, 1 where the mean does as well."""
    return float((target - written).square().sum() / (target - target.mean(0)).square().sum())
