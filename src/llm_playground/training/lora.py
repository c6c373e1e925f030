"""LoRA (Hu et al. 2021): fine-tune by small additions to frozen matrices.

A matrix W of m x n weights stays as it is; trained are A (r x n) and B (m x r), and the layer computes
W x + s B A x. With r far below m and n that is a few hundredths of the weights, and of the memory that their
gradients and the optimizer take. B begins at zero, so the first step sees the model unchanged. At the end B A is
added into W, and nothing of LoRA is left in the model.
"""

from __future__ import annotations

import copy
import math

import torch
from torch import Tensor, nn

from llm_playground.transformer.model import Block, Transformer

SCALE = 2.0  # s; the paper's alpha / r. With it the same learning rate serves any r.


class LowRank(nn.Module):
    """A frozen linear layer with a trained addition of rank `rank`."""

    def __init__(self, linear: nn.Linear, rank: int, generator: torch.Generator) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(False)
        a = torch.empty(rank, linear.in_features)
        self.a = nn.Parameter(a.normal_(0, 1 / math.sqrt(linear.in_features), generator=generator))
        self.b = nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x) + SCALE * (x @ self.a.t() @ self.b.t())

    @torch.no_grad()
    def merged(self) -> nn.Linear:
        """A plain layer that computes the same."""
        self.linear.weight += SCALE * (self.b @ self.a)
        return self.linear.requires_grad_(True)


def add_lora(transformer: Transformer, rank: int, seed: int) -> None:
    """Freeze all weights, and give every matrix of the blocks a low-rank addition to train."""
    transformer.requires_grad_(False)
    generator = torch.Generator().manual_seed(seed)
    for part, name, layer in _layers(transformer):
        if isinstance(layer, nn.Linear):
            setattr(part, name, LowRank(layer, rank, generator))


def merge_lora(transformer: Transformer) -> Transformer:
    """A copy of the transformer whose additions are part of its matrices; without any, just a copy."""
    transformer = copy.deepcopy(transformer)
    for part, name, layer in _layers(transformer):
        if isinstance(layer, LowRank):
            setattr(part, name, layer.merged())
    return transformer


def _layers(transformer: Transformer) -> list[tuple[nn.Module, str, nn.Module]]:
    """(owner, name, layer) of everything in the attention and MLP of each block."""
    blocks = [block for block in transformer.h if isinstance(block, Block)]
    parts = [part for block in blocks for part in (block.attn, block.mlp)]
    return [(part, name, layer) for part in parts for name, layer in part.named_children()]
