"""A model that is laid over several devices gives the logits that it gives on one."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from transformers import AutoModelForCausalLM

import llm_playground as lp
from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.models.hugging_face import HuggingFaceModel
from llm_playground.models.seam import LanguageModel
from tests.checkpoints import make_checkpoint, make_foreign

TEXTS = [[1, 2, 3], [4, 5, 6, 7, 8], [1, 2, 3, 9]]

# The embedding stays in memory, everything else waits on disk until it is needed.
OFFLOADED = {
    **dict.fromkeys(("gpt_neox.embed_in", "gpt_neox.emb_dropout", "gpt_neox.rotary_emb"), "cpu"),
    **dict.fromkeys(("gpt_neox.layers", "gpt_neox.final_layer_norm", "lm_head"), "disk"),
}


def say_the_same(laid_over: LanguageModel, on_one: LanguageModel) -> bool:
    longer = [[*ids, 5] for ids in TEXTS]  # reads what the pass before left in the rows
    asked = (TEXTS, longer)
    return all(np.abs(laid_over.next_logits(each) - on_one.next_logits(each)).max() < 1e-4 for each in asked)


def test_what_waits_on_disk_gives_the_same_logits(tmp_path: Path) -> None:
    folder = make_foreign(tmp_path)
    model, on_one = lp.load(folder, device_map=OFFLOADED), lp.load(folder)
    assert isinstance(model, HuggingFaceModel)
    assert {name.split(".")[0] for name, each in model.model.named_parameters() if each.is_meta} == {
        "gpt_neox",
        "lm_head",
    }
    assert say_the_same(model, on_one)
    found, expected = (each.inside().activations([1, 2, 3], "h.*.resid_post") for each in (model, on_one))
    assert all(
        (found[f"h.{layer}.resid_post"] - expected[f"h.{layer}.resid_post"]).abs().max() < 1e-4 for layer in (0, 1)
    )


def test_a_rule_fills_the_memory_and_leaves_the_rest_on_disk(tmp_path: Path) -> None:
    folder, read = make_foreign(tmp_path), AutoModelForCausalLM.from_pretrained

    def with_little_memory(*args: Any, **options: Any) -> Any:
        return read(*args, **options, max_memory={"cpu": "120KB"})

    with patch.object(AutoModelForCausalLM, "from_pretrained", with_little_memory):
        model = lp.load(folder, device_map="auto")
    assert isinstance(model, HuggingFaceModel)
    assert {str(place) for place in model.model.hf_device_map.values()} == {"cpu", "disk"}
    assert say_the_same(model, lp.load(folder))


@pytest.mark.parametrize("family", ["gpt2", "llama"])
def test_families_of_our_own_can_be_laid_over_devices(tmp_path: Path, family: str) -> None:
    make_checkpoint(tmp_path, family)
    model = lp.load(tmp_path, device_map="auto")
    assert isinstance(model, HuggingFaceModel)
    assert say_the_same(model, lp.load(tmp_path))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"device_map": "automatic"}, "device_map is 'automatic'; it must be one of auto, balanced"),
        ({"device_map": {}}, "device_map is {}; it must give modules"),
        ({"device_map": "auto", "device": "cpu"}, "device is 'cpu' and device_map 'auto'; say one of the two"),
        ({"device_map": {"": "cpu"}, "device": "cpu"}, "say one of the two"),
        ({"device_map": "auto", "dtype": "int8"}, "dtype is 'int8', which is computed on one CPU"),
    ],
)
def test_what_does_not_go_together_is_told(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        lp.load("tiny-gpt2", **options)
    assert caught.value.field == "device_map"
    assert message in str(caught.value)


def test_a_map_that_does_not_fit_the_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match=r"device_map does not fit .*: "):
        lp.load(make_foreign(tmp_path), device_map={"nothing": "cpu", "gpt_neox": "disk"})


def test_without_the_library_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llm_playground.models.device_map.find_spec", lambda _: None)
    with pytest.raises(CheckpointError, match="pip install accelerate"):
        lp.load("tiny-gpt2", device_map="auto")
