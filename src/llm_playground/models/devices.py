"""Where a model computes, and in which numbers: the names that may be asked for. They are told without PyTorch.

A name of a model may say the numbers itself: "smollm2:int8" is smollm2 with eight bits a weight. So whatever takes a
name (a lane, a link, a request, a saved run) can ask for them, and tells two such models apart.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from pathlib import Path

from llm_playground.errors import UnknownName, shown
from llm_playground.records.model_name import UNROUNDED

DEVICES = ("auto", "cpu", "cuda", "mps")
WHOLE = "float32"
ROUNDED = ("bfloat16", "float16", "int8")
DTYPES = (WHOLE, *ROUNDED)
# A weight, as measured of our own transformer on a CPU: in 16 bits with the embedding, which lies beside `lm_head`, and
# what FBGEMM fills up (`transformer/half.py`), in eight with the scales.
BYTES = {"float32": 4, "bfloat16": 3, "float16": 3, "int8": 1.3}

# Files without which a Linux system has no GPU that PyTorch calls "cuda": of NVIDIA, of its small boards, of Windows'
# subsystem, of AMD.
_DRIVERS = ("nvidia*", "nvhost*", "nvmap", "dxg", "kfd")


def split_dtype(name: str) -> tuple[str, str]:
    """The model that a name is of, and the numbers that it asks for: "smollm2:int8" -> ("smollm2", "int8")."""
    model, _, dtype = name.rpartition(":")
    return (model, dtype) if model and dtype in ROUNDED else (name, WHOLE)


def with_dtype(model: str, dtype: str) -> str:
    """The name of a model in numbers of that kind; in float32 it is the model's own."""
    return model if dtype == WHOLE else f"{model}:{dtype}"


def wrong_dtype(name: str, is_model: Callable[[str], object], field: str | None = None) -> UnknownName | None:
    """The error for the name of a model that asks for numbers in which none is loaded ("smollm2:int4"); None for any
    other name."""
    model, _, dtype = name.rpartition(":")
    if not model or not is_model(model):
        return None
    *others, last = (with_dtype(model, each) for each in ROUNDED)
    return UnknownName(
        f"{shown(name)} asks for the numbers {shown(dtype)}, in which no model is loaded. Choose {model} (which is "
        f"{WHOLE}), {', '.join(others)} or {last}.",
        field=field,
    )


def rounded_from(stored: str | None, dtype: str) -> str:
    """How the weights of a model are stored that is loaded in other numbers than float32: "int8", and where they were
    blocks of a GGUF file before, "int8 of Q4_0"."""
    return dtype if stored is None or stored in UNROUNDED else f"{dtype} of {stored}"


def computes_int8() -> bool:
    """Whether processors of this kind have the instructions that our int8 is for."""
    return platform.machine().lower() in ("x86_64", "amd64")


def may_have_gpu() -> bool:
    """Whether PyTorch has to be asked for a GPU. False only where a Linux system has no driver of any."""
    if "torch" in sys.modules or not sys.platform.startswith("linux"):
        return True
    return any(next(Path("/dev").glob(pattern), None) for pattern in _DRIVERS)
