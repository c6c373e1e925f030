"""The linear reader finds a map that is there, and is the ridge regression of the textbook."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from llm_playground.errors import InvalidValue
from llm_playground.transformer.activations import Activations
from llm_playground.transformer.linear_reader import fit_linear

LAYERS, WIDTH = 3, 6


def texts(count: int, tokens: int = 20) -> list[tuple[Tensor, Tensor]]:
    """Streams whose every layer is an affine map of the last block's output, another one each, with another mean."""
    chance = torch.Generator().manual_seed(4)
    maps = torch.randn(LAYERS, WIDTH, WIDTH, generator=chance)
    means = 5 * torch.randn(LAYERS, 1, WIDTH, generator=chance)
    last = [3 + torch.randn(tokens, WIDTH, generator=chance) for _ in range(count)]
    return [((each @ maps + means), each) for each in last]


def seen(text: tuple[Tensor, Tensor]) -> Activations:
    streams, last = text
    return Activations({f"h.{layer}.resid_pre": stream for layer, stream in enumerate(streams)} | {"last": last})


def test_an_exactly_linear_map_is_found() -> None:
    reader = fit_linear(map(seen, texts(4)), ridge=0)
    assert reader.n_tokens == 80
    for streams, last in texts(8)[4:]:
        for layer in range(LAYERS):
            assert (reader.carry(layer, streams[layer]) - last).abs().max() < 1e-3


def test_it_is_the_ridge_regression_of_the_textbook() -> None:
    given = [(streams, last + streams[0].square()) for streams, last in texts(3)]  # not linear
    reader, ridge = fit_linear(map(seen, given), ridge=0.1), 0.1
    for layer in range(LAYERS):
        x = torch.cat([streams[layer] for streams, _ in given]).double()
        y = torch.cat([last for _, last in given]).double()
        centred = x - x.mean(0)
        penalty = ridge * centred.square().sum(0).mean()
        weights = torch.linalg.solve(
            centred.T @ centred + penalty * torch.eye(WIDTH).double(), centred.T @ (y - y.mean(0))
        )
        expected = (x - x.mean(0)) @ weights + y.mean(0)
        assert (reader.carry(layer, x.float()) - expected).abs().max() < 1e-3


def test_fewer_tokens_than_channels_are_read_without_noise() -> None:
    streams, last = texts(1, tokens=3)[0]
    reader = fit_linear([seen((streams, last))])
    assert reader.weights.isfinite().all()
    assert (reader.carry(0, streams[0]) - last).abs().max() < 1e-2


def test_without_texts_there_is_nothing_to_fit() -> None:
    with pytest.raises(InvalidValue, match="fitted on texts; none was given"):
        fit_linear([])
