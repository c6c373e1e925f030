"""Weights of a folder are mapped, checked when it is loaded, and laid out when they are first used."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load as read_tensors
from safetensors.torch import load_file, save_file

from llm_playground.errors import CheckpointError
from llm_playground.models.held import held_bytes
from llm_playground.models.loading import load
from llm_playground.models.native import NativeModel
from llm_playground.models.small_forward import SmallForward
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.laying_out import WIDE, check_numbers, laid_out
from llm_playground.transformer.opening import Checkpoint, open_checkpoint
from llm_playground.transformer.weights import Weights
from tests.checkpoints import make_checkpoint, reference_of


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16, torch.float64], ids=str)
@pytest.mark.parametrize("family", ["gpt2", "llama", "qwen2", "qwen3"])
def test_the_numbers_are_those_of_the_transformer(tmp_path: Path, family: str, dtype: torch.dtype) -> None:
    make_checkpoint(tmp_path, family, dtype=dtype)
    checkpoint, expected = open_checkpoint(tmp_path), dict(load_transformer(tmp_path).named_parameters())
    for found in (laid_out(checkpoint), laid_out(checkpoint, is_checked=True)):
        assert found.keys() == expected.keys()
        for name, array in found.items():
            assert array.dtype == np.float32
            assert np.array_equal(array, expected[name].numpy())


def test_a_wide_matrix_lies_by_columns_and_every_other_by_rows(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "llama", tie_word_embeddings=False)
    found = laid_out(open_checkpoint(tmp_path))
    for name, array in found.items():
        wide = array.ndim > 1 and array.shape[0] > WIDE * array.shape[1] and name != "wte.weight"  # only looked up
        assert (array.T if wide else array).flags.c_contiguous, name
    assert found["lm_head.weight"].T.flags.c_contiguous


@pytest.mark.parametrize(("family", "names"), [("llama", ("out_proj", "down_proj")), ("gpt2", ("qkv_proj", "up_proj"))])
def test_what_the_file_has_in_the_right_order_is_not_copied(
    tmp_path: Path, family: str, names: tuple[str, ...]
) -> None:
    make_checkpoint(tmp_path, family)
    checkpoint = open_checkpoint(tmp_path)
    for name, array in laid_out(checkpoint).items():
        if any(part in name for part in names) and array.ndim > 1:
            (source,) = checkpoint.source(name).names
            assert np.shares_memory(array, checkpoint.weights.array(source)), name


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small models are loaded as large ones are."""
    monkeypatch.setattr(SmallForward, "suits", lambda checkpoint: False)


def with_number(folder: Path, dtype: torch.dtype, number: float) -> Checkpoint:
    """A checkpoint of numbers of that type, of which one is `number`."""
    make_checkpoint(folder, "qwen3", dtype=dtype)
    tensors = load_file(folder / "model.safetensors")
    tensors["model.layers.1.mlp.up_proj.weight"][3, 2] = number
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    return open_checkpoint(folder)


@pytest.mark.parametrize("number", [math.nan, -math.nan, math.inf, -math.inf], ids=str)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16, torch.float64], ids=str)
@pytest.mark.usefixtures("large")
def test_a_number_that_is_none_is_told_when_the_model_is_loaded(
    tmp_path: Path, dtype: torch.dtype, number: float
) -> None:
    checkpoint = with_number(tmp_path, dtype, number)
    for refused in (lambda: load(tmp_path, device="cpu"), lambda: laid_out(checkpoint)):
        with pytest.raises(CheckpointError, match=r"layers\.1\.mlp\.gate_proj.* holds NaN or infinite"):
            refused()


def test_a_number_that_is_none_in_float32_is_told(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="holds NaN or infinite"):
        check_numbers(with_number(tmp_path, torch.float64, 1e39))


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16], ids=str)
def test_the_largest_numbers_are_numbers(tmp_path: Path, dtype: torch.dtype, sign: int) -> None:
    check_numbers(with_number(tmp_path, dtype, sign * torch.finfo(dtype).max))


@pytest.mark.usefixtures("large")
def test_a_file_of_fewer_bits_is_widened_by_whoever_first_uses_the_model(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "llama", dtype=torch.bfloat16)
    weights = sum(tensor.numel() for tensor in load_file(tmp_path / "model.safetensors").values())
    model = load(tmp_path, device="cpu")
    assert held_bytes(model) == 2 * weights
    with torch.no_grad():
        expected = reference_of(tmp_path)(torch.tensor([[1, 2, 3]])).logits[0, -1].numpy()
    assert np.abs(model.next_logits([[1, 2, 3]])[0] - expected).max() < 1e-4
    assert held_bytes(model) >= 4 * weights


def test_a_file_that_is_replaced_after_loading_is_another_model(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen3", seed=1)
    with torch.no_grad():
        expected = reference_of(tmp_path)(torch.tensor([[1, 2, 3]])).logits[0, -1].numpy()
    model = load(tmp_path, device="cpu")
    make_checkpoint(tmp_path / "other", "qwen3", seed=2)
    (tmp_path / "other" / "model.safetensors").replace(tmp_path / "model.safetensors")
    assert np.abs(model.next_logits([[1, 2, 3]])[0] - expected).max() < 1e-4


def test_what_is_changed_in_memory_is_not_changed_in_the_file(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen3")
    before = (tmp_path / "model.safetensors").read_bytes()
    model = load(tmp_path, device="cpu")
    assert isinstance(model, NativeModel)
    for parameter in model.transformer.parameters():
        parameter.mul_(2)
    assert (tmp_path / "model.safetensors").read_bytes() == before


def test_a_header_of_any_length_is_read(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2")
    file = tmp_path / "model.safetensors"
    expected, data = read_tensors(file.read_bytes()), file.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.dumps(json.loads(data[8 : 8 + length]), separators=(",", ":"))
    for spaces in range(4):
        written = (header + " " * spaces).encode()
        file.write_bytes(len(written).to_bytes(8, "little") + written + data[8 + length :])
        weights = Weights(tmp_path)
        for name, tensor in expected.items():
            assert weights.array(name).flags.aligned
            assert np.array_equal(weights.array(name), tensor.numpy())
