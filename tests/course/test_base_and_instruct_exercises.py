"""What the exercises on base and instruct models teach is what the package computes, and PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional as F

import llm_playground as lp
from llm_playground.course import exercises
from llm_playground.decoding import measures
from llm_playground.models.chat import render
from llm_playground.models.loading import load
from llm_playground.training.lora import SCALE, LowRank
from llm_playground.training.loss import next_token_loss
from llm_playground.training.packing import IGNORED, Batch
from llm_playground.transformer.architectures import gpt2_config
from llm_playground.transformer.model import Transformer

solved = {name: exercise.solution_function for name, exercise in exercises.items()}
rng = np.random.default_rng(2)

MESSAGES = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Who are you?"},
    {"role": "assistant", "content": "A small model.\nAnd you?"},
    {"role": "user", "content": "Tell me a story. 🦁"},
]


def test_the_chat_template_is_that_of_the_bundled_chat_model() -> None:
    assert solved["chat_template"](MESSAGES, True) == lp.render("tiny-qwen-chat", MESSAGES).prompt.text
    template = load("tiny-qwen-chat").info.chat_template
    assert template is not None
    without = render(MESSAGES, template, options={"add_generation_prompt": False})
    assert solved["chat_template"](MESSAGES, False) == without


def test_bits_per_byte_are_those_of_a_scored_text() -> None:
    text = "Once there was a lion called Löwe."
    score = lp.score("tiny-qwen", text)
    assert solved["bits_per_byte"](np.array(score.logprobs), len(text.encode())) == pytest.approx(score.bits_per_byte)


def test_interpolated_weights_are_those_of_pytorch() -> None:
    base, instruct = (
        {name: weights.detach().numpy() for name, weights in load(name).transformer.state_dict().items()}  # type: ignore[attr-defined]
        for name in ("tiny-qwen", "tiny-qwen-chat")
    )
    for name, weights in solved["interpolate_weights"](base, instruct, 0.3).items():
        lerp = torch.lerp(torch.from_numpy(base[name]), torch.from_numpy(instruct[name]), 0.3)
        np.testing.assert_allclose(weights, lerp.numpy(), atol=1e-6)


def test_what_lora_adds_is_what_merging_adds() -> None:
    layer = LowRank(torch.nn.Linear(6, 5), 2, torch.Generator().manual_seed(0))
    torch.nn.init.normal_(layer.b)
    weight, a, b = (each.detach().numpy().copy() for each in (layer.linear.weight, layer.a, layer.b))
    ours = solved["lora_update"](weight, a, b, SCALE * 2)
    np.testing.assert_allclose(ours, layer.merged().weight.detach().numpy(), atol=1e-6)


def test_kl_divergence_is_that_of_the_measures() -> None:
    for _ in range(5):
        p, q = rng.dirichlet(np.ones(30), 2)
        p[:4] = 0
        p /= p.sum()
        with np.errstate(divide="ignore"):
            one, other = np.log(p), np.log(q)
        assert solved["kl_divergence"](p, q) == pytest.approx(measures.kl_divergence(one, other))
        assert solved["kl_divergence"](q, p) == measures.kl_divergence(other, one) == np.inf


def test_the_loss_on_answers_is_that_of_training() -> None:
    transformer = Transformer(gpt2_config(n_layer=1, n_head=2, n_embd=16, vocab_size=32, context_length=16))
    ids, in_answer = rng.integers(0, 32, 13), rng.random(13) < 0.5
    in_answer[0] = False
    batch = Batch(ids[None, :-1], np.where(in_answer, ids, IGNORED)[None, 1:])
    with torch.no_grad():
        logits = transformer(torch.from_numpy(ids)[None])[0].numpy()
        loss = next_token_loss(transformer, batch, torch.float32).item()
    assert solved["answer_loss"](logits, ids, in_answer) == pytest.approx(loss, abs=1e-5)


def test_the_loss_on_preferences_is_minus_the_logsigmoid_of_pytorch() -> None:
    chosen, rejected, reference_chosen, reference_rejected = rng.normal(-30, 200, (4, 50))
    h = 0.1 * (chosen - rejected - reference_chosen + reference_rejected)
    loss = solved["preference_loss"](chosen, rejected, reference_chosen, reference_rejected, 0.1)
    assert loss == pytest.approx(-F.logsigmoid(torch.from_numpy(h)).mean().item())
