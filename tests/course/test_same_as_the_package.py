"""What the exercises teach is what the package computes: their solutions are laid beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from llm_playground.course import exercises
from llm_playground.decoding.distribution import softmax
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers import make_warper
from llm_playground.models.catalog import CATALOG
from llm_playground.transformer.activations import Activations
from llm_playground.transformer.capture import capture
from llm_playground.transformer.checkpoint import load_transformer

IDS = (5, 9, 300, 41, 9, 300, 7)
RNG = np.random.default_rng(1)
LOGITS = RNG.normal(0, 3, (5, 40)).astype(np.float32)


def solved(name: str, *arguments: Any) -> Any:
    return exercises[name].solution_function(*arguments)


class Inside:
    """A transformer, and what it computes on the way over `IDS`."""

    def __init__(self, name: str) -> None:
        folder = CATALOG[name].bundled_folder
        assert folder is not None
        self.transformer = load_transformer(folder)
        self.seen: Activations = capture(self.transformer, IDS)

    def __getitem__(self, name: str) -> np.ndarray:
        return np.asarray(self.seen[name], np.float64)

    def weight(self, name: str) -> np.ndarray:
        return np.asarray(self.transformer.get_parameter(name).detach().float(), np.float64)


@pytest.fixture(scope="module")
def gpt2() -> Inside:
    return Inside("tiny-gpt2")


@pytest.fixture(scope="module")
def qwen() -> Inside:
    return Inside("tiny-qwen")


@pytest.mark.parametrize("logits", LOGITS)
def test_warpers(logits: np.ndarray) -> None:
    def warped(name: str, value: float) -> np.ndarray:
        return np.asarray(make_warper(name, {name: value})(logits, Past.of_prompt((3, 1, 3), frozenset())), np.float64)

    probabilities = softmax(logits.astype(np.float64))
    for t in (0.0, 0.7, 1.5):
        assert solved("temperature", logits, t) == pytest.approx(softmax(warped("temperature", t)), abs=1e-6)
    for k in (1, 5, 100):
        assert solved("top_k", logits, k) == pytest.approx(warped("top_k", k))
    for p in (0.1, 0.9, 1.0):
        assert solved("top_p", probabilities, p) == pytest.approx(softmax(warped("top_p", p)), abs=1e-6)


def test_norms(gpt2: Inside, qwen: Inside) -> None:
    weight, bias = gpt2.weight("h.1.ln_2.weight"), gpt2.weight("h.1.ln_2.bias")
    eps = gpt2.transformer.config.norm_eps
    assert solved("layer_norm", gpt2["h.1.resid_mid"], weight, bias, eps) == pytest.approx(gpt2["h.1.ln_2"], abs=1e-5)
    weight, eps = qwen.weight("h.1.ln_2.weight"), qwen.transformer.config.norm_eps
    assert solved("rms_norm", qwen["h.1.resid_mid"], weight, eps) == pytest.approx(qwen["h.1.ln_2"], abs=1e-5)


def test_attention(gpt2: Inside) -> None:
    q, k, v, z = (gpt2[f"h.1.attn.{name}"].transpose(1, 0, 2) for name in "qkvz")  # (H, T, D)
    for head in range(len(q)):
        assert solved("attention_head", q[head], k[head], v[head]) == pytest.approx(z[head], abs=1e-5)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    masked = solved("causal_mask", scores)
    assert masked == pytest.approx(gpt2["h.1.attn.attn_scores"], abs=1e-4)
    assert solved("softmax", masked) == pytest.approx(gpt2["h.1.attn.pattern"], abs=1e-5)


def test_split_heads(gpt2: Inside) -> None:
    n_head, width = gpt2.transformer.config.n_head, gpt2.transformer.config.n_embd
    qkv = gpt2["h.1.ln_1"] @ gpt2.weight("h.1.attn.qkv_proj.weight").T + gpt2.weight("h.1.attn.qkv_proj.bias")
    heads = solved("split_heads", qkv[:, :width], n_head)
    assert heads == pytest.approx(gpt2["h.1.attn.q"].transpose(1, 0, 2), abs=1e-4)
