"""What is exported as a GGUF file is read back, here and by `transformers`, as the model that it was made from."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import llm_playground as lp
from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.models.gguf.header import read_header
from llm_playground.quantization.types import TYPES, dequantize, quantize
from tests.checkpoints import add_tokenizer, make_checkpoint, make_foreign, model_folder

IDS = [3, 7, 200, 41, 41, 0, 299]
BUNDLED = ["tiny-gpt2", "tiny-qwen", "tiny-qwen-chat"]
needs_accelerate = pytest.mark.skipif(
    find_spec("accelerate") is None, reason="transformers reads GGUF files with accelerate"
)


def logits_of(model: str | Path) -> Any:
    return np.stack([*lp.load(model).logits_along(IDS)])


def logits_by_transformers(file: Path, folder: Path) -> Any:
    from transformers import AutoConfig, AutoModelForCausalLM

    # It takes the context of GPT-2 and the heads of Qwen3 for granted; a configuration of ours tells it.
    shape = AutoConfig.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(
        str(file.parent), gguf_file=file.name, config=shape, dtype=torch.float32
    )
    with torch.no_grad():
        return model.eval()(torch.tensor([IDS])).logits[0].numpy()


@needs_accelerate
@pytest.mark.parametrize(("model", "type"), [*zip(BUNDLED, ["Q5_1", "Q8_0", "Q4_0"], strict=True)])
def test_a_bundled_model_is_read_back_by_transformers_too(tmp_path: Path, model: str, type: str) -> None:
    file = lp.export_gguf(model, tmp_path / "x.gguf", type)
    ours = logits_of(file)
    assert np.abs(ours - logits_by_transformers(file, lp.load(model).info.folder)).max() < 1e-4
    assert np.abs(ours - logits_of(model)).max() > 1e-3  # the quantized numbers, and not the original ones
    assert file.stat().st_size < 4.5e6


@needs_accelerate
@pytest.mark.parametrize(("family", "type"), [("llama", "Q8_0"), ("qwen3", "BF16")])
def test_other_families_too(tmp_path: Path, family: str, type: str) -> None:
    folder = tmp_path / "folder"
    make_checkpoint(folder, family, **({"intermediate_size": 96} if family == "llama" else {}))
    add_tokenizer(folder)
    file = lp.export_gguf(folder, tmp_path / "x.gguf", type)
    assert np.abs(logits_of(file) - logits_by_transformers(file, folder)).max() < 1e-4


@pytest.mark.parametrize("model", BUNDLED)
def test_in_the_type_of_its_checkpoint_nothing_changes(tmp_path: Path, model: str) -> None:
    file = lp.export_gguf(lp.load(model), tmp_path / "x.gguf", "F16")
    assert np.array_equal(logits_of(file), logits_of(model))
    one, other = (lp.load(each).info for each in (file, model))
    assert (one.stop_ids, one.bos_id, one.chat_template) == (other.stop_ids, other.bos_id, other.chat_template)
    assert one.context_length == other.context_length
    made, meant = (lp.trace(each, "Who are you, 12 years old?", max_new_tokens=5) for each in (file, model))
    assert (made.prompt, made.ids) == (meant.prompt, meant.ids)
    assert lp.load_tokenizer(file).special_tokens == lp.load_tokenizer(model).special_tokens


@pytest.mark.parametrize("type", ["F32", "Q8_0", "Q5_1"])
def test_matrices_are_stored_in_the_type_and_all_else_in_float32(tmp_path: Path, type: str) -> None:
    file = lp.export_gguf("tiny-gpt2", tmp_path / "x.gguf", type)
    header = read_header(file)
    matrices = {name for name, place in header.tensors.items() if len(place.shape) == 2}
    kinds = {name: place.kind for name, place in header.tensors.items()}
    stored = matrices - {"position_embd.weight"}
    assert {kinds[name] for name in stored} == {TYPES[type].number}
    assert {kinds[name] for name in kinds.keys() - stored} == {0}
    original = lp.load("tiny-gpt2").inside().transformer.wte.weight.detach().numpy()
    ours = lp.load(file).inside().transformer.wte.weight.detach().numpy()
    assert np.array_equal(ours, dequantize(quantize(original, type), type))


@pytest.mark.parametrize(
    "rope",
    [
        {"rope_type": "linear", "factor": 2.0},
        {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32},
        {
            "rope_type": "llama3",
            "factor": 8.0,
            "original_max_position_embeddings": 8192,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
        },
    ],
    ids=lambda rope: rope["rope_type"],
)
def test_how_rope_is_stretched_is_told(tmp_path: Path, rope: dict[str, Any]) -> None:
    make_checkpoint(tmp_path / "folder", "llama", rope_parameters={**rope, "rope_theta": 10_000.0})
    file = lp.export_gguf(tmp_path / "folder", tmp_path / "x.gguf", "F32")
    assert np.abs(logits_of(file) - logits_of(tmp_path / "folder")).max() < 1e-5


def test_two_ids_that_end_a_text_and_ids_without_a_token_are_kept(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "folder", "qwen2", chat=True)
    make_checkpoint(folder, "qwen2", vocab_size=320)
    generation = json.loads((folder / "generation_config.json").read_text())
    (folder / "generation_config.json").write_text(json.dumps(generation | {"eos_token_id": [2, 0]}))
    info = lp.load(lp.export_gguf(folder, tmp_path / "x.gguf", "F16")).info
    assert (info.stop_ids, info.vocab_size) == ({0, 2}, 320)
    entries = read_header(tmp_path / "x.gguf").entries
    assert (entries["tokenizer.ggml.eos_token_id"], entries["tokenizer.ggml.eot_token_id"]) == (0, 2)
    (folder / "generation_config.json").write_text(json.dumps(generation | {"eos_token_id": [0, 1, 2, 3]}))
    with pytest.raises(
        InvalidValue, match=r"ends its texts with 4 tokens \(0, 1, 2, 3\); a GGUF file has places for 3"
    ):
        lp.export_gguf(folder, tmp_path / "y.gguf", "F16")


def test_rows_that_no_blocks_fill_are_told_before_anything_is_written(tmp_path: Path) -> None:
    make_checkpoint(tmp_path / "folder", "qwen2", hidden_size=40)
    with pytest.raises(
        InvalidValue, match=r"Q8_0 stores blocks of 32 weights, and the rows of wte\.weight have 40.*F16"
    ):
        lp.export_gguf(tmp_path / "folder", tmp_path / "x.gguf")
    assert [*tmp_path.iterdir()] == [tmp_path / "folder"]
    lp.export_gguf(tmp_path / "folder", tmp_path / "x.gguf", "F16")


def test_what_the_format_has_no_place_for_is_told(tmp_path: Path) -> None:
    model_folder(tmp_path / "folder")
    make_checkpoint(tmp_path / "folder", "gpt2", activation_function="relu")
    with pytest.raises(InvalidValue, match=r"A GGUF file has no place for this of .*: activation relu\.$"):
        lp.export_gguf(tmp_path / "folder", tmp_path / "x.gguf")
    make_foreign(tmp_path / "foreign")
    with pytest.raises(CheckpointError, match=r"gpt_neox.*Models of gpt2, llama, qwen2, qwen3 are written"):
        lp.export_gguf(tmp_path / "foreign", tmp_path / "x.gguf")
    assert not [*tmp_path.glob("*gguf*")]


def test_a_tokenizer_that_is_no_byte_level_bpe_is_told(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "folder")
    described = json.loads((folder / "tokenizer.json").read_text())
    (folder / "tokenizer.json").write_text(json.dumps(described | {"normalizer": {"type": "Lowercase"}}))
    with pytest.raises(InvalidValue, match=r"cuts a text into words by a rule that has no name.*gpt-2, smollm"):
        lp.export_gguf(folder, tmp_path / "x.gguf")
    (folder / "tokenizer.json").write_text(json.dumps(described | {"decoder": None}))
    with pytest.raises(InvalidValue, match="is no byte-level BPE"):
        lp.export_gguf(folder, tmp_path / "x.gguf")


def test_a_file_that_is_there_is_replaced_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"mine")
    with pytest.raises(InvalidValue, match=r"x\.gguf' is there already; .*--force, replace=True"):
        lp.export_gguf("tiny-qwen", tmp_path / "x.gguf")
    assert (tmp_path / "x.gguf").read_bytes() == b"mine"
    lp.export_gguf("tiny-qwen", tmp_path / "x.gguf", replace=True)
    assert lp.load(tmp_path / "x.gguf").info.quantization == "Q8_0"
    for file, words in (
        (tmp_path / "x.bin", "does not end in .gguf"),
        (tmp_path / "no" / "x.gguf", "There is no folder"),
        ("", "the path of a file"),
    ):
        with pytest.raises(InvalidValue, match=words):
            lp.export_gguf("tiny-qwen", file)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """A disk on which no file can be larger."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"mine")
    with (
        largest_file(100_000),
        pytest.raises(CheckpointError, match=r"x\.gguf could not be written \(the disk has taken only a part"),
    ):
        lp.export_gguf("tiny-qwen", tmp_path / "x.gguf", replace=True)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("x.gguf", b"mine")]
