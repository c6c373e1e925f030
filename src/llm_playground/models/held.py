"""How much memory a loaded model takes: the arrays and tensors that are found in it, each counted once."""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from functools import partial
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from llm_playground.models.seam import LanguageModel

OURS = ("llm_playground.", "torch.nn.", "transformers.")  # whose objects are looked into


def held_bytes(model: LanguageModel) -> int:
    """The bytes of its weights, however they are stored, and of the keys, values and logits that it remembers."""
    sizes: dict[int, int] = {}  # by where they lie: a view, and a tensor over an array's memory, is no second copy
    seen: set[int] = set()
    waiting: list[Any] = [model]
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if numbers := _numbers(each):
            place, size = numbers
            sizes[place] = max(size, sizes.get(place, 0))
        else:
            waiting.extend(_within(each))
    return sum(sizes.values())


def _numbers(each: Any) -> tuple[int, int] | None:
    """Where the numbers of an array or tensor lie, and how many bytes they are."""
    if isinstance(each, np.ndarray):
        whole = each
        while isinstance(whole.base, np.ndarray):
            whole = whole.base
        memory: object = whole.base
        if isinstance(memory, mmap.mmap):  # a file, of which only what is read takes memory
            return each.__array_interface__["data"][0], 0 if each.nbytes == whole.nbytes else each.nbytes
        return whole.__array_interface__["data"][0], whole.nbytes
    if hasattr(type(each), "untyped_storage"):  # a tensor, without PyTorch being imported for it
        storage = each.untyped_storage()
        return storage.data_ptr(), storage.nbytes()
    if isinstance(size := getattr(each, "packed_bytes", None), int):  # numbers that a library keeps to itself
        return id(each), size
    return None


def _within(each: Any) -> Iterator[Any]:
    match each:
        case Mapping():
            yield from list(each.values())
        case list() | tuple() | set() | frozenset():
            yield from list(each)
        case partial():
            yield from (each.func, each.args, each.keywords)
        case MethodType():
            yield each.__self__
        case FunctionType():
            yield from (cell.cell_contents for cell in each.__closure__ or ())
        case _ if type(each).__module__.startswith(OURS):
            yield from list(getattr(each, "__dict__", {}).values())
            for kind in type(each).__mro__:
                yield from (getattr(each, name, None) for name in getattr(kind, "__slots__", ()))
