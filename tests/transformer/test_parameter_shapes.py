"""The table of parameters says what the model has, and the checkpoint reads the same numbers into either library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.opening import open_checkpoint
from llm_playground.transformer.parameters import parameter_shapes
from llm_playground.transformer.shapes import shapes_only
from tests.checkpoints import make_checkpoint
from tests.transformer.test_parity import VARIANTS


@pytest.mark.parametrize(("family", "overrides"), VARIANTS, ids=lambda value: str(value)[:60])
def test_the_table_is_what_the_model_has(tmp_path: Path, family: str, overrides: dict[str, Any]) -> None:
    make_checkpoint(tmp_path, family, **overrides)
    config = open_checkpoint(tmp_path).config
    with shapes_only():
        model = Transformer(config)
    in_the_model = [(name, tuple(parameter.shape)) for name, parameter in model.named_parameters()]
    assert list(parameter_shapes(config).items()) == in_the_model


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16, torch.float64], ids=str)
@pytest.mark.parametrize("family", ["gpt2", "qwen2"])
def test_arrays_and_tensors_are_the_same_numbers(tmp_path: Path, family: str, dtype: torch.dtype) -> None:
    make_checkpoint(tmp_path, family, dtype=dtype, max_shard_size="100KB")
    arrays, transformer = open_checkpoint(tmp_path).arrays(), load_transformer(tmp_path)
    assert arrays.keys() == dict(transformer.named_parameters()).keys()
    for name, parameter in transformer.named_parameters():
        assert arrays[name].dtype == np.float32
        assert arrays[name].flags.c_contiguous
        assert np.array_equal(arrays[name], parameter.numpy()), name


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
@pytest.mark.parametrize("differ", [True, False])
def test_where_two_matrices_are_said_to_be_one_the_file_is_believed(
    tmp_path: Path, differ: bool, dtype: torch.dtype
) -> None:
    make_checkpoint(tmp_path, "qwen2", dtype=dtype, tie_word_embeddings=True)
    path = tmp_path / "model.safetensors"
    tensors = load_file(path)
    tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"] + (1 if differ else 0)
    save_file(tensors, path, metadata={"format": "pt"})
    assert open_checkpoint(tmp_path).config.tied_embeddings is not differ
