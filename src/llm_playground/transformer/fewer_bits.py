"""A checkpoint as a transformer that generates from matrices of fewer bits, and what one looks into in its place."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from llm_playground.errors import InvalidValue
from llm_playground.transformer.checkpoint import transformer_of, unchecked_tensor
from llm_playground.transformer.half import LARGEST, HalfEmbedding, HalfLinear, passing
from llm_playground.transformer.int8 import Int8Embedding, Int8Linear, Int8Matrix
from llm_playground.transformer.laying_out import in_threads
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.opening import Checkpoint
from llm_playground.transformer.parameters import parameter_shapes
from llm_playground.transformer.shapes import shapes_only


def check_before_rounding(checkpoint: Checkpoint, dtype: torch.dtype | None = None) -> None:
    """Read every number once, so that what is refused is refused before the rest is done.

    Args:
        dtype: that of 16 bits to which matrices will be rounded, if they are.

    Raises:
        CheckpointError: one is NaN or infinite, or a file is damaged.
        InvalidValue: a weight of a matrix, rounded, is beyond 65,504, the largest number of float16.
    """
    model = _without_weights(checkpoint)
    for name in checkpoint.shapes:
        rounded = dtype if _is_matrix(model, name) else None
        for part in checkpoint.source(name).names:
            _check(checkpoint, name, checkpoint.weights.tensor(part), rounded)


def read_int8(checkpoint: Checkpoint, *, is_checked: bool = False) -> Transformer:
    """The model of an open checkpoint with every matrix in eight bits, rounded matrix by matrix as they are read.

    It generates (`models/large_forward.py`); what one looks into is `read_back` of it.

    Args:
        is_checked: that `check_before_rounding` was called; else it is done on the way.

    Raises:
        PlaygroundError: as `check_before_rounding`.
    """
    model = _without_weights(checkpoint)

    def read(name: str) -> Tensor:
        tensor = unchecked_tensor(checkpoint, name, torch.float32)
        if not is_checked:
            _check(checkpoint, name, tensor, None)
        return tensor

    for name in checkpoint.shapes:
        path = name.rpartition(".")[0]
        if not _is_matrix(model, name):
            _set(model, name, read(name))
            continue
        # Its place is taken before what it is made from is there, so that no holes are left in the memory.
        matrix = Int8Matrix(*checkpoint.shapes[name])
        matrix.store(read(name))
        model.set_submodule(path, Int8Embedding(matrix) if path == "wte" else Int8Linear(matrix))
        if path == "wte" and checkpoint.config.tied_embeddings:
            model.set_submodule("lm_head", Int8Linear(matrix))
    return model.requires_grad_(False).eval()


def read_half(checkpoint: Checkpoint, dtype: torch.dtype, *, is_checked: bool = False) -> Transformer:
    """The model of an open checkpoint with every matrix in bfloat16 or float16; as `read_int8`.

    Packing, which takes most of the time, is done in threads.
    """
    model = _without_weights(checkpoint)
    matrices = {name for name in checkpoint.shapes if _is_matrix(model, name)}

    def read(name: str) -> list[nn.Module] | Tensor:
        """What a parameter becomes: the modules of a matrix, or a vector."""
        is_kept = name == "wte.weight"
        rounded = unchecked_tensor(checkpoint, name, dtype, *(() if is_kept else (passing,)))
        if not is_checked:
            _check(checkpoint, name, rounded, dtype if name in matrices else None)
        if name not in matrices:
            return rounded.float()
        if not is_kept:
            return [HalfLinear(rounded)]
        return [HalfEmbedding(rounded), *([HalfLinear(rounded)] if checkpoint.config.tied_embeddings else [])]

    names = list(checkpoint.shapes)
    for name, made in zip(names, in_threads(read, names), strict=True):
        if isinstance(made, Tensor):
            _set(model, name, made)
            continue
        for path, module in zip((name.rpartition(".")[0], "lm_head"), made, strict=False):
            model.set_submodule(path, module)
    return model.requires_grad_(False).eval()


def read_back(model: Transformer) -> Transformer:
    """The same numbers as an ordinary transformer in float32."""
    names = parameter_shapes(model.config)
    return transformer_of(model.config, {name: _parameter(model, name) for name in names})


def _without_weights(checkpoint: Checkpoint) -> Transformer:
    with shapes_only():
        return Transformer(checkpoint.config)


def _check(checkpoint: Checkpoint, name: str, tensor: Tensor, dtype: torch.dtype | None) -> None:
    """Refuse numbers of the parameter `name` that are none, or too large once they are rounded to `dtype`."""
    lowest, highest = tensor.aminmax()
    largest = torch.maximum(-lowest, highest)
    if not largest.isfinite():
        raise checkpoint.not_finite(checkpoint.source(name))
    if dtype is not None and largest.to(dtype) > LARGEST:
        raise InvalidValue(
            f"{name} has weights beyond 65,504, which no product in 16 bits takes here; choose dtype 'float32'.",
            field="dtype",
        )


def _is_matrix(model: Transformer, name: str) -> bool:
    """Whether a parameter is one that a token is multiplied with, or looked up in: all that are large."""
    path, _, kind = name.rpartition(".")
    return path == "wte" or (kind == "weight" and isinstance(model.get_submodule(path), nn.Linear))


def _set(model: Transformer, name: str, tensor: Tensor) -> None:
    path, _, kind = name.rpartition(".")
    module = model.get_submodule(path)
    is_bias = isinstance(module, Int8Linear | HalfLinear)  # its weight came before
    setattr(module, kind, tensor if is_bias else nn.Parameter(tensor, requires_grad=False))


def _parameter(model: Transformer, name: str) -> Tensor:
    path, _, kind = name.rpartition(".")
    tensor: Tensor = getattr(model.get_submodule(path), kind)
    return tensor.detach()
