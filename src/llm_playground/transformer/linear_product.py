"""The product of several vectors with a matrix, in oneDNN, which PyTorch brings on most processors."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def product(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """x (N, in) times weight (out, in), which may lie by rows or by columns, plus bias (out,): (N, out)."""
    if not _HAS_ONEDNN:
        return F.linear(x, weight, bias)
    y: Tensor = torch.ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")
    return y


# Whether this build of PyTorch has oneDNN and the operator (not part of its public interface) used here.
_HAS_ONEDNN = torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_linear_pointwise")
