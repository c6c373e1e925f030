"""The quick forward pass of small models gives the numbers of the transformer that one reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from llm_playground.models.prefix_cache import Row
from llm_playground.models.small_forward import SmallForward
from llm_playground.models.span import Span
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.opening import open_checkpoint
from tests.checkpoints import VOCAB_SIZE, make_checkpoint

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


def empty_row(config: TransformerConfig) -> Row:
    shape = (config.n_layer, 2, config.n_kv_head, 48, config.head_dim)
    return Row([], np.full(shape, np.nan, np.float32))  # not a number: what was never written must never be read


@pytest.mark.parametrize("sizes", [[40], [1] * 40, [7, 1, 1, 20, 11]], ids=["at once", "token by token", "in parts"])
@pytest.mark.parametrize(("family", "overrides"), COMPUTED, ids=str)
def test_it_equals_the_transformer(tmp_path: Path, family: str, overrides: dict[str, Any], sizes: list[int]) -> None:
    make_checkpoint(tmp_path, family, **overrides)
    checkpoint = open_checkpoint(tmp_path)
    config = checkpoint.config
    assert SmallForward.suits(checkpoint)
    forward = SmallForward(config, checkpoint.arrays())
    # Two sequences side by side, the second one shorter and in parts of its own.
    texts = torch.randint(0, VOCAB_SIZE, (2, 40), generator=torch.Generator().manual_seed(3))
    expected = load_transformer(tmp_path)(texts).numpy()  # (2, T, V)
    rows, lengths = [empty_row(config), empty_row(config)], [0, 0]
    for size in sizes:
        spans = []
        for number, new in enumerate((size, max(1, size // 2))):
            past, lengths[number] = lengths[number], min(40, lengths[number] + new)
            if past < lengths[number]:
                spans.append(Span(rows[number], past, texts[number, : lengths[number]].tolist()))
        for logits, span in zip(forward(spans), spans, strict=True):
            number = 0 if span.row is rows[0] else 1
            assert np.abs(logits - expected[number, span.length - 1]).max() < 1e-4


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
