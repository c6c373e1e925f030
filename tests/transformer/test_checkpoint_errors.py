"""A checkpoint that does not fit says what is wrong with it, in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from llm_playground.errors import CheckpointError
from llm_playground.transformer.checkpoint import load_transformer
from tests.checkpoints import make_checkpoint, reference_of


def rewrite(folder: Path, change) -> None:  # type: ignore[no-untyped-def]
    path = folder / "model.safetensors"
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path, metadata={"format": "pt"})


def failure(folder: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        load_transformer(folder)
    return str(caught.value)


def test_missing_left_over_and_misshapen_tensors_are_named(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2")

    def change(tensors: dict[str, torch.Tensor]) -> None:
        del tensors["model.layers.1.self_attn.k_proj.bias"]
        tensors["model.layers.9.surprise"] = torch.zeros(3)
        tensors["model.norm.weight"] = torch.zeros(5)

    rewrite(tmp_path, change)
    message = failure(tmp_path)
    assert "missing: layers.1.self_attn.k_proj.bias" in message
    assert "left over: layers.9.surprise" in message
    assert "wrong shape: norm.weight: (5,), expected (64,)" in message


def test_a_config_for_another_size_names_the_tensors_that_do_not_fit(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"n_layer": 4}))
    assert "missing: h.3.ln_1.weight" in failure(tmp_path)


def test_a_truncated_file_is_called_damaged(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    path = tmp_path / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1000])
    assert "cut off or damaged" in failure(tmp_path)


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2", max_shard_size="100KB")
    lost = sorted(tmp_path.glob("*.safetensors"))[1]
    lost.unlink()
    assert lost.name in failure(tmp_path)


def test_pickle_files_are_refused(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    model = reference_of(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    torch.save(model.state_dict(), tmp_path / "pytorch_model.bin")
    message = failure(tmp_path)
    assert "pytorch_model.bin" in message
    assert "pickle" in message


def test_folders_that_are_no_checkpoints_say_so(tmp_path: Path) -> None:
    assert "no config.json" in failure(tmp_path)
    (tmp_path / "config.json").write_text("{not json")
    assert "not valid JSON" in failure(tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    assert "no entry 'hidden_size'" in failure(tmp_path)
    make_checkpoint(tmp_path, "gpt2")
    (tmp_path / "model.safetensors").unlink()
    assert "no model.safetensors" in failure(tmp_path)


@pytest.mark.parametrize(
    "entry", [{"n_head": None}, {"n_head": 0}, {"vocab_size": "2048"}, {"layer_norm_epsilon": None}, {"n_layer": 1.5}]
)
def test_a_config_entry_that_is_no_number_is_a_checkpoint_error(tmp_path: Path, entry: dict[str, object]) -> None:
    make_checkpoint(tmp_path, "gpt2")
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | entry))
    assert "number" in failure(tmp_path)


@pytest.mark.parametrize("index", ["{cut off", "{}", "[]", '{"weight_map": 3}'])
def test_a_damaged_index_is_named(tmp_path: Path, index: str) -> None:
    make_checkpoint(tmp_path, "gpt2")
    (tmp_path / "model.safetensors").unlink()
    (tmp_path / "model.safetensors.index.json").write_text(index)
    assert "model.safetensors.index.json" in failure(tmp_path)
