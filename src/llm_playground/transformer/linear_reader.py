"""The linear lens: from the stream at a layer to the last block's output by ridge regression, one matrix a layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from llm_playground.errors import InvalidValue
from llm_playground.transformer.activations import Activations

RIDGE = 1e-4


@dataclass(frozen=True, eq=False)
class LinearReader:
    """A matrix and a bias for each layer: `weights` (n_layer, C, C) and `biases` (n_layer, C), both float32.

    They were learned from `n_tokens` tokens.
    """

    weights: Tensor
    biases: Tensor
    n_tokens: int

    def carry(self, layer: int, stream: Tensor) -> Tensor:
        """The last block's output as it can be read from the stream (N, C) that enters block `layer`."""
        return stream @ self.weights[layer] + self.biases[layer]


def fit_linear(texts: Iterable[Activations], ridge: float = RIDGE) -> LinearReader:
    """The ridge regression (Hoerl and Kennard 1970) from every layer's stream to what the last block writes.

    Solved in float64 from sums over the tokens, so that any number of texts fits into memory. Nothing is drawn by
    chance.

    Args:
        texts: of each text the streams in the order of the pass: every resid_pre, and the last resid_post.
        ridge: how strongly weights are held small, as a share of the mean variance of a channel.

    Raises:
        InvalidValue: there is no text.
    """
    sums: tuple[Tensor, ...] = ()
    for seen in texts:
        *streams, last = (stream.double() for stream in seen.values())
        x, y = _with_one(torch.stack(streams)), last  # (n_layer, T, C + 1), (T, C)
        new = (x.mT @ x, x.mT @ y)
        sums = tuple(before + added for before, added in zip(sums, new, strict=True)) if sums else new
    if not sums:
        raise InvalidValue("A linear lens is fitted on texts; none was given.")
    squares, products = sums
    width = products.shape[-1]
    count = squares[:, width, width]
    mean, mean_of_last = squares[:, width, :width] / count[:, None], products[:, width] / count[:, None]
    squares = squares[:, :width, :width] - count[:, None, None] * mean[:, :, None] * mean[:, None]
    products = products[:, :width] - count[:, None, None] * mean[:, :, None] * mean_of_last[:, None]
    penalty = ridge * squares.diagonal(dim1=1, dim2=2).mean(1)
    squares = squares + penalty[:, None, None] * torch.eye(width, dtype=torch.float64)
    # A text of fewer tokens than channels leaves directions open, which the pseudoinverse sets to 0.
    weights = torch.linalg.pinv(squares, hermitian=True) @ products
    biases = mean_of_last - (mean[:, None] @ weights)[:, 0]
    return LinearReader(weights.float(), biases.float(), int(count[0]))


def _with_one(x: Tensor) -> Tensor:
    """With a last column of ones, so that one product holds squares, sums and the count."""
    return torch.cat((x, x.new_ones(*x.shape[:-1], 1)), dim=-1)
