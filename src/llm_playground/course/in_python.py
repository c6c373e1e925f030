"""Values and calls as a learner would type them, shortened where they are long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

LONGEST = 400  # characters


def as_call(name: str, arguments: tuple[Any, ...]) -> str:
    """The call, in Python."""
    return f"{name}({', '.join(map(as_value, arguments))})"


def as_value(value: Any) -> str:
    """A value, in Python; arrays with four digits after the point."""
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=4, separator=", ", threshold=60, edgeitems=3)
        return f"np.array({text})" if value.ndim < 2 else f"np.array(\n{text})"
    if isinstance(value, Mapping):
        text = f"{{{', '.join(f'{key!r}: {as_value(each)}' for key, each in value.items())}}}"
    else:
        text = repr(value.item() if isinstance(value, np.generic) else value)
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]} … {text[-half:]}"
