"""The weights of a Hugging Face checkpoint folder, as our `Transformer`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from torch import Tensor

from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.opening import Checkpoint, open_checkpoint
from llm_playground.transformer.shapes import shapes_only


def load_transformer(folder: Path, dtype: torch.dtype = torch.float32) -> Transformer:
    """The model of a checkpoint folder, on the CPU, in evaluation mode. Raises: as `open_checkpoint`."""
    return read_transformer(open_checkpoint(folder), dtype)


def read_transformer(checkpoint: Checkpoint, dtype: torch.dtype) -> Transformer:
    """The model of an open checkpoint, on the CPU, in evaluation mode.

    Raises:
        CheckpointError: a file is damaged, or holds NaN or infinite numbers.
    """
    return transformer_of(checkpoint.config, {name: read_tensor(checkpoint, name, dtype) for name in checkpoint.shapes})


def transformer_of(config: TransformerConfig, state: Mapping[str, Tensor]) -> Transformer:
    """The model whose parameters are these very tensors, all but a tied lm_head; in evaluation mode."""
    with shapes_only():  # no time is spent on weights to be overwritten
        model = Transformer(config)
    model.load_state_dict(state, strict=False, assign=True)
    model.lm_head.weight = model.wte.weight if config.tied_embeddings else model.lm_head.weight
    return model.requires_grad_(False).eval()


def read_tensor(checkpoint: Checkpoint, name: str, dtype: torch.dtype) -> Tensor:
    """The parameter `name`.

    Raises:
        CheckpointError: a file is damaged, or holds NaN or infinite numbers.
    """
    whole = unchecked_tensor(checkpoint, name, dtype)
    if not is_finite(whole):
        raise checkpoint.not_finite(checkpoint.source(name))
    return whole


def unchecked_tensor(
    checkpoint: Checkpoint,
    name: str,
    dtype: torch.dtype,
    empty: Callable[[tuple[int, ...], torch.dtype], Tensor] = lambda shape, dtype: torch.empty(shape, dtype=dtype),
) -> Tensor:
    """The same, whatever it holds. Each part is converted and laid out in one step, so that nothing is held twice.

    Args:
        empty: makes the tensor that is filled.
    """
    source = checkpoint.source(name)
    whole = empty(checkpoint.shapes[name], dtype)
    begin = 0
    for part_name in source.names:
        part = checkpoint.weights.tensor(part_name)
        part = part.t() if source.transposed else part
        whole[begin : begin + len(part)] = part
        begin += len(part)
    return whole


def is_finite(tensor: Tensor) -> bool:
    """Whether a floating-point tensor is free of NaN and infinite numbers."""
    # The sum needs no second tensor of that size; it is infinite of very large numbers, too.
    total = tensor.sum(dtype=torch.promote_types(tensor.dtype, torch.float32))
    return bool(total.isfinite()) or bool(tensor.isfinite().all())
