"""How the weights of a GGUF file are stored, by the name that people know it by."""

from __future__ import annotations

import math
from collections import Counter

from llm_playground.models.gguf.header import Header
from llm_playground.models.gguf.weights import block_type


def quantization_of(header: Header) -> str:
    """ "Q4_K_M", "Q8_0", "F16": what the file says, as the ending of its name does ("general.file_type"). A mixture of
    types of block has a name there that no block tells. Of a file that says nothing, the type of most of its weights.

    Raises:
        CheckpointError: a tensor has blocks of an unknown type, or the entry is no number.
    """
    from gguf import LlamaFileType

    said = header.number("general.file_type")
    names = {kind.value: kind.name.split("_", 1)[1] for kind in LlamaFileType if kind is not LlamaFileType.GUESSED}
    held: Counter[str] = Counter()
    for name, place in header.tensors.items():
        held[block_type(header, name).name] += math.prod(place.shape)
    named = None if said is None else names.get(said)
    return named or max(held, key=held.__getitem__, default="unknown")
