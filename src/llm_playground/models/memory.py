"""How much memory a model takes, and how much is free: both roughly, to warn before a machine begins to swap."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from llm_playground.models.devices import BYTES, WHOLE

# Measured, in units of the weights in float32: 1.4 at most for a GGUF file of 135 million, 1.7 afterwards for a
# checkpoint in bfloat16 of 94 million, of which a part is pages of the file that the system takes back.
WHILE_LOADING = 1.5

CGROUP = Path("/sys/fs/cgroup")


def needed_bytes(parameters: int, dtype: str = WHOLE) -> int:
    """About how much a model of so many parameters takes in such numbers, its loading included."""
    return round(BYTES[dtype] * parameters * WHILE_LOADING)


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
