"""Fitting a dictionary of features to activations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from llm_playground.transformer.dictionary import Dictionary

BATCH = 1024  # tokens a step
LEARNING_RATE = 2e-3
WARM_UP, COOL_DOWN = 0.05, 0.3  # shares of the steps in which the learning rate rises, and falls to 0
SILENT = 20_000  # tokens without firing, after which a feature counts as dead
REVIVED = 32  # dead features that try to write what is missing, for each token
REVIVAL = 1 / 32  # weight of that in the loss
NEWS_EVERY = 10  # steps


@dataclass(frozen=True, eq=False)
class Fit:
    """A dictionary after `step` steps, and the fraction of variance unexplained in the last of them."""

    step: int
    unexplained: float
    dictionary: Dictionary


def fitting_dictionary(
    read: Tensor, written: Tensor, names: tuple[str, str], n_features: int, k: int, steps: int, seed: int
) -> Iterator[Fit]:
    """Fit a dictionary step by step, and give it after every tenth.

    Adam, on batches of tokens drawn without replacement; the decoder's rows are brought back to length 1 after each
    step. Features that have not fired for long learn to write what the others leave, or they would stay dead (the
    auxiliary loss of Gao et al. 2024).

    Args:
        read, written: what the dictionary reads and is to write, of the same tokens: (N, C). For a sparse autoencoder
            they are the same.
        names: of the two activations.
    """
    generator = torch.Generator().manual_seed(seed)
    mean, aim = read.mean(0), written.mean(0)
    scale, size = (read - mean).square().mean().sqrt(), (written - aim).square().mean().sqrt()
    decoder = F.normalize(torch.randn(n_features, read.shape[1], generator=generator), dim=1)
    encoder, biases, bias = decoder.clone(), torch.zeros(n_features), torch.zeros(read.shape[1])
    weights = [each.requires_grad_() for each in (encoder, biases, decoder, bias)]
    optimizer = torch.optim.Adam(weights, lr=LEARNING_RATE, betas=(0.9, 0.999))
    silent = torch.zeros(n_features)
    for step, rows in zip(range(1, steps + 1), _batches(len(read), generator), strict=False):
        x, y = (read[rows] - mean) / scale, (written[rows] - aim) / size
        with torch.enable_grad():
            before = F.linear(x, encoder, biases)
            values, indices = before.relu().topk(k)
            missing = y - F.embedding_bag(indices, decoder, per_sample_weights=values, mode="sum") - bias
            loss = missing.square().mean()
            dead = (silent > SILENT).nonzero()[:, 0]
            whole = loss + REVIVAL * _revival(before, decoder, dead, missing.detach()) if len(dead) else loss
            optimizer.zero_grad()
            whole.backward()
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * _share(step / steps)
        optimizer.step()
        with torch.no_grad():
            decoder.copy_(F.normalize(decoder, dim=1))
            silent += len(rows)
            silent[indices[values > 0]] = 0
        if step % NEWS_EVERY == 0 or step == steps:
            found = [each.detach().clone() for each in weights]
            dictionary = _in_own_units(found, names, k, (mean, scale), (aim, size))
            yield Fit(step, float(loss.detach() / (y - y.mean(0)).square().mean()), dictionary)


def _batches(n_token: int, generator: torch.Generator) -> Iterator[Tensor]:
    while True:
        yield from torch.randperm(n_token, generator=generator).split(BATCH)


def _share(done: float) -> float:
    """Of the learning rate, when this share of the steps is done."""
    return min(1.0, done / WARM_UP, (1 - done) / COOL_DOWN + 1e-3)


def _revival(before: Tensor, decoder: Tensor, dead: Tensor, missing: Tensor) -> Tensor:
    values, which = before[:, dead].relu().topk(min(REVIVED, len(dead)))
    tried = F.embedding_bag(dead[which], decoder, per_sample_weights=values, mode="sum")
    return (missing - tried).square().mean()


def _in_own_units(
    weights: list[Tensor], names: tuple[str, str], k: int, read: tuple[Tensor, Tensor], written: tuple[Tensor, Tensor]
) -> Dictionary:
    """The dictionary of activations as they are, from the one of activations less their mean and of size 1."""
    encoder, biases, decoder, bias = weights
    (mean, scale), (aim, size) = read, written
    encoder = encoder * (size / scale)
    nowhere = torch.full((len(encoder), 0, 2), -1), torch.zeros(len(encoder), 0)
    return Dictionary(*names, k, encoder, biases * size - encoder @ mean, decoder, bias * size + aim, *nowhere, {})
