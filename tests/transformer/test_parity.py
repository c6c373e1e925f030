"""Our transformer gives the numbers of `transformers`, for every family and variant that it claims to know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.config import UnsupportedArchitecture
from tests.checkpoints import CONTEXT, VOCAB_SIZE, make_checkpoint, reference_of

ROPE = {"rope_theta": 1e4}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("gpt2", {}),
    ("gpt2", {"activation_function": "gelu", "n_inner": 100, "layer_norm_epsilon": 1e-3}),
    ("gpt2", {"activation_function": "relu", "tie_word_embeddings": False}),
    ("llama", {}),
    ("llama", {"tie_word_embeddings": True, "num_key_value_heads": 4}),
    ("llama", {"attention_bias": True, "mlp_bias": True, "num_key_value_heads": 1, "head_dim": 8}),
    ("llama", {"rope_parameters": ROPE | {"rope_type": "linear", "factor": 4.0}}),
    ("llama", {"rope_parameters": ROPE | LLAMA3 | {"original_max_position_embeddings": 32}}),
    ("qwen2", {}),
    ("qwen2", {"tie_word_embeddings": True, "rms_norm_eps": 1e-3}),
    (
        "qwen2",
        {"rope_parameters": ROPE | {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}},
    ),
    ("qwen3", {}),
    ("qwen3", {"attention_bias": True, "num_key_value_heads": 1}),
    (
        "qwen3",
        {
            "rope_parameters": ROPE
            | {"rope_type": "yarn", "factor": 2.0, "original_max_position_embeddings": 32, "attention_factor": 1.3}
        },
    ),
]


def some_ids(rows: int = 2) -> torch.Tensor:
    return torch.randint(0, VOCAB_SIZE, (rows, CONTEXT), generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize(("family", "overrides"), VARIANTS, ids=lambda value: str(value)[:60])
def test_logits_equal_those_of_transformers(tmp_path: Path, family: str, overrides: dict[str, Any]) -> None:
    make_checkpoint(tmp_path, family, **overrides)
    reference = reference_of(tmp_path)
    ours = load_transformer(tmp_path)
    with torch.no_grad():
        difference = (ours(some_ids()) - reference(some_ids()).logits).abs().max()
    assert difference < 1e-4


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_files_are_read_as_float32(tmp_path: Path, dtype: torch.dtype) -> None:
    make_checkpoint(tmp_path, "qwen2", dtype=dtype)
    reference = reference_of(tmp_path)
    ours = load_transformer(tmp_path)
    assert {p.dtype for p in ours.parameters()} == {torch.float32}
    with torch.no_grad():
        assert (ours(some_ids()) - reference(some_ids()).logits).abs().max() < 1e-4


@pytest.mark.parametrize("family", ["gpt2", "qwen3"])
def test_sharded_files_are_put_together(tmp_path: Path, family: str) -> None:
    make_checkpoint(tmp_path, family, max_shard_size="100KB")
    reference = reference_of(tmp_path)
    assert len(list(tmp_path.glob("*.safetensors"))) > 2
    with torch.no_grad():
        assert (load_transformer(tmp_path)(some_ids()) - reference(some_ids()).logits).abs().max() < 1e-4


def test_the_spelling_of_rope_before_transformers_5_is_read_the_same(tmp_path: Path) -> None:
    import json

    rope = ROPE | LLAMA3 | {"original_max_position_embeddings": 32}
    make_checkpoint(tmp_path, "llama", rope_parameters=rope)
    expected = load_transformer(tmp_path)(some_ids())
    config = json.loads((tmp_path / "config.json").read_text())
    del config["rope_parameters"]
    scaling = {k: v for k, v in rope.items() if k != "rope_theta"}
    (tmp_path / "config.json").write_text(json.dumps(config | {"rope_theta": 1e4, "rope_scaling": scaling}))
    assert torch.equal(load_transformer(tmp_path)(some_ids()), expected)


def test_tensor_names_of_the_first_gpt2_files_are_read_the_same(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    make_checkpoint(tmp_path, "gpt2")
    expected = load_transformer(tmp_path)(some_ids())
    path = tmp_path / "model.safetensors"
    tensors = {name.removeprefix("transformer."): tensor for name, tensor in load_file(path).items()}
    # OpenAI's conversion stored the causal mask as well.
    tensors |= {f"h.{i}.attn.bias": torch.ones(1, 1, CONTEXT, CONTEXT) for i in range(3)}
    save_file(tensors, path, metadata={"format": "pt"})
    assert torch.equal(load_transformer(tmp_path)(some_ids()), expected)


@pytest.mark.parametrize(
    ("family", "overrides"),
    [
        ("gpt2", {"scale_attn_by_inverse_layer_idx": True}),
        ("qwen2", {"use_sliding_window": True, "max_window_layers": 1, "sliding_window": 8}),
        ("llama", {"rope_parameters": ROPE | {"rope_type": "dynamic", "factor": 2.0}}),
    ],
    ids=str,
)
def test_what_is_not_computed_here_is_refused_not_approximated(
    tmp_path: Path, family: str, overrides: dict[str, Any]
) -> None:
    make_checkpoint(tmp_path, family, **overrides)
    with pytest.raises(UnsupportedArchitecture):
        load_transformer(tmp_path)


def test_two_matrices_in_the_file_are_two_even_if_the_config_says_tied(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    make_checkpoint(tmp_path, "llama", tie_word_embeddings=True)
    path = tmp_path / "model.safetensors"
    tensors = load_file(path)
    embedding = tensors["model.embed_tokens.weight"]
    tied = load_transformer(tmp_path)(some_ids())
    save_file(tensors | {"lm_head.weight": embedding.clone()}, path, metadata={"format": "pt"})
    assert torch.equal(load_transformer(tmp_path)(some_ids()), tied)
    del tensors["model.embed_tokens.weight"]
    save_file(tensors | {"lm_head.weight": embedding}, path, metadata={"format": "pt"})
    assert torch.equal(load_transformer(tmp_path)(some_ids()), tied)
    other = {"model.embed_tokens.weight": embedding, "lm_head.weight": embedding.flip(0).contiguous()}
    save_file(tensors | other, path, metadata={"format": "pt"})
    assert torch.equal(load_transformer(tmp_path)(some_ids()), tied.flip(-1))
