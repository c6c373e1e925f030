"""The product of several vectors with a matrix, in oneDNN or MKL, which PyTorch brings on most processors.

Measured (benchmarks/README.md): on processors by Intel its MKL is up to twice as fast on a matrix by columns, of
another maker's oneDNN is ahead. On a matrix by rows oneDNN is ahead on both, or level.
"""

from __future__ import annotations

import platform
from itertools import islice

import torch
from torch import Tensor
from torch.nn import functional as F


def product(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """x (N, in) times weight (out, in), which may lie by rows or by columns, plus bias (out,): (N, out)."""
    if not _HAS_ONEDNN or (_IS_INTEL and weight.stride(1) > 1):
        return F.linear(x, weight, bias)
    y: Tensor = torch.ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")
    return y


def _is_intel() -> bool:
    """Whether the processor says that Intel made it: in the first lines of Linux's list, or by its name on Windows."""
    try:
        with open("/proc/cpuinfo") as file:
            said = "".join(islice(file, 5))
    except OSError:
        said = platform.processor()
    return "GenuineIntel" in said


# Whether this build of PyTorch has oneDNN and the operator (not part of its public interface) used here.
_HAS_ONEDNN = torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_linear_pointwise")
_IS_INTEL = torch.backends.mkl.is_available() and _is_intel()
