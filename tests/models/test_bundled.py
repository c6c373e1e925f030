"""The model that ships with the package: an ordinary checkpoint, small, and good at what it was made for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from transformers import AutoModelForCausalLM, AutoTokenizer

import llm_playground as lp
from llm_playground.models.seam import LanguageModel
from llm_playground.training.world import documents

KEYS = [key for key, entry in lp.CATALOG.items() if entry.hub_id is None]


def folder_of(key: str) -> Path:
    folder = lp.CATALOG[key].bundled_folder
    assert folder is not None
    return folder


@pytest.fixture(scope="module", params=KEYS)
def model(request: pytest.FixtureRequest) -> LanguageModel:
    return lp.load(request.param)


def test_plain_transformers_loads_it_and_gives_the_same_logits(model: LanguageModel) -> None:
    reference = AutoModelForCausalLM.from_pretrained(model.info.folder, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(model.info.folder)
    text = "Once upon a time, there was a little dragon named Tilly. 2 + 2 = 4."
    ids = tokenizer.encode(text)
    assert ids == model.tokenizer.encode(text)
    with torch.no_grad():
        expected = reference(torch.tensor([ids])).logits[0, -1].numpy()
    assert np.abs(model.next_logits([ids])[0] - expected).max() < 1e-4


def test_greedy_is_that_of_transformers(model: LanguageModel) -> None:
    reference = AutoModelForCausalLM.from_pretrained(model.info.folder, dtype=torch.float32).eval()
    ids = model.tokenizer.encode("Once upon a time")
    expected = reference.generate(torch.tensor([ids]), max_new_tokens=80, do_sample=False)[0, len(ids) :].tolist()
    assert list(lp.trace(model, ids, "greedy", 80).ids) == expected


@pytest.mark.parametrize("key", KEYS)
def test_it_is_small_and_half_precision(key: str) -> None:
    with safe_open(folder_of(key) / "model.safetensors", framework="pt") as file:
        tensors = [file.get_tensor(name) for name in file.keys()]  # noqa: SIM118 (safe_open is no dictionary)
    assert {tensor.dtype for tensor in tensors} == {torch.float16}
    assert sum(tensor.numel() for tensor in tensors) == lp.CATALOG[key].parameters <= 3_000_000
    assert sum(path.stat().st_size for path in folder_of(key).iterdir()) < 7_000_000


@pytest.mark.parametrize("key", KEYS)
def test_it_comes_with_its_history(key: str) -> None:
    card = (folder_of(key) / "README.md").read_text(encoding="utf-8")
    assert f"python -m llm_playground.training {key}" in card
    assert "nats per token" in card
    config = json.loads((folder_of(key) / "config.json").read_text())
    assert config["vocab_size"] == 2048


def test_it_predicts_new_texts_of_its_world(model: LanguageModel) -> None:
    """Measured here, on documents that no training saw: 0.6 nats a token, where a uniform guess pays 7.6."""
    total = tokens = 0.0
    for document in documents(20, seed=987_654):
        ids = [model.info.bos_id or 0, *model.tokenizer.encode(document.text)][: model.context_length]
        with torch.no_grad():
            logits = model.transformer(torch.tensor([ids[:-1]]))[0]  # type: ignore[attr-defined]
        total += float(torch.nn.functional.cross_entropy(logits, torch.tensor(ids[1:]), reduction="sum"))
        tokens += len(ids) - 1
    assert total / tokens < 0.6


def test_it_writes_words_and_sentences(model: LanguageModel) -> None:
    known = set(re.findall(r"[a-z]+", " ".join(document.text.lower() for document in documents(3_000, seed=5))))
    for seed in range(5):
        text = lp.generate(model, "Once upon a time", "top_p", 120, top_p=0.9, seed=seed)
        words = re.findall(r"[a-z]+", text.lower())[:-1]  # the last one may be cut off
        assert sum(word in known for word in words) / len(words) > 0.98
        assert text.count(".") >= 4
