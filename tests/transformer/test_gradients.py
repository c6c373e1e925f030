"""Gradients of a difference of logits are those of `transformers`, and say what a small step changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

import llm_playground as lp
from llm_playground.errors import InvalidValue
from llm_playground.transformer.capture import capture
from llm_playground.transformer.edits import Edit
from llm_playground.transformer.gradients import gradients
from llm_playground.transformer.model import Transformer
from tests.checkpoints import make_foreign, model_folder
from tests.numpy_passes import for_one_row

BASE, SOURCE = [1, 5, 250, 7, 7, 0, 32], [1, 5, 99, 7, 7, 0, 32]


def test_gradients_of_the_streams_are_those_of_transformers(folder: Path, ours: Transformer) -> None:
    from transformers import AutoModelForCausalLM

    reference: Any = AutoModelForCausalLM.from_pretrained(folder).eval()
    output = reference(torch.tensor([BASE]), output_hidden_states=True)
    streams = output.hidden_states[:-1]  # the last is normed
    expected = torch.autograd.grad(output.logits[0, -1, 9] - output.logits[0, -1, 4], streams)
    values, slopes = gradients(ours, BASE, "h.*.resid_pre", (4, 9))
    for layer, (stream, gradient) in enumerate(zip(streams, expected, strict=True)):
        name = f"h.{layer}.resid_pre"
        assert (values[name] - stream[0]).abs().max() < 1e-4
        assert (slopes[name] - gradient[0]).abs().max() < 1e-4


@pytest.mark.parametrize("name", ["h.1.attn.z", "h.0.mlp_post", "h.2.attn.attn_scores", "h.1.resid_mid", "wte"])
def test_a_small_step_along_an_activation_changes_the_difference_as_its_gradient_says(
    ours: Transformer, name: str
) -> None:
    values, slopes = gradients(ours, BASE, name, (4, 9))
    step = 2e-3 * torch.randn(values[name].shape, generator=torch.Generator().manual_seed(6))
    step = step.tril() if name.endswith("attn_scores") else step
    moved = values[name].clone()
    moved[moved.isfinite()] += step[moved.isfinite()]
    seen = [
        capture(ours, BASE, "logits", [Edit(name, each)])["logits"][-1] for each in (moved, 2 * values[name] - moved)
    ]
    change = (seen[0] - seen[1])[9] - (seen[0] - seen[1])[4]
    moves = torch.where(values[name].isfinite(), moved - values[name], torch.zeros(()))
    assert float(change) == pytest.approx(2 * float((moves * slopes[name]).sum()), rel=0.02, abs=5e-4)


def test_a_model_laid_out_for_speed_has_the_same_gradients(folder: Path, ours: Transformer) -> None:
    laid_out = for_one_row(folder)
    _, slopes = gradients(ours, BASE, "h.*.resid_pre", (4, 9))
    _, found = gradients(laid_out, BASE, "h.*.resid_pre", (4, 9))
    for name, gradient in slopes.items():
        assert torch.allclose(found[name], gradient, atol=1e-4)


def test_attribution_patching_of_a_prompt_into_itself_is_exactly_nothing(tmp_path: Path) -> None:
    model = lp.load(model_folder(tmp_path))
    found = lp.patching_map(model, BASE, BASE, "attribution")
    assert {value for row in found.differences for value in row} == {found.base_difference}


def test_attribution_patching_is_the_change_of_the_stream_times_its_gradient(tmp_path: Path) -> None:
    model = lp.load(model_folder(tmp_path, "qwen2"))
    found = lp.patching_map(model, BASE, SOURCE, "attribution")
    transformer: Transformer = model.transformer  # type: ignore[attr-defined]
    values, slopes = gradients(transformer, BASE, "h.2.resid_pre", found.tokens)
    there = capture(transformer, SOURCE, "h.2.resid_pre")["h.2.resid_pre"]
    for position in range(len(BASE)):
        slow = sum(
            float(there[position, channel] - values["h.2.resid_pre"][position, channel])
            * float(slopes["h.2.resid_pre"][position, channel])
            for channel in range(there.shape[1])
        )
        assert found.differences[2][position] == pytest.approx(found.base_difference + slow, abs=1e-4)
    exact = lp.patching_map(model, BASE, SOURCE)
    assert exact.tokens == found.tokens
    assert exact.differences[2][:2] == pytest.approx(found.differences[2][:2], abs=1e-5)  # nothing differs there yet


def test_a_method_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match='method is \'slow\'; it must be "exact" or "attribution"'):
        lp.patching_map("tiny-gpt2", "a", "b", "slow")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="runs through transformers"):
        lp.patching_map(make_foreign(tmp_path), BASE, SOURCE, "attribution")
