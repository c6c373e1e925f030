"""Linear layers whose weights are laid out for the processor's caches: the same numbers, read twice as fast.

Generating text one token at a time is reading: every weight is fetched from memory once a token. `F.linear` reads a
row-major matrix; oneDNN reads its own blocked layout at nearly the speed of the memory, for one row and for many
(benchmarks/README.md has the figures). The layout is made once, when a model is loaded on a CPU in float32.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

# Below this many weights a layer fits the processor's caches and oneDNN's longer call costs more than it saves.
SMALLEST_PACKED = 1 << 18

# The layout is chosen for this many rows; measured, it serves one row and hundreds as well as a layout of their own.
ROWS_HINT = 8


class PackedLinear(nn.Module):
    """`nn.Linear` for inference on a CPU, with its weight in oneDNN's layout."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features, self.bias = linear.in_features, linear.out_features, linear.bias
        self.packed = torch.ops.mkldnn._reorder_linear_weight(linear.weight.detach(), ROWS_HINT)

    @property
    def weight(self) -> Tensor:
        """The weight as an ordinary matrix (out_features, in_features): a copy, for those who want to look at it."""
        return self.packed.to_dense()

    def forward(self, x: Tensor) -> Tensor:
        if torch.is_grad_enabled() and x.requires_grad:
            return F.linear(x, self.weight, self.bias)  # oneDNN's operator has no gradient
        return torch.ops.mkldnn._linear_pointwise(x, self.packed, self.bias, "none", [], "")


def can_pack() -> bool:
    """Whether this build of PyTorch has oneDNN and the operators (not part of its public interface) used here."""
    names = ("_reorder_linear_weight", "_linear_pointwise")
    return torch.backends.mkldnn.is_available() and all(hasattr(torch.ops.mkldnn, name) for name in names)


def pack_linears(module: nn.Module) -> None:
    """Replace, in place, every large enough `nn.Linear` inside `module`, which must be on the CPU in float32."""
    for name, child in module.named_children():
        if isinstance(child, nn.Linear) and child.weight.numel() >= SMALLEST_PACKED:
            setattr(module, name, PackedLinear(child))
        else:
            pack_linears(child)
