"""How the weights of a GGUF file are stored, by the name that people know it by."""

from __future__ import annotations

import math
from collections import Counter

from llm_playground.models.gguf.header import Header
from llm_playground.models.gguf.weights import block_type

# Those for which the library of the format is not imported, which takes a fifth of a second.
COMMON = {0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 32: "BF16"}


def quantization_of(header: Header) -> str:
    """ "Q4_K_M", "Q8_0", "F16": what the file says, as the ending of its name does ("general.file_type"). A mixture of
    types of block has a name there that no block tells. Of a file that says nothing, the type of most of its weights.

    Raises:
        CheckpointError: a tensor has blocks of an unknown type, or the entry is no number.
    """
    said = header.number("general.file_type")
    held: Counter[str] = Counter()
    for name, place in header.tensors.items():
        held[block_type(header, name).name] += math.prod(place.shape)
    return _named(said) or max(held, key=held.__getitem__, default="unknown")


def _named(number: int | None) -> str | None:
    if number is None:
        return None
    if number in COMMON:
        return COMMON[number]
    from gguf import LlamaFileType

    names = {kind.value: kind.name.split("_", 1)[1] for kind in LlamaFileType if kind is not LlamaFileType.GUESSED}
    return names.get(number)
