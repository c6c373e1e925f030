"""In how many bits a device multiplies matrices best."""

from __future__ import annotations

import torch

from llm_playground.training.recipes import Precision

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def matrix_dtype(precision: Precision, device: torch.device) -> torch.dtype:
    """What "auto" means on this device; the other precisions mean themselves.

    bfloat16 where the device has instructions for it, else float16 on a GPU, else float32: a processor without such
    instructions takes several times as long in 16 bits.
    """
    if precision != "auto":
        return DTYPES[precision]
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    if device.type == "cpu" and _cpu_has_bfloat16():
        return torch.bfloat16
    return torch.float32


def _cpu_has_bfloat16() -> bool:
    capabilities: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()  # PyTorch has it since 2.12
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
