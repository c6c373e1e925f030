"""Whatever stands in the files of a model's folder: a model, or one sentence, soon and in little memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from llm_playground.errors import CheckpointError
from llm_playground.models.loading import load
from tests.checkpoints import add_tokenizer, make_checkpoint
from tests.damaged import Worker, check, damaged


@pytest.fixture(scope="module")
def worker(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    pytest.importorskip("resource")
    worker = Worker()
    for folder in (*folders.values(), make_opt(tmp_path_factory.mktemp("opt"))):
        worker.open(folder)  # what is imported for the first model is not counted
    yield worker
    worker.close()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {}
    for family in ("gpt2", "qwen2"):
        folder = folders[family] = tmp_path_factory.mktemp(family)
        make_checkpoint(folder, family)
        add_tokenizer(folder, chat=family == "qwen2")
    config = json.loads((folders["qwen2"] / "config.json").read_text())
    rope = {"rope_type": "yarn", "factor": 2.0, "original_max_position_embeddings": 32, "attention_factor": 1.1}
    config |= {"rope_scaling": rope, "rope_theta": 10000.0}
    config.pop("rope_parameters", None)
    (folders["qwen2"] / "config.json").write_text(json.dumps(config))
    return folders


def make_opt(folder: Path) -> Path:
    """`folder`, with a model of an architecture that only `transformers` computes."""
    from transformers import AutoModelForCausalLM, OPTConfig

    sizes = {"hidden_size": 16, "word_embed_proj_dim": 16, "ffn_dim": 32, "num_hidden_layers": 2}
    config = OPTConfig(vocab_size=100, num_attention_heads=2, max_position_embeddings=32, **sizes)
    AutoModelForCausalLM.from_config(config).save_pretrained(folder)
    return folder


FILES = [
    "config.json",
    "model.safetensors",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
]


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(["gpt2", "qwen2"]), st.sampled_from(FILES))
def test_a_folder_with_a_damaged_file_is_a_model_or_one_sentence(
    folders: dict[str, Path], worker: Worker, data: st.DataObject, family: str, name: str
) -> None:
    path = folders[family] / name
    if not path.is_file():
        return
    whole = path.read_bytes()
    try:
        path.write_bytes(data.draw(damaged(whole, name)))
        check(worker, folders[family])
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize(
    ("family", "entries"),
    [
        ("gpt2", {"n_layer": 10**9}),
        ("gpt2", {"vocab_size": 10**30}),
        ("gpt2", {"n_positions": 10**12}),
        ("gpt2", {"tie_word_embeddings": "no"}),
        ("qwen2", {"num_hidden_layers": 10**9}),
        ("qwen2", {"num_hidden_layers": 99_999}),
        ("qwen2", {"intermediate_size": 10**18}),
        ("qwen2", {"max_position_embeddings": 10**12}),
        ("qwen2", {"max_position_embeddings": 10**400}),
        ("qwen2", {"rope_theta": 0}),
        ("qwen2", {"rope_scaling": {"rope_type": "yarn", "factor": 2.0, "attention_factor": "x"}}),
        ("qwen2", {"rope_scaling": "x"}),
        ("qwen2", {"rms_norm_eps": float("nan")}),
    ],
)
def test_numbers_that_the_files_cannot_bear_out_are_refused(
    folders: dict[str, Path], worker: Worker, family: str, entries: dict[str, Any]
) -> None:
    path = folders[family] / "config.json"
    whole = path.read_text()
    path.write_text(json.dumps(json.loads(whole) | entries))
    try:
        assert check(worker, folders[family])
    finally:
        path.write_text(whole)


def test_a_context_of_a_hundred_million_tokens_takes_no_room(folders: dict[str, Path], worker: Worker) -> None:
    """Positions of RoPE are computed when a text reaches them."""
    path = folders["qwen2"] / "config.json"
    whole = path.read_text()
    path.write_text(json.dumps(json.loads(whole) | {"max_position_embeddings": 10**8}))
    try:
        assert check(worker, folders["qwen2"]) is None
    finally:
        path.write_text(whole)


@pytest.mark.parametrize(
    "entries",
    [
        {"num_hidden_layers": 10**9},
        {"vocab_size": 10**18},
        {"hidden_size": 10**12},
        {"max_position_embeddings": 10**12},
        {"max_position_embeddings": 10**7},
        {"ffn_dim": 10**30},
    ],
)
def test_numbers_of_other_architectures_are_refused_too(
    tmp_path: Path, worker: Worker, entries: dict[str, Any]
) -> None:
    path = make_opt(tmp_path) / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | entries))
    assert check(worker, tmp_path)


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json", "model.safetensors.index.json"])
@pytest.mark.parametrize(
    "text", ["[" * 200_000, "\udc80", '{"a":' * 100_000], ids=["deep", "not UTF-8", "deep objects"]
)
def test_json_that_no_model_has_is_a_sentence(tmp_path: Path, worker: Worker, name: str, text: str) -> None:
    make_checkpoint(tmp_path, "gpt2")
    if name.endswith("index.json"):
        (tmp_path / "model.safetensors").unlink()
    (tmp_path / name).write_bytes(text.encode(errors="surrogateescape"))
    message = check(worker, tmp_path)
    assert message is not None
    assert name in message


def test_what_a_library_says_about_a_damaged_file_is_quoted_short(folders: dict[str, Path], worker: Worker) -> None:
    path = folders["gpt2"] / "tokenizer.json"
    whole = path.read_text()
    path.write_text(json.dumps(json.loads(whole) | {"version": "x" * 100_000}))
    try:
        message = check(worker, folders["gpt2"])
        assert message is not None
        assert len(message) < 1000
    finally:
        path.write_text(whole)


@pytest.mark.parametrize("entry", [1, None, [], "../other.safetensors", "/dev/zero", {"a": 1}])
def test_an_index_names_files_of_its_own_folder(tmp_path: Path, worker: Worker, entry: object) -> None:
    make_checkpoint(tmp_path, "gpt2")
    (tmp_path / "model.safetensors").unlink()
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"wte.weight": entry}}))
    assert "model.safetensors.index.json" in (check(worker, tmp_path) or "")


@pytest.mark.parametrize("dtype", [torch.bool, torch.int64, torch.uint8, torch.complex64, torch.float8_e4m3fn])
def test_weights_that_are_no_floating_point_numbers_are_refused(tmp_path: Path, dtype: torch.dtype) -> None:
    make_checkpoint(tmp_path, "gpt2")
    path = tmp_path / "model.safetensors"
    tensors = load_file(path)
    tensors["transformer.h.0.mlp.c_fc.weight"] = tensors["transformer.h.0.mlp.c_fc.weight"].to(dtype)
    save_file(tensors, path, metadata={"format": "pt"})
    with pytest.raises(CheckpointError, match=r"h\.0\.mlp\.c_fc\.weight .* is stored as"):
        load(tmp_path)


@pytest.mark.parametrize("name", ["x\n\x1b[31m<script>", "x" * 100_000])
def test_a_tensor_of_any_name_and_of_no_dimension_is_a_sentence(tmp_path: Path, name: str) -> None:
    make_checkpoint(tmp_path, "gpt2")
    path = tmp_path / "model.safetensors"
    tensors = load_file(path) | {name: torch.zeros(3), "transformer.ln_f.weight": torch.zeros(())}
    save_file(tensors, path, metadata={"format": "pt"})
    with pytest.raises(CheckpointError, match="left over") as caught:
        load(tmp_path)
    assert str(caught.value).isprintable()
    assert "wrong shape: ln_f.weight: ()" in str(caught.value)
    assert len(str(caught.value)) < 1500


@pytest.mark.parametrize("template", [5, [5], [{"name": "default"}], {"a": "b"}, True, [{"name": ["x"]}]])
def test_a_template_of_the_wrong_type_is_a_sentence(tmp_path: Path, template: object) -> None:
    make_checkpoint(tmp_path, "gpt2")
    add_tokenizer(tmp_path)
    path = tmp_path / "tokenizer_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"chat_template": template}))
    with pytest.raises(CheckpointError, match="chat_template"):
        load(tmp_path)


def test_a_template_file_that_is_not_utf_8_is_a_sentence(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    add_tokenizer(tmp_path)
    (tmp_path / "chat_template.jinja").write_bytes(b"{{ messages }}\xff")
    with pytest.raises(CheckpointError, match=r"chat_template\.jinja"):
        load(tmp_path)


@pytest.mark.parametrize(
    "library",
    [
        "transformers.AutoConfig.from_pretrained",
        "transformers.AutoModelForCausalLM.from_pretrained",
        "llm_playground.transformer.weights.safe_open",
    ],
)
def test_a_panic_of_a_library_in_rust_is_a_sentence_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})

    def break_off(*_: Any, **__: Any) -> None:
        raise panic("index out of bounds")

    folder = make_opt(tmp_path)
    monkeypatch.setattr(library, break_off)
    with pytest.raises(CheckpointError, match=r"transformers cannot load|safetensors library breaks off") as caught:
        load(folder)
    assert "index out of bounds" in str(caught.value)
