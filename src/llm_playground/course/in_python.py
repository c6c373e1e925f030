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
    match value:
        case np.ndarray():
            return _array(value)
        case np.generic():
            text = repr(value.item())
        case Mapping():
            text = f"{{{', '.join(f'{key!r}: {as_value(each)}' for key, each in value.items())}}}"
        case list() | tuple() if any(isinstance(each, np.ndarray | np.generic) for each in value):
            text = ", ".join(map(as_value, value))
            text = f"[{text}]" if isinstance(value, list) else f"({text}{',' if len(value) == 1 else ''})"
        case _:
            text = repr(value)
    return shortened(text)


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text, without its middle where it is too long."""
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half]} … {text[-half:]}"


def _array(array: np.ndarray) -> str:
    if not array.size:
        return f"np.zeros({array.shape})"
    with np.printoptions(precision=4, threshold=60, edgeitems=3, infstr="np.inf", nanstr="np.nan"):
        text = np.array2string(array, separator=", ")
    return f"np.array({text})" if array.ndim < 2 else f"np.array(\n{text})"
