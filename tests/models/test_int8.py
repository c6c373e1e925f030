"""Weights in eight bits: what generates is what one looks into, near the exact model, and never unasked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from llm_playground.errors import InvalidValue
from llm_playground.models.loading import load
from llm_playground.models.native import NativeModel
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.int8 import Codes, Int8Linear, can_int8
from tests.checkpoints import VOCAB_SIZE, make_checkpoint, make_foreign

pytestmark = pytest.mark.skipif(not can_int8(), reason="this build of PyTorch has no FBGEMM")
TEXTS = torch.randint(0, VOCAB_SIZE, (2, 12), generator=torch.Generator().manual_seed(3)).tolist()


@pytest.mark.parametrize(
    ("family", "overrides"),
    [
        ("gpt2", {}),
        ("llama", {"attention_bias": True, "mlp_bias": True}),
        ("qwen2", {"tie_word_embeddings": True}),
        ("qwen3", {}),
    ],
    ids=str,
)
def test_what_generates_is_what_one_looks_into(tmp_path: Path, family: str, overrides: dict[str, Any]) -> None:
    make_checkpoint(tmp_path, family, **overrides)
    model = load(tmp_path, dtype="int8")
    assert isinstance(model, NativeModel)
    assert model.info.quantization == "int8"
    expected = model.transformer(torch.tensor(TEXTS)).numpy()  # (2, T, V)
    # At once, then a token a pass of one text and of two.
    at_once = np.array(list(model.logits_along(TEXTS[0])))
    alone = np.array([model.next_logits([TEXTS[0][:end]])[0] for end in range(1, 13)])
    both = model.next_logits([text[:1] for text in TEXTS]), model.next_logits([text[:2] for text in TEXTS])
    for found, wanted in ((at_once, expected[0]), (alone, expected[0]), (both[1], expected[:, 1])):
        assert np.abs(found - wanted).max() < 5e-3
    exact = load_transformer(tmp_path)(torch.tensor(TEXTS)).numpy()
    assert 5e-3 < np.abs(expected - exact).max() < 0.3


def test_a_weight_is_off_by_at_most_half_a_step(tmp_path: Path) -> None:
    weight = torch.randn(50, 30, generator=torch.Generator().manual_seed(1))
    weight[7] = 0
    steps = weight.abs().amax(1, keepdim=True) / 127
    for back in (Codes(weight).whole(), Int8Linear(Codes(weight)).weight):
        assert ((back - weight).abs() <= steps / 2 + 1e-6).all()


def test_a_row_does_not_depend_on_those_beside_it() -> None:
    draw = torch.Generator().manual_seed(2)
    linear, x = Int8Linear(Codes(torch.randn(40, 30, generator=draw))), torch.randn(3, 30, generator=draw)
    beside = x.clone()
    beside[1:] *= 1000
    assert torch.equal(linear.rows(x)[0], linear.rows(beside)[0])
    assert np.abs(linear.row(x[0].numpy()) - linear.rows(x)[0].numpy()).max() < 1e-4


def test_it_is_refused_where_it_cannot_be(tmp_path: Path) -> None:
    make_foreign(tmp_path / "foreign")
    make_checkpoint(tmp_path / "relu", "gpt2", activation_function="relu")
    for folder, words in (("foreign", "computed by transformers"), ("relu", "SwiGLU")):
        with pytest.raises(InvalidValue, match=words) as caught:
            load(tmp_path / folder, dtype="int8")
        assert caught.value.field == "dtype"
