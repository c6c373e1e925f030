"""A checkpoint as a transformer that generates from matrices of fewer bits, and what one looks into in its place."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from llm_playground.errors import InvalidValue
from llm_playground.transformer.checkpoint import read_tensor, transformer_of
from llm_playground.transformer.half import LARGEST, HalfEmbedding, HalfLinear
from llm_playground.transformer.int8 import Int8Embedding, Int8Linear, Int8Matrix
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.opening import Checkpoint
from llm_playground.transformer.parameters import parameter_shapes
from llm_playground.transformer.shapes import shapes_only


def read_int8(checkpoint: Checkpoint) -> Transformer:
    """The model of an open checkpoint with every matrix in eight bits, rounded matrix by matrix as they are read.

    It generates (`models/large_forward.py`); what one looks into is `read_back` of it.

    Raises:
        CheckpointError: a file is damaged, or holds NaN or infinite numbers.
    """
    model = _without_weights(checkpoint)
    for name in checkpoint.shapes:
        path = name.rpartition(".")[0]
        if not _is_matrix(model, name):
            _set(model, name, read_tensor(checkpoint, name, torch.float32))
            continue
        # Its place is taken before what it is made from is there, so that no holes are left in the memory.
        matrix = Int8Matrix(*checkpoint.shapes[name])
        matrix.store(read_tensor(checkpoint, name, torch.float32))
        model.set_submodule(path, Int8Embedding(matrix) if path == "wte" else Int8Linear(matrix))
        if path == "wte" and checkpoint.config.tied_embeddings:
            model.set_submodule("lm_head", Int8Linear(matrix))
    return model.requires_grad_(False).eval()


def read_half(checkpoint: Checkpoint, dtype: torch.dtype) -> Transformer:
    """The model of an open checkpoint with every matrix in bfloat16 or float16; as `read_int8`.

    Raises:
        CheckpointError: a file is damaged, or holds NaN or infinite numbers.
        InvalidValue: a weight is beyond 65,504, the largest number of float16.
    """
    model = _without_weights(checkpoint)
    for name in checkpoint.shapes:
        path = name.rpartition(".")[0]
        rounded = read_tensor(checkpoint, name, dtype)
        if not _is_matrix(model, name):
            _set(model, name, rounded.float())
            continue
        if rounded.abs().max() > LARGEST:
            raise InvalidValue(
                f"{name} has weights beyond 65,504, which no product in 16 bits takes here; choose dtype 'float32'.",
                field="dtype",
            )
        model.set_submodule(path, HalfEmbedding(rounded) if path == "wte" else HalfLinear(rounded.float()))
        if path == "wte" and checkpoint.config.tied_embeddings:
            model.set_submodule("lm_head", HalfLinear(rounded.float()))
    return model.requires_grad_(False).eval()


def read_back(model: Transformer) -> Transformer:
    """The same numbers as an ordinary transformer in float32."""
    names = parameter_shapes(model.config)
    return transformer_of(model.config, {name: _parameter(model, name) for name in names})


def _without_weights(checkpoint: Checkpoint) -> Transformer:
    with shapes_only():
        return Transformer(checkpoint.config)


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
