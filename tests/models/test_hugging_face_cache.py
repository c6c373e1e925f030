"""A model behind `transformers` remembers what it computed; cached equals uncached, whatever its architecture."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import torch

from llm_playground.models.hugging_face import HuggingFaceModel
from llm_playground.models.loading import load
from tests.checkpoints import CONTEXT, VOCAB_SIZE

TOLERANCE = 1e-4
_SHAPE = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "max_position_embeddings": CONTEXT,
}
# What is peculiar to each: parallel blocks, sliding windows, learned positions, ALiBi, one key head for all, ...
KEEP_KEYS: dict[str, dict[str, Any]] = {
    "gpt_neox": {},
    "mistral": {"num_key_value_heads": 2, "sliding_window": 4},
    "gemma3_text": {"num_key_value_heads": 1, "head_dim": 16, "sliding_window": 4, "sliding_window_pattern": 2},
    "opt": {"ffn_dim": 64, "word_embed_proj_dim": 32},
    "bloom": {"n_layer": 3, "n_head": 4},
    "falcon": {"multi_query": True, "new_decoder_architecture": False},
    "phi": {},
    "gpt_bigcode": {"n_embd": 32, "n_layer": 3, "n_head": 4, "n_positions": CONTEXT, "n_inner": 64},
}
KEEP_NONE: dict[str, dict[str, Any]] = {"mamba": {"state_size": 4}}


def make(folder: Path, kind: str, sizes: dict[str, Any]) -> tuple[HuggingFaceModel, Any]:
    """The model, and the same one in `transformers` without any cache."""
    from transformers import AutoConfig, AutoModelForCausalLM

    torch.manual_seed(0)
    config = AutoConfig.for_model(kind, vocab_size=VOCAB_SIZE, pad_token_id=0, **_SHAPE | sizes)
    model = AutoModelForCausalLM.from_config(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.05 * torch.randn_like(parameter)
    model.save_pretrained(folder)
    loaded = load(folder)
    assert isinstance(loaded, HuggingFaceModel)
    return loaded, AutoModelForCausalLM.from_pretrained(folder).eval()


def uncached(reference: Any, sequences: list[list[int]]) -> np.ndarray:
    with torch.no_grad():
        rows = [reference(torch.tensor([ids]), use_cache=False).logits[0, -1].float().numpy() for ids in sequences]
    return np.stack(rows)


@pytest.mark.parametrize("kind", [*KEEP_KEYS, *KEEP_NONE])
def test_any_order_of_asking_equals_the_model_without_a_cache(tmp_path: Path, kind: str) -> None:
    model, reference = make(tmp_path, kind, (KEEP_KEYS | KEEP_NONE)[kind])
    assert (model.cache.shape.n_layer == 0) == (kind in KEEP_NONE)
    draw = random.Random(kind)
    known = [[draw.randrange(VOCAB_SIZE) for _ in range(6)]]
    for _ in range(12):
        batch = []
        for _ in range(draw.randint(1, 3)):
            trunk = draw.choice(known)
            ids = trunk[: draw.randint(1, len(trunk))] + [
                draw.randrange(VOCAB_SIZE) for _ in range(draw.choice((0, 1, 1, 5)))
            ]
            batch.append(ids[:CONTEXT])
        known += batch
        assert np.abs(model.next_logits(batch) - uncached(reference, batch)).max() < TOLERANCE


@pytest.mark.parametrize("kind", ["gpt_neox", "gemma3_text"])
def test_only_new_tokens_are_computed_and_only_the_last_has_logits(tmp_path: Path, kind: str) -> None:
    model, _ = make(tmp_path, kind, KEEP_KEYS[kind])
    seen: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    forward = model.model.forward

    def watching(ids: torch.Tensor, **options: Any) -> Any:
        output = forward(ids, **options)
        seen.append((tuple(ids.shape), tuple(output.logits.shape)))
        return output

    with patch.object(model.model, "forward", watching):
        model.next_logits([[1, 2, 3, 4, 5, 6]])
        model.next_logits([[1, 2, 3, 4, 5, 6, 7]])
        model.next_logits([[1, 2, 3, 4, 5, 6, 7, beam] for beam in (8, 9, 10)])
        model.next_logits([[1, 2, 3, 4, 5, 6, 7]])
    assert seen == [((1, 6), (1, 1, VOCAB_SIZE)), ((1, 1), (1, 1, VOCAB_SIZE)), ((3, 1), (3, 1, VOCAB_SIZE))]


def test_what_is_kept_stays_within_its_bound(tmp_path: Path) -> None:
    model, reference = make(tmp_path, "gpt_neox", {})
    model.cache.max_bytes = 100_000
    for first in range(12):
        batch = [[first, *range(40)]]
        assert np.abs(model.next_logits(batch) - uncached(reference, batch)).max() < TOLERANCE
        assert model.cache.bytes <= 100_000
