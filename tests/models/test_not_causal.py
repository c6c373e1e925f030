"""What a person tries that continues no text, or cannot be read: one sentence that says what it is and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BertConfig,
    BertForMaskedLM,
    BertLMHeadModel,
    BertModel,
    T5Config,
    T5ForConditionalGeneration,
    ViTConfig,
    ViTModel,
)

import llm_playground as lp
from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.models.hugging_face import HuggingFaceModel
from llm_playground.models.local.headers import seen_in
from tests.checkpoints import CONTEXT, VOCAB_SIZE, make_checkpoint, model_folder

SMALL = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2}
BERT = {**SMALL, "vocab_size": VOCAB_SIZE, "max_position_embeddings": CONTEXT}
HEADS = {"encoder_attention_heads": 2, "decoder_attention_heads": 2, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32}
MADE: dict[str, Callable[[], Any]] = {
    "an encoder": lambda: BertForMaskedLM(BertConfig(**BERT)),
    "an encoder:": lambda: BertModel(BertConfig(**BERT)),  # of sentences, without a head
    "an encoder-decoder": lambda: T5ForConditionalGeneration(
        T5Config(vocab_size=VOCAB_SIZE, d_model=32, d_kv=16, d_ff=64, num_layers=1, num_heads=2)
    ),
    "an encoder-decoder:": lambda: BartForConditionalGeneration(
        BartConfig(vocab_size=VOCAB_SIZE, d_model=32, encoder_layers=1, decoder_layers=1, **HEADS)
    ),
    "a vision model": lambda: ViTModel(ViTConfig(**SMALL, image_size=32)),
}


@pytest.mark.parametrize("what", MADE)
def test_a_model_of_another_kind_is_told_what_it_does(tmp_path: Path, what: str) -> None:
    MADE[what]().save_pretrained(tmp_path)
    with pytest.raises(CheckpointError, match=f"is {what}.* Choose a causal language model instead"):
        lp.load(tmp_path)


def test_a_bert_that_was_built_as_a_decoder_runs(tmp_path: Path) -> None:
    torch.manual_seed(0)
    BertLMHeadModel(BertConfig(**BERT, is_decoder=True)).save_pretrained(tmp_path)
    model = lp.load(tmp_path)
    assert isinstance(model, HuggingFaceModel)
    one, other = (next(iter(model.logits_along([1, second]))) for second in (2, 3))
    assert np.array_equal(one, other)  # what follows changes nothing


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        (
            {"model_type": "nobody", "architectures": ["NobodyForCausalLM"]},
            "of the architecture 'nobody', which transformers .* does not know.*Update",
        ),
        ({"model_type": None}, "does not say what the model is: it has no model_type"),
        ({"model_type": "mistral", "quantization_config": {"quant_method": "gptq"}}, r"quantized \(GPTQ\).*made from"),
        ({"quantization": {"bits": 4, "group_size": 64}}, r"quantized \(MLX\).*made from"),
    ],
)
def test_a_config_that_asks_for_what_is_not_read_is_told_so(
    tmp_path: Path, entries: dict[str, Any], words: str
) -> None:
    make_checkpoint(tmp_path, "qwen2")
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | entries))
    with pytest.raises(CheckpointError, match=words) as caught:
        lp.load(tmp_path)
    if "architectures" in entries:
        assert seen_in(tmp_path, str(tmp_path)).why == str(caught.value)


def test_an_adapter_that_brings_the_config_of_its_base_is_an_adapter(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2")
    (tmp_path / "model.safetensors").rename(tmp_path / "adapter_model.safetensors")
    (tmp_path / "adapter_config.json").write_text('{"base_model_name_or_path": "some/base"}')
    with pytest.raises(CheckpointError, match=r"LoRA adapter of some/base.*Merge it into its base"):
        lp.load(tmp_path)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("model_index.json", "makes images .*give a language model"),
        ("mine.gguf", "holds a GGUF file: give that"),
        ("model.onnx", "holds its weights as ONNX.*made from"),
    ],
)
def test_a_folder_of_another_format_is_told_which(tmp_path: Path, file: str, words: str) -> None:
    (tmp_path / file).write_text("{}")
    if file.endswith("onnx"):
        (tmp_path / "config.json").write_text('{"model_type": "qwen2"}')
    with pytest.raises(CheckpointError, match=words):
        lp.load(tmp_path)


def test_a_classifier_of_our_families_is_told_from_a_language_model(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2")
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"architectures": ["Qwen2ForSequenceClassification"]}))
    with pytest.raises(CheckpointError, match="was made to sort texts, as Qwen2ForSequenceClassification"):
        lp.load(tmp_path)


def test_a_text_without_tokenizer_and_messages_without_template_say_what_to_give(tmp_path: Path) -> None:
    make_checkpoint(tmp_path / "ids", "gpt2")
    with pytest.raises(InvalidValue, match=r"no tokenizer files.*token ids instead, or put its tokenizer\.json"):
        lp.generate(tmp_path / "ids", "the robot")
    with pytest.raises(InvalidValue, match=r"is a base model without a chat template: give it a text.*or an instruct"):
        lp.generate(model_folder(tmp_path / "base"), [{"role": "user", "content": "hello"}])
