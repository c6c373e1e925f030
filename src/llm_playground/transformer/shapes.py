"""A model of the right shapes without numbers, which takes neither time nor memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode


@contextmanager
def shapes_only() -> Iterator[None]:
    """Tensors that are made within have shapes alone; modules leave out what would give them their first numbers."""
    with torch.device("meta"), _NoFirstNumbers():
        yield


class _NoFirstNumbers(TorchFunctionMode):
    # There is nothing to fill, and trying costs more than all else: drawing a normal distribution on the device "meta"
    # makes PyTorch import its compiler first, and sympy with it, which takes as long as importing PyTorch.
    def __torch_function__(
        self, function: Callable[..., Any], types: object, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if getattr(function, "__module__", None) == nn.init.__name__:
            return kwargs["tensor"]
        return function(*args, **kwargs)
