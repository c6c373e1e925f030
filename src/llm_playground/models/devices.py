"""Where a model computes, and in which numbers: the names that may be asked for. They are told without PyTorch."""

from __future__ import annotations

DEVICES = ("auto", "cpu", "cuda", "mps")
DTYPES = ("float32", "bfloat16", "float16", "int8")
