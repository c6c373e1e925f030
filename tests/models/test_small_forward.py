"""The quick forward pass of small models gives the numbers of the transformer that one reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from llm_playground.models.small_forward import SmallForward
from llm_playground.models.span import Span
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.opening import open_checkpoint
from tests.checkpoints import make_checkpoint
from tests.numpy_passes import CUTS, empty_row, largest_difference

YARN = {"rope_theta": 1e4, "rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}
COMPUTED: list[tuple[str, dict[str, Any]]] = [
    ("gpt2", {}),
    ("gpt2", {"tie_word_embeddings": False, "layer_norm_epsilon": 1e-2, "n_inner": 50}),
    ("llama", {}),
    ("llama", {"attention_bias": True, "mlp_bias": True, "num_key_value_heads": 4}),
    ("qwen2", {"tie_word_embeddings": True, "num_key_value_heads": 1}),
    ("qwen2", {"rope_parameters": YARN}),
]
LEFT_TO_THE_TRANSFORMER: list[tuple[str, dict[str, Any]]] = [
    ("qwen3", {}),
    ("gpt2", {"activation_function": "relu"}),
    ("gpt2", {"vocab_size": 40_000, "n_embd": 256}),  # over eight million weights
]


@pytest.mark.parametrize("sizes", CUTS.values(), ids=CUTS.keys())
@pytest.mark.parametrize(("family", "overrides"), COMPUTED, ids=str)
def test_it_equals_the_transformer(tmp_path: Path, family: str, overrides: dict[str, Any], sizes: list[int]) -> None:
    make_checkpoint(tmp_path, family, **overrides)
    checkpoint = open_checkpoint(tmp_path)
    assert SmallForward.suits(checkpoint)
    forward = SmallForward(checkpoint.config, checkpoint.arrays())
    assert largest_difference(forward, load_transformer(tmp_path), checkpoint.config, sizes) < 1e-4


@pytest.mark.parametrize(("family", "overrides"), LEFT_TO_THE_TRANSFORMER, ids=str)
def test_what_it_does_not_compute_is_left_to_the_transformer(
    tmp_path: Path, family: str, overrides: dict[str, Any]
) -> None:
    make_checkpoint(tmp_path, family, **overrides)
    assert not SmallForward.suits(open_checkpoint(tmp_path))


def test_the_parameters_stay_as_they_were(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    checkpoint = open_checkpoint(tmp_path)
    parameters = checkpoint.arrays()
    SmallForward(checkpoint.config, parameters)([Span(empty_row(checkpoint.config), 0, [1, 2, 3])])
    for name, before in checkpoint.arrays().items():
        assert np.array_equal(before, parameters[name]), name
