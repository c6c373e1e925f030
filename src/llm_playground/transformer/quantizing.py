"""A transformer whose matrices are rounded as a type of stored weights rounds them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from llm_playground.quantization.types import BlockType, dequantize, quantize, type_of
from llm_playground.records.quantization import StoredBlock
from llm_playground.transformer.checkpoint import transformer_of
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.parameters import stored_type

Floats = NDArray[np.float32]
BLOCK = 32
MOST_LEVELS = 64


def rounding(parameters: Mapping[str, Floats], type: str) -> Iterator[tuple[str, Floats]]:
    """The parameters as they are read back from a file of this type, one by one. Raises: InvalidValue: as `quantize`,
    before the first where a matrix does not divide into blocks."""
    stored = {name: stored_type(name, values.shape, type) for name, values in parameters.items()}
    for name, values in parameters.items():
        yield name, values if stored[name] == "F32" else dequantize(quantize(values, type), type)


def stored_bytes(shapes: Mapping[str, tuple[int, ...]], type: str) -> int:
    """The bytes of all parameters in a file of this type, without its header."""
    bits = sum(
        math.prod(shape) * type_of(stored_type(name, shape, type)).bits_a_weight for name, shape in shapes.items()
    )
    return round(bits / 8)


def relative_error(parameters: Mapping[str, Floats], read_back: Mapping[str, Floats]) -> float:
    """The root mean square of the differences of the matrices, as a share of that of their weights."""
    matrices = [name for name, values in parameters.items() if values.ndim == 2]
    squares = sum(_square(read_back[name] - parameters[name]) for name in matrices)
    return math.sqrt(squares / sum(_square(parameters[name]) for name in matrices))


def _square(values: Floats) -> float:
    return float(np.vdot(values, values))


def logits_along(config: TransformerConfig, parameters: Mapping[str, Floats], ids: Sequence[int]) -> Floats:
    """The logits after each of these ids: float32 (N, V)."""
    model = transformer_of(config, {name: torch.from_numpy(values) for name, values in parameters.items()})
    with torch.no_grad():
        logits: Floats = model(torch.tensor([list(ids)]))[0].numpy()
    return logits


def stored_block(weights: Floats, type: str) -> StoredBlock:
    """One block of 32 weights (32,) as it is stored."""
    kind = type_of(type)
    row = weights.reshape(1, BLOCK)
    data = quantize(row, type)
    values = tuple(dequantize(data, type)[0].tolist())
    if not isinstance(kind, BlockType):
        return StoredBlock(values)
    block = kind.unpack(data)
    scale = float(block.scale[0, 0])
    minimum = None if block.minimum is None else float(block.minimum[0, 0])
    n_level = 2**kind.bits
    levels = [scale * (code - block.zero) + (minimum or 0.0) for code in range(n_level)]
    codes = tuple(block.codes[0].tolist())
    return StoredBlock(values, scale, minimum, block.zero, codes, tuple(levels) if n_level <= MOST_LEVELS else ())
