"""`next_logits` of every kind of model: shape, dtype, reference values, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, MambaConfig, MistralConfig

from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.models.hugging_face import HuggingFaceModel
from llm_playground.models.loading import load
from llm_playground.models.native import NativeModel
from tests.checkpoints import CONTEXT, VOCAB_SIZE, make_checkpoint, reference_of

OTHERS: dict[str, Any] = {
    "mistral": MistralConfig(
        vocab_size=VOCAB_SIZE,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        sliding_window=4,
        max_position_embeddings=CONTEXT,
    ),
    "mamba": MambaConfig(vocab_size=VOCAB_SIZE, hidden_size=32, num_hidden_layers=2, state_size=4),
}
SEQUENCES = [[1, 2, 3], [4], [9, 8, 7, 6, 5, 4, 3, 2, 1], [5]]


def reference_logits(reference: Any) -> np.ndarray:
    with torch.no_grad():
        return np.stack([reference(torch.tensor([ids])).logits[0, -1].numpy() for ids in SEQUENCES])


@pytest.mark.parametrize("family", ["gpt2", "llama", "qwen2", "qwen3"])
def test_known_families_run_natively_and_equal_transformers(tmp_path: Path, family: str) -> None:
    make_checkpoint(tmp_path, family)
    reference = reference_of(tmp_path)
    model = load(tmp_path)
    assert isinstance(model, NativeModel)
    logits = model.next_logits(SEQUENCES)
    assert logits.dtype == np.float32
    assert logits.shape == (4, VOCAB_SIZE)
    assert np.abs(logits - reference_logits(reference)).max() < 1e-4


@pytest.mark.parametrize("architecture", OTHERS)
def test_other_architectures_run_through_transformers(tmp_path: Path, architecture: str) -> None:
    torch.manual_seed(0)
    AutoModelForCausalLM.from_config(OTHERS[architecture]).save_pretrained(tmp_path)
    reference = AutoModelForCausalLM.from_pretrained(tmp_path).eval()
    model = load(tmp_path)
    assert isinstance(model, HuggingFaceModel)
    logits = model.next_logits(SEQUENCES)
    assert (logits.dtype, logits.shape) == (np.float32, (4, VOCAB_SIZE))
    assert np.abs(logits - reference_logits(reference)).max() < 1e-4


@pytest.mark.parametrize("damage", ["missing", "misshapen", "truncated"])
def test_what_transformers_would_fill_with_random_numbers_is_an_error(tmp_path: Path, damage: str) -> None:
    AutoModelForCausalLM.from_config(OTHERS["mistral"]).save_pretrained(tmp_path)
    path = tmp_path / "model.safetensors"
    tensors = load_file(path)
    if damage == "missing":
        del tensors["model.layers.1.mlp.up_proj.weight"]
    if damage == "misshapen":
        tensors["model.layers.1.mlp.up_proj.weight"] = torch.zeros(3, 3)
    save_file(tensors, path, metadata={"format": "pt"})
    if damage == "truncated":
        path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CheckpointError):
        load(tmp_path)


def test_half_precision_gives_float32_logits_near_the_exact_ones(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2")
    reference = reference_of(tmp_path)
    logits = load(tmp_path, dtype="bfloat16", device="cpu").next_logits(SEQUENCES)
    assert logits.dtype == np.float32
    assert np.abs(logits - reference_logits(reference)).max() < 0.3


@pytest.mark.parametrize(
    ("sequence", "words"),
    [
        ([], "0 token ids"),
        ([1] * (CONTEXT + 1), f"{CONTEXT + 1} token ids"),
        ([1, VOCAB_SIZE], f"Token id {VOCAB_SIZE} is not in the vocabulary"),
        ([-1], "Token id -1"),
    ],
)
def test_impossible_sequences_are_refused(tmp_path: Path, sequence: list[int], words: str) -> None:
    make_checkpoint(tmp_path, "gpt2")
    with pytest.raises(InvalidValue, match=words):
        load(tmp_path).next_logits([[1], sequence])


def test_no_sequences_give_no_rows(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    assert load(tmp_path).next_logits([]).shape == (0, VOCAB_SIZE)


def test_a_full_context_is_still_read(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    assert load(tmp_path).next_logits([[1] * CONTEXT]).shape == (1, VOCAB_SIZE)


@pytest.mark.parametrize(
    ("argument", "value"),
    [("device", "gpu"), ("device", "cuda"), ("device", "auto:3"), ("device", "cpu:abc"), ("dtype", "int4")],
)
def test_devices_and_dtypes_that_are_not_there_are_refused(tmp_path: Path, argument: str, value: str) -> None:
    if value == "cuda" and torch.cuda.is_available():
        pytest.skip("this machine has a CUDA device")
    make_checkpoint(tmp_path, "gpt2")
    with pytest.raises(InvalidValue, match=value):
        load(tmp_path, **{argument: value})


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ([1, 2], r"You gave one sequence; next_logits takes a list of sequences: \[\[1, 2\]\]\."),
        (np.array([1, 2]), "list of sequences of token ids, such as"),
        ([[1.5]], r"list of sequences of token ids, such as \[\[1, 2\]\], not \[\[1\.5\]\]"),
        ([["a"]], "not "),
        (["ab"], "not "),
        ("ab", "not 'ab'"),
        ([[[1]]], "not "),
        ([None], "not "),
        (None, "not None"),
        (7, "not 7"),
    ],
)
def test_what_is_not_a_list_of_sequences_is_refused_in_one_sentence(tmp_path: Path, wrong: Any, words: str) -> None:
    make_checkpoint(tmp_path, "gpt2")
    with pytest.raises(InvalidValue, match=words):
        load(tmp_path).next_logits(wrong)


def test_ids_may_come_as_arrays_and_tensors(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    model = load(tmp_path)
    expected = model.next_logits([[1, 2, 3]])
    for ids in (np.array([[1, 2, 3]]), torch.tensor([[1, 2, 3]]), ((1, 2, 3),)):
        assert np.array_equal(model.next_logits(ids), expected)  # type: ignore[arg-type]
