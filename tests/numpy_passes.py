"""A forward pass in NumPy held against the transformer: two texts side by side, cut into passes in a given way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from llm_playground.models.large_forward import LargeForward
from llm_playground.models.prefix_cache import Row
from llm_playground.models.span import Span
from llm_playground.transformer.checkpoint import transformer_of
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.laying_out import laid_out
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.opening import open_checkpoint
from tests.checkpoints import VOCAB_SIZE

LENGTH = 40
CUTS = {"at once": [LENGTH], "token by token": [1] * LENGTH, "in parts": [7, 1, 1, 20, 11]}


def for_one_row(folder: Path) -> Transformer:
    """The transformer of a folder whose matrices lie as a product with one vector wants them."""
    checkpoint = open_checkpoint(folder)
    tensors = {name: torch.from_numpy(array) for name, array in laid_out(checkpoint).items()}
    return transformer_of(checkpoint.config, tensors)


def large_forward(folder: Path) -> LargeForward:
    """The forward pass of larger models over the weights in a folder."""
    transformer = for_one_row(folder)
    arrays = {name: parameter.numpy() for name, parameter in transformer.named_parameters()}
    return LargeForward(transformer.config, arrays, lambda: transformer)


def empty_row(config: TransformerConfig) -> Row:
    shape = (config.n_layer, 2, config.n_kv_head, 48, config.head_dim)
    return Row([], np.full(shape, np.nan, np.float32))  # not a number: what was never written must never be read


def largest_difference(
    forward: Callable[[Sequence[Span]], np.ndarray],
    reference: Callable[[torch.Tensor], torch.Tensor],
    config: TransformerConfig,
    sizes: Sequence[int],
) -> float:
    """Of any logit after any pass; the second text comes in parts half as long."""
    texts = torch.randint(0, VOCAB_SIZE, (2, LENGTH), generator=torch.Generator().manual_seed(3))
    expected = reference(texts).numpy()  # (2, T, V)
    rows, lengths, largest = [empty_row(config), empty_row(config)], [0, 0], 0.0
    for size in sizes:
        spans = []
        for number, new in enumerate((size, max(1, size // 2))):
            past, lengths[number] = lengths[number], min(LENGTH, lengths[number] + new)
            if past < lengths[number]:
                spans.append(Span(rows[number], past, texts[number, : lengths[number]].tolist()))
        for logits, span in zip(forward(spans), spans, strict=True):
            number = 0 if span.row is rows[0] else 1
            largest = max(largest, float(np.abs(logits - expected[number, span.length - 1]).max()))
            assert np.isfinite(logits).all()
    return largest
