"""How much memory a model takes, and how much there is: roughly, to warn before a machine begins to swap, and to refuse
what it cannot hold."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from llm_playground.errors import ModelUnavailable
from llm_playground.models.devices import BYTES, WHOLE, with_dtype

# Measured, in units of the weights in float32: 1.4 at most for a GGUF file of 135 million, 1.7 afterwards for a
# checkpoint in bfloat16 of 94 million, of which a part is pages of the file that the system takes back.
WHILE_LOADING = 1.5

LEAST_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2, "int8": 1}  # of a weight, without anything beside it

CGROUP = Path("/sys/fs/cgroup")


def needed_bytes(parameters: int, dtype: str = WHOLE) -> int:
    """About how much a model of so many parameters takes in such numbers, its loading included."""
    return round(BYTES[dtype] * parameters * WHILE_LOADING)


def check_held(name: str, parameters: int, dtype: str, *, int8: bool) -> None:
    """See that the machine can hold the weights of a model. One that is too large for what is free is its user's to
    try, by letting go of something else; for one larger than all of it the system would end this program unasked.

    Args:
        int8: whether it may be loaded in eight bits instead.

    Raises:
        ModelUnavailable: it holds fewer bytes, of memory and swap, than there are in the weights.
    """
    weights, whole = LEAST_BYTES[dtype] * parameters, whole_bytes()
    if weights <= whole:
        return
    smaller = with_dtype(name, "int8")
    way = f"Load it in eight bits, as {smaller}, or choose" if int8 and parameters <= whole else "Choose"
    raise ModelUnavailable(
        f"{name} has {parameters / 1e9:.3g} billion weights, which are {weights / 1e9:.3g} GB in {dtype}, and this "
        f"machine can hold {whole / 1e9:.3g} GB. {way} a smaller model.",
        field="model",
    )


def whole_bytes() -> int:
    """What all programs together can take, swap included; of a container, its share and the swap."""
    import psutil

    whole: int = psutil.virtual_memory().total
    with suppress(OSError, ValueError):
        whole = min(whole, int((CGROUP / "memory.max").read_text()))
    return whole + int(psutil.swap_memory().total)


def free_bytes() -> int:
    """What programs can still take without swapping, as far as the system knows; of a container, what is left of its
    share, which the figures of the machine do not tell."""
    import psutil

    free: int = psutil.virtual_memory().available
    left = _left_in_container()
    return free if left is None else min(free, left)


def _left_in_container() -> int | None:
    """Of the limit of this container (Linux, cgroup v2); None where there is none."""
    with suppress(OSError, ValueError):  # "max" is no number: no limit
        limit, taken = (int((CGROUP / f"memory.{name}").read_text()) for name in ("max", "current"))
        statistics = dict(line.split() for line in (CGROUP / "memory.stat").read_text().splitlines())
        return max(0, limit - taken + int(statistics.get("inactive_file", 0)))  # pages of files are given back
    return None
