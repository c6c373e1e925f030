"""The next token of one text under many sets of edits: what lies below them is computed once, the rest in batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from llm_playground.transformer.capture import check_pass
from llm_playground.transformer.edits import Edit, replaced
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.watching import watched

MOST_TOKENS = 4096  # of a batch: enough for the products to be quick, few enough for any memory


def next_logits_under(transformer: Transformer, ids: Sequence[int], variants: Sequence[Sequence[Edit]]) -> Tensor:
    """The logits of the next token under each of these sets of edits, each made alone: (len(variants), V), float32.

    Args:
        ids: one sequence of 1 to `context_length` token ids.

    Raises:
        PlaygroundError: as `capture`.
    """
    check_pass(transformer.config, ids, [edit for edits in variants for edit in edits])
    tokens = torch.tensor([list(ids)], device=transformer.wte.weight.device)
    logits = [torch.empty(0)] * len(variants)
    with torch.no_grad():
        streams = _streams(transformer, tokens)
        for first, numbers in _by_first_block(variants, len(streams) - 1).items():
            for batch in _batches(numbers, len(ids)):
                x = _run(transformer, tokens, streams, first, [variants[number] for number in batch])
                for number, row in zip(batch, transformer.lm_head(x).float().cpu(), strict=True):
                    logits[number] = row
    return torch.stack(logits)


def _streams(transformer: Transformer, tokens: Tensor) -> list[Tensor]:
    """The stream (1, T, C) as it enters each block, and as it leaves the last, without any edit."""
    streams: list[Tensor] = []

    def keep(_: str, stream: Tensor) -> Tensor:
        streams.append(stream)
        return stream

    last = transformer.config.n_layer - 1
    names = [f"h.{layer}.resid_pre" for layer in range(last + 1)]
    with watched(transformer, [*names, f"h.{last}.resid_post"], keep) as attend:
        transformer.hidden(tokens, _positions(tokens), attend)
    return streams


def _by_first_block(variants: Sequence[Sequence[Edit]], n_layer: int) -> dict[int, list[int]]:
    """The numbers of the variants, by the first block that they do not leave as it is."""

    def block(name: str) -> int:
        return int(name.split(".")[1]) if name.startswith("h.") else n_layer if name == "ln_f" else 0

    found = defaultdict(list)
    for number, edits in enumerate(variants):
        found[min((block(edit.name) for edit in edits), default=n_layer)].append(number)
    return found


def _batches(numbers: Sequence[int], n_token: int) -> Iterator[Sequence[int]]:
    size = max(1, MOST_TOKENS // n_token)
    return (numbers[start : start + size] for start in range(0, len(numbers), size))


def _run(
    transformer: Transformer, tokens: Tensor, streams: Sequence[Tensor], first: int, batch: Sequence[Sequence[Edit]]
) -> Tensor:
    """What lm_head reads of the last token, a row for each set of edits: (B, C)."""

    def visit(name: str, tensor: Tensor) -> Tensor:
        # The position embedding comes without a batch.
        after = tensor.expand(len(batch), *tensor.shape[1:]).clone()
        for row, edits in enumerate(batch):
            for edit in edits:
                if edit.name == name:
                    after[row] = replaced(edit, after[row, None])[0]
        return after

    with watched(transformer, {edit.name for edits in batch for edit in edits}, visit) as attend:
        if first == 0:
            x = transformer.hidden(tokens.expand(len(batch), -1), _positions(tokens), attend)
        else:
            x = streams[first].expand(len(batch), -1, -1)
            x = transformer.through_blocks(x, _positions(tokens), attend, first)
    return x[:, -1]


def _positions(tokens: Tensor) -> Tensor:
    return torch.arange(tokens.shape[1], device=tokens.device)
