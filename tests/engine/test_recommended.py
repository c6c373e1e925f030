"""A run that starts from what the model recommends: as transformers' `generate` runs it, and what is given wins."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, GenerationConfig, PreTrainedTokenizerFast

import llm_playground as lp
from llm_playground.decoding import orders, softmax, warp
from llm_playground.decoding.past import Past
from llm_playground.engine import shelf
from llm_playground.engine.generation import prepare
from llm_playground.engine.session import Session
from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.models.generation_config import read_generation_config
from tests.checkpoints import add_tokenizer, make_checkpoint, make_foreign

QWEN2 = {"do_sample": True, "repetition_penalty": 1.1, "temperature": 0.7, "top_p": 0.8, "top_k": 20}
PROMPTS = [[7, 3, 19], [5, 5, 5, 11], [30]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint whose recommendation each test writes anew."""
    folder = tmp_path_factory.mktemp("recommending")
    make_checkpoint(folder, "qwen2", scale=0.05)
    add_tokenizer(folder)
    return folder


@pytest.fixture(scope="module")
def through_transformers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint of a family that runs through transformers."""
    return make_foreign(tmp_path_factory.mktemp("neox"))


def recommend(folder: Path, **entries: Any) -> Path:
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": 0, **entries}))
    return folder


def of_generate(reference: Any, ids: list[int], **options: Any) -> Any:
    return reference.generate(
        torch.tensor([ids]),
        attention_mask=torch.ones(1, len(ids), dtype=torch.long),
        pad_token_id=0,
        return_dict_in_generate=True,
        output_scores=True,
        **options,
    )


@pytest.mark.parametrize("kind", ["folder", "through_transformers"])
@pytest.mark.parametrize(
    "entries",
    [
        QWEN2,
        {"do_sample": True, "temperature": 0.6, "top_k": 0, "min_p": 0.02, "typical_p": 0.9},
        {"do_sample": True, "top_k": 40, "top_p": 0.95, "temperature": 1.3},
    ],
    ids=str,
)
def test_the_distribution_is_that_of_generate_on_the_same_folder(
    kind: str, entries: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    folder = recommend(request.getfixturevalue(kind), **entries)
    read = GenerationConfig.from_pretrained(folder)
    reference = AutoModelForCausalLM.from_pretrained(folder).eval()
    model = lp.load(folder)
    for ids in PROMPTS:
        run = prepare(model, ids, recommended=True)
        assert {name: getattr(read, name) for name in run.strategy.parameters} == run.strategy.parameters
        ours = softmax(warp(model.next_logits([ids])[0], run.strategy.chain, Past.of_prompt(ids))[-1])
        theirs = torch.softmax(of_generate(reference, ids, max_new_tokens=1).scores[0][0].double(), -1)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)
        assert 1 < np.count_nonzero(ours) < len(ours)


@pytest.mark.parametrize(
    "entries",
    [
        {"do_sample": False, "repetition_penalty": 1.3, "temperature": 0.5},
        {"num_beams": 3, "length_penalty": 0.5, "early_stopping": True},
    ],
    ids=str,
)
def test_greedy_and_beams_give_the_ids_of_generate(folder: Path, entries: dict[str, Any]) -> None:
    recommend(folder, **entries)
    reference = AutoModelForCausalLM.from_pretrained(folder).eval()
    model = lp.load(folder)
    for ids in PROMPTS:
        theirs = of_generate(reference, ids, max_new_tokens=10).sequences[0, len(ids) :].tolist()
        assert lp.trace(model, ids, None, 10, recommended=True).ids == tuple(theirs)


def test_where_a_file_names_no_top_k_none_is_added(folder: Path) -> None:
    recommend(folder, do_sample=True, temperature=1.5)
    reference, model, ids = AutoModelForCausalLM.from_pretrained(folder).eval(), lp.load(folder), PROMPTS[0]
    kept = [
        torch.isfinite(of_generate(reference, ids, max_new_tokens=1, **more).scores[0][0]).sum()
        for more in ({}, {"top_k": 0})
    ]
    run = prepare(model, ids, recommended=True)
    assert np.isfinite(warp(model.next_logits([ids])[0], run.strategy.chain, Past.of_prompt(ids))[-1]).sum() == kept[1]
    assert kept[0] == 50  # which transformers adds


def test_what_is_given_wins(folder: Path) -> None:
    recommend(folder, **QWEN2)
    name = str(folder)
    run = lp.trace(name, "the robot", None, 3, recommended=True, temperature=0.2, top_k=None, order="llama.cpp", seed=5)
    assert run.start.parameters == {"repetition_penalty": 1.1, "top_p": 0.8, "temperature": 0.2}
    assert (run.start.strategy, run.start.order[-1], run.start.seed) == ("sample", "temperature", 5)
    assert lp.trace(name, "the robot", "greedy", 3, recommended=True).start.parameters == {"repetition_penalty": 1.1}
    own = lp.trace(name, "the robot", "top_p", 3, recommended=True).start
    assert (own.strategy, own.order) == ("top_p", ("repetition_penalty", "temperature", "top_k", "top_p"))
    given = {"repetition_penalty": 1.1, "temperature": 0.7, "top_p": 0.8, "top_k": 20}
    expected = lp.generate(name, "the robot", "sample", 9, seed=5, **given)
    assert lp.generate(name, "the robot", max_new_tokens=9, recommended=True, seed=5) == expected
    assert expected == "the robot" + "".join(
        step.text for step in lp.stream(name, "the robot", max_new_tokens=9, recommended=True, seed=5)
    )


@pytest.mark.parametrize("order", [None, "transformers", "llama.cpp", "vllm"])
def test_the_order_is_that_of_transformers_unless_another_one_is_given(folder: Path, order: str | None) -> None:
    recommend(folder, **QWEN2)
    expected = [name for name in orders()[order or "transformers"].warpers if name in QWEN2]
    assert prepare(folder, [1], recommended=True, order=order).strategy.order == tuple(expected)
    recommend(folder, **QWEN2, typical_p=0.9)
    if order == "vllm":
        with pytest.raises(InvalidValue, match="The order vllm has no place for typical"):
            prepare(folder, [1], recommended=True, order=order)


def test_a_text_ends_before_a_stop_string_that_is_recommended_as_it_does_in_transformers(folder: Path) -> None:
    recommend(folder)
    model = lp.load(folder)
    whole = lp.trace(model, PROMPTS[0], "greedy", 12)
    stop = "".join(step.text for step in whole.steps[4:7])[1:-1]
    assert stop
    recommend(folder, stop_strings=[stop])
    reference = AutoModelForCausalLM.from_pretrained(folder).eval()
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    theirs = of_generate(reference, PROMPTS[0], max_new_tokens=12, tokenizer=tokenizer).sequences[0, 3:].tolist()
    for given in ({}, {"strategy": "beam", "num_beams": 1}, {"strategy": "sample", "temperature": 0, "seed": 1}):
        ours = lp.trace(str(folder), PROMPTS[0], max_new_tokens=12, recommended=True, **given)
        assert (list(ours.ids), ours.finish_reason, ours.start.stop) == (theirs, "stop", (stop,))
        assert ours.text == whole.text[: whole.text.index(stop)]
    for other in ((), "nowhere"):
        assert lp.trace(str(folder), PROMPTS[0], max_new_tokens=12, recommended=True, stop=other).ids == whole.ids


def test_a_model_that_recommends_nothing_says_so() -> None:
    assert lp.recommended("tiny-gpt2") is None
    with pytest.raises(InvalidValue, match="'tiny-gpt2' recommends nothing") as told:
        lp.generate("tiny-gpt2", "Once", recommended=True)
    assert told.value.field == "recommended"
    with pytest.raises(InvalidValue, match="recommended is 'yes'; it must be True or False"):
        lp.generate("tiny-gpt2", "Once", recommended="yes")


def test_what_is_not_followed_is_warned_of_where_the_call_stands(folder: Path) -> None:
    recommend(folder, **QWEN2 | {"temperature": -2, "guidance_scale": 3})
    with pytest.warns(UserWarning, match=r"temperature -2 .* guidance_scale 3 \(not offered here\)") as told:
        lp.generate(folder, "the robot", max_new_tokens=1, recommended=True)
    assert told[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lp.generate(folder, "the robot", max_new_tokens=1)
        recommend(folder, **QWEN2)
        lp.generate(folder, "the robot", max_new_tokens=1, recommended=True)


@pytest.mark.parametrize("text", ["[]", "{", json.dumps({f"entry {index}": index for index in range(600)})])
def test_a_damaged_file_is_named(folder: Path, text: str) -> None:
    (folder / "generation_config.json").write_text(text)
    for call in (lp.recommended, lp.load, lambda name: lp.generate(name, "x", recommended=True)):
        with pytest.raises(CheckpointError, match=r"generation_config\.json"):
            call(folder)
    assert Session([str(folder)]).models()[-1].recommended is None


def test_the_list_of_models_tells_what_each_recommends(folder: Path) -> None:
    recommend(folder, **QWEN2)
    *bundled, ours = Session([str(folder)]).models()
    assert str(ours.recommended) == "sample, repetition_penalty 1.1, temperature 0.7, top_k 20, top_p 0.8"
    assert not any(state.recommended for state in bundled)
    assert lp.load(folder).info.generation_config["top_k"] == 20


def test_the_list_of_models_reads_a_file_again_only_when_it_has_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    monkeypatch.setattr(shelf, "read_generation_config", lambda path: read.append(path) or read_generation_config(path))
    session = Session([str(folder)])

    def told() -> str:
        return str(session.models()[-1].recommended)

    for times, top_k in enumerate((3, 44), start=1):
        recommend(folder, do_sample=True, top_k=top_k)
        assert f"top_k {top_k}" in told()
        assert told() == told()
        assert read.count(folder) == times
