"""A GGUF file that `transformer/model.py` does not compute runs through `transformers`, or is told what it is."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM

import llm_playground as lp
from llm_playground.errors import CheckpointError
from llm_playground.models.hugging_face import HuggingFaceModel
from llm_playground.models.known_architectures import check_known, check_known_in_gguf
from llm_playground.models.local.headers import seen_in
from tests.checkpoints import CONTEXT, VOCAB_SIZE, make_foreign
from tests.gguf_files import write_foreign

IDS = [3, 7, 200, 41, 41, 0, 299] * 3
SHAPE = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "sliding_window": 8,
    "max_position_embeddings": CONTEXT,
}
needs_accelerate = pytest.mark.skipif(find_spec("accelerate") is None, reason="transformers reads them with accelerate")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_foreign(tmp_path_factory.mktemp("gemma"), "gemma3_text", **SHAPE)


@needs_accelerate
@pytest.mark.parametrize("kind", ["F32", "Q8_0"])
def test_its_logits_are_those_of_transformers(folder: Path, tmp_path: Path, kind: str) -> None:
    file = write_foreign(folder, tmp_path / "gemma.gguf", "gemma3", kind)
    model = lp.load(file)
    assert isinstance(model, HuggingFaceModel)
    assert (model.info.architecture, model.info.quantization) == ("gemma3", kind)
    assert (model.vocab_size, model.context_length) == (VOCAB_SIZE, CONTEXT)
    theirs = AutoModelForCausalLM.from_pretrained(str(tmp_path), gguf_file=file.name, dtype=torch.float32).eval()
    of_folder = lp.load(folder)
    with torch.no_grad():
        expected = theirs(torch.tensor([IDS])).logits[0].numpy()
    ours = np.stack([*model.logits_along(IDS)])
    assert np.abs(ours - expected).max() < 1e-5
    assert (np.abs(ours - np.stack([*of_folder.logits_along(IDS)])).max() < 1e-5) == (kind == "F32")
    text = "the robot's whole story"
    assert model.tokenizer.encode(text) == of_folder.tokenizer.encode(text)
    assert lp.trace(model, text, "greedy", 4).ids == lp.trace(file, text, "greedy", 4).ids


@pytest.mark.parametrize(
    ("architecture", "entries", "words"),
    [
        ("bert", {}, r"\(bert\) is an encoder"),
        ("gemma-embedding", {"gemma-embedding.attention.causal": False}, "is an encoder"),
        ("t5", {}, "is an encoder-decoder: it turns one text into another"),
        ("nosuch", {}, "'nosuch', which transformers .* does not read from a GGUF file.*give the hub id of what the"),
        ("clip", {}, "is the part of a vision model that turns images into vectors"),
        ("gemma3", {"general.type": "adapter"}, "is a LoRA adapter: a small change to a model.*Merge it"),
        ("gemma3", {"split.count": 3}, "is one of 3 files of a model. Join them"),
        ("gemma3", {"gemma3.rope.scaling.type": "linear"}, "stretches RoPE to longer texts"),
        ("gemma3", {"gemma3.block_count": 10**8}, "has 100000000 layers, and holds 0 tensors"),
    ],
)
def test_what_is_no_model_that_can_run_is_told_what_it_is(
    tmp_path: Path, architecture: str, entries: dict[str, Any], words: str
) -> None:
    file = written(tmp_path / "x.gguf", architecture, entries)
    with pytest.raises(CheckpointError, match=words) as caught:
        lp.load(file)
    assert seen_in(file, str(file)).why == str(caught.value)


def test_an_architecture_is_known_before_anything_slow_if_transformers_knows_it() -> None:
    from transformers import CONFIG_MAPPING
    from transformers.modeling_gguf_pytorch_utils import GGUF_SUPPORTED_ARCHITECTURES

    for known in CONFIG_MAPPING:
        check_known(known, "x")
    for known in GGUF_SUPPORTED_ARCHITECTURES:
        check_known_in_gguf(known, "x")


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llm_playground.models.hugging_face.find_spec", lambda _: None)
    with pytest.raises(CheckpointError, match="pip install accelerate"):
        lp.load(written(tmp_path / "x.gguf", "gemma3", {}))


def written(file: Path, architecture: str, entries: dict[str, Any]) -> Path:
    """A file that says so much and holds no tensor."""
    writer = gguf.GGUFWriter(file, architecture)
    writer.add_name("x")
    for name, value in entries.items():
        write = {str: writer.add_string, bool: writer.add_bool}.get(type(value), writer.add_uint32)
        write(name, value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file
