"""The forward pass of models that wait for their weights gives the numbers of the transformer that one reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from llm_playground.models import loading
from llm_playground.models.large_forward import LargeForward
from llm_playground.models.native import NativeModel
from llm_playground.models.span import Span
from llm_playground.models.torch_forward import TorchForward
from llm_playground.transformer import linear_product
from llm_playground.transformer.checkpoint import load_transformer
from tests.checkpoints import make_checkpoint
from tests.numpy_passes import CUTS, empty_row, large_forward, largest_difference

COMPUTED: list[tuple[str, dict[str, Any]]] = [
    ("gpt2", {"layer_norm_epsilon": 1e-2}),
    ("llama", {"attention_bias": True, "mlp_bias": True}),
    ("qwen2", {"tie_word_embeddings": True, "num_key_value_heads": 1}),
    ("qwen3", {"rms_norm_eps": 1e-2}),
]


@pytest.mark.parametrize("sizes", CUTS.values(), ids=CUTS.keys())
@pytest.mark.parametrize(("family", "overrides"), COMPUTED, ids=str)
def test_it_equals_the_transformer(tmp_path: Path, family: str, overrides: dict[str, Any], sizes: list[int]) -> None:
    make_checkpoint(tmp_path, family, **overrides)
    reference = load_transformer(tmp_path)
    assert largest_difference(large_forward(tmp_path), reference, reference.config, sizes) < 1e-4


def test_one_row_alone_equals_the_transformer(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen3")
    forward, reference, ids = large_forward(tmp_path), load_transformer(tmp_path), [3, 1, 4, 1, 5, 9, 2, 6]
    row = empty_row(reference.config)
    expected = reference(torch.tensor([ids]))[0].numpy()
    for past in range(len(ids)):
        assert np.abs(forward([Span(row, past, ids[: past + 1])])[0] - expected[past]).max() < 1e-4


@pytest.mark.parametrize(("onednn", "intel"), [(False, False), (True, False), (True, True)])
def test_the_numbers_are_the_same_in_each_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, onednn: bool, intel: bool
) -> None:
    make_checkpoint(tmp_path, "llama")
    monkeypatch.setattr(linear_product, "_HAS_ONEDNN", onednn and linear_product._HAS_ONEDNN)
    monkeypatch.setattr(linear_product, "_IS_INTEL", intel)
    reference = load_transformer(tmp_path)
    assert largest_difference(large_forward(tmp_path), reference, reference.config, CUTS["in parts"]) < 1e-4


def test_the_weights_are_held_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading.SmallForward, "suits", lambda _: False)
    make_checkpoint(tmp_path, "gpt2")
    model = loading.load(tmp_path, device="cpu")
    assert isinstance(model, NativeModel)
    assert isinstance(model.forward, LargeForward)
    before = model.next_logits([[1, 2, 3]])
    model.transformer.h[1].mlp.up_proj.weight.mul_(2)
    model.cache.rows.clear()
    assert not np.allclose(model.next_logits([[1, 2, 3]]), before)
    model.cache.rows.clear()
    model.next_logits([[1, 2]])
    expected = model.transformer(torch.tensor([[1, 2, 3]]))[0, -1].numpy()
    assert np.abs(model.next_logits([[1, 2, 3]])[0] - expected).max() < 1e-4


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_what_it_does_not_compute_is_left_to_pytorch(tmp_path: Path, dtype: str) -> None:
    make_checkpoint(tmp_path, "gpt2", activation_function="relu")
    model = loading.load(tmp_path, device="cpu", dtype=dtype)
    assert isinstance(model, NativeModel)
    assert isinstance(model.forward, TorchForward)
