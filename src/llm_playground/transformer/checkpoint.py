"""The weights of a Hugging Face checkpoint folder, as our `Transformer`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.opening import Checkpoint, open_checkpoint
from llm_playground.transformer.shapes import shapes_only

# A matrix with this many times more outputs than inputs is kept by columns, which are then the longer pieces. Measured
# (benchmarks/README.md): OpenBLAS reads such a matrix up to twice as fast, a squarer one as fast or faster by rows.
WIDE = 2
BLOCK = 256  # rows


def load_transformer(folder: Path, dtype: torch.dtype = torch.float32, *, for_one_row: bool = False) -> Transformer:
    """The model of a checkpoint folder, on the CPU, in evaluation mode.

    Raises: as `open_checkpoint`. `for_one_row`: as `read_transformer`.
    """
    return read_transformer(open_checkpoint(folder), dtype, for_one_row=for_one_row)


def read_transformer(checkpoint: Checkpoint, dtype: torch.dtype, *, for_one_row: bool = False) -> Transformer:
    """The model of an open checkpoint, on the CPU, in evaluation mode.

    Args:
        for_one_row: lay each matrix out for a product with a single vector (`WIDE`). The numbers are the same.

    Raises:
        CheckpointError: a file is damaged, or holds NaN or infinite numbers.
    """
    return transformer_of(
        checkpoint.config, {name: read_tensor(checkpoint, name, dtype, for_one_row) for name in checkpoint.shapes}
    )


def transformer_of(config: TransformerConfig, state: Mapping[str, Tensor]) -> Transformer:
    """The model whose parameters are these very tensors, all but a tied lm_head; in evaluation mode."""
    with shapes_only():  # no time is spent on weights to be overwritten
        model = Transformer(config)
    model.load_state_dict(state, strict=False, assign=True)
    model.lm_head.weight = model.wte.weight if config.tied_embeddings else model.lm_head.weight
    return model.requires_grad_(False).eval()


def read_tensor(checkpoint: Checkpoint, name: str, dtype: torch.dtype, for_one_row: bool = False) -> Tensor:
    """The parameter `name`. Each part is converted and laid out in one step, so that nothing is held twice."""
    source, shape = checkpoint.source(name), checkpoint.shapes[name]
    if for_one_row and len(shape) == 2 and shape[0] > WIDE * shape[1]:
        whole = torch.empty(shape[::-1], dtype=dtype).t()
    else:
        whole = torch.empty(shape, dtype=dtype)
    begin = 0
    for part_name in source.names:
        part = checkpoint.weights.tensor(part_name)
        part = part.t() if source.transposed else part
        # Block by block: turned rows into columns as a whole, a matrix of a vocabulary takes six times as long.
        for block in part.split(BLOCK):
            whole[begin : begin + len(block)] = block
            begin += len(block)
    if not is_finite(whole):
        raise checkpoint.not_finite(source)
    return whole


def is_finite(tensor: Tensor) -> bool:
    """Whether a floating-point tensor is free of NaN and infinite numbers."""
    # The sum needs no second tensor of that size; it is infinite of very large numbers, too.
    total = tensor.sum(dtype=torch.promote_types(tensor.dtype, torch.float32))
    return bool(total.isfinite()) or bool(tensor.isfinite().all())
