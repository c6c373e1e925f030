"""What the page shows of heads and of missing parts: the numbers of the Python functions, within limits."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

import llm_playground as lp
from llm_playground.engine.shelf import SHELF
from llm_playground.quantization.types import TYPES
from llm_playground.transformer.cost_sheet import cost_sheet
from llm_playground.transformer.heads import EARNED
from tests.web.conftest import Served
from tests.web.test_api import problem

TEXT = "the little robot wanted to see the robot"


def unpacked(pattern: str, n_head: int, size: int) -> np.ndarray:
    """The weights (H, T, T) of a layer, from their bytes."""
    found = np.zeros((n_head, size, size))
    weights = np.frombuffer(base64.b64decode(pattern), np.uint8).reshape(n_head, -1)
    found[:, *np.tril_indices(size)] = (weights / 255) ** 2
    return found


@pytest.mark.parametrize("text", [TEXT, "a", f"{TEXT} " * 8])
def test_all_heads_come_in_a_byte_a_weight_of_the_last_tokens(served: Served, text: str) -> None:
    answer = served.post("/api/heads", {"model": "tiny-qwen", "prompt": text}).json()
    model = SHELF.get("tiny-qwen")
    ids, size = model.tokenizer.encode(text), len(answer["pieces"])
    assert (size, answer["left_out"]) == (min(64, len(ids)), max(0, len(ids) - 64))
    exact = model.inside().activations(ids, "h.*.attn.pattern")
    assert len(answer["patterns"]) == answer["n_layer"] == len(exact)
    for layer, pattern in enumerate(exact.values()):
        shown = unpacked(answer["patterns"][layer], answer["n_head"], size)
        assert np.abs(shown - pattern[:, -size:, -size:].numpy()).max() < 1 / 255
    found = lp.heads("tiny-qwen", text)
    assert found.on_text is not None
    for name, scores in (found.on_text | {"repeated_induction": found.on_repeated["repeated_induction"]}).items():
        told = np.array(answer["scores"][name], dtype=float)  # null is NaN
        assert np.allclose(told, scores, atol=1e-4, equal_nan=True)
    for layer, head in np.ndindex(answer["n_layer"], answer["n_head"]):
        label = answer["labels"][layer][head]
        best = max(("previous", "self", "first"), key=lambda name: answer["scores"][name][layer][head] or 0)
        if len(ids) >= 4 and (answer["scores"][best][layer][head]) >= EARNED:
            assert label == best
        else:
            assert label in (None, "induction")


def test_what_a_head_looks_at_is_that_of_python(served: Served) -> None:
    answer = served.post("/api/head-examples", {"model": "tiny-gpt2", "layer": 1, "head": 2}).json()
    assert answer == json.loads(lp.head_examples("tiny-gpt2", 1, 2).to_json())


def test_what_fewer_bits_do_is_that_of_python(served: Served) -> None:
    told = served.post("/api/quantize", {"model": "tiny-qwen", "prompt": TEXT, "max_new_tokens": 2}).text.strip()
    events = [part.split("\n") for part in told.split("\n\n")]
    assert events[-1][0] == "event: quantized"
    assert json.loads(events[-1][1].removeprefix("data: ")) == json.loads(lp.quantize("tiny-qwen", TEXT, 2).to_json())
    far = [json.loads(data.removeprefix("data: ")) for name, data in events if name == "event: quantizing"]
    assert {each["type"] for each in far} == {*TYPES}
    assert [each["done"] for each in far] == sorted(each["done"] for each in far)
    assert far[-1]["asked"] == 8 * 2_165_952
    status, message, field = problem(served.post("/api/quantize", {"model": "none", "prompt": TEXT}))
    assert (status, field) == (404, "model")
    assert "no model 'none'" in message


def test_costs_and_two_models_side_by_side_are_those_of_python_and_nothing_is_fetched(served: Served) -> None:
    sheet = served.post("/api/costs", {"model": "tiny-qwen", "prompt": TEXT}).json()
    costs = lp.costs("tiny-qwen")
    n_token = len(SHELF.get("tiny-qwen").tokenizer.encode(TEXT))
    assert sheet == json.loads(cost_sheet(costs, n_token).to_json())
    answer = served.post("/api/architectures", {"model": "gpt2", "other": "qwen"}).json()
    assert answer == json.loads(lp.compare_architectures("gpt2", "qwen").to_json())


def test_a_map_and_one_part_of_it_are_those_of_python(served: Served) -> None:
    asked = {"model": served.base, "prompt": TEXT}
    for to in ("zero", "mean"):
        found = served.post("/api/ablation-map", asked | {"to": to}).json()
        expected = json.loads(lp.ablation_map(served.base, TEXT, to).to_json())  # type: ignore[arg-type]
        assert {**found, "encoding": None} == {**expected, "encoding": None}
        assert found["encoding"]["ids"] == expected["encoding"]["ids"]
        one = served.post("/api/ablate", asked | {"to": to, "name": "h.1.attn.2"}).json()
        effect = lp.ablate(served.base, TEXT, "h.1.attn.2", to)  # type: ignore[arg-type]
        assert one["kl"] == effect.kl == pytest.approx(found["heads"][1][2], abs=1e-5)
        assert [one["before"], one["after"]] == [json.loads(each.to_json()) for each in (effect.before, effect.after)]


def test_two_prompts_of_as_many_tokens_are_patched_place_by_place(served: Served) -> None:
    pair = {"base": "the robot", "source": "the story"}
    sizes = {name: len(SHELF.get(served.base).tokenizer.encode(text)) for name, text in pair.items()}
    assert sizes["base"] == sizes["source"]
    found = served.post("/api/patching-map", {"model": served.base} | pair).json()
    expected = json.loads(lp.patching_map(served.base, **pair).to_json())
    told = {"differences", "base_difference", "source_difference", "tokens", "pieces"}
    assert {name: found[name] for name in told} == {name: expected[name] for name in told}


@pytest.mark.parametrize(
    ("path", "changes", "field", "words"),
    [
        ("ablate", {"name": "h.9.mlp"}, "name", "There is no part 'h.9.mlp'"),
        ("ablate", {"name": 3}, "name", "must be a text"),
        ("ablate", {"to": "max"}, "to", 'to is \'max\'; it must be "zero" or "mean"'),
        ("ablation-map", {"to": 3}, "to", "to is 3; it must be"),
        ("ablation-map", {"model": "tiny-qwen", "prompt": [1] * 65}, "prompt", "65 tokens long; at most 64"),
        ("patching-map", {"source": "the little story"}, "source", "both must have as many"),
        ("patching-map", {"model": "tiny-qwen", "source": [1] * 65}, "source", "65 tokens long; at most 64"),
        ("patching-map", {"source": "x" * 50_001}, "source", "50,001 characters"),
        ("patching-map", {"base": []}, "base", "base is empty"),
        ("heads", {"model": "/etc"}, "model", "There is no model"),
        ("architectures", {"other": "/etc"}, "other", "There is no model"),
        ("head-examples", {"model": "/etc"}, "model", "There is no model"),
        ("head-examples", {"head": 4}, "head", "head is 4"),
    ],
)
def test_what_cannot_be_shown_is_a_sentence_with_its_field(
    served: Served, path: str, changes: dict[str, object], field: str | None, words: str
) -> None:
    text = {"model": served.base, "prompt": "the"}
    whole: dict[str, dict[str, object]] = {
        "heads": text,
        "architectures": {"model": "tiny-gpt2", "other": "gpt2"},
        "head-examples": {"model": "tiny-gpt2"},
        "ablation-map": text,
        "ablate": text | {"name": "h.0.mlp"},
        "patching-map": {"model": served.base, "base": "the", "source": "a"},
    }
    status, message, about = problem(served.post(f"/api/{path}", whole[path] | changes))
    assert (status in (422, 404), about) == (True, field)
    assert words in message


@pytest.mark.parametrize(
    ("path", "asked", "function"),
    [
        ("neighbours", {"token": 77}, lp.neighbours),
        ("positions", {"prompt": TEXT, "position": 4, "key": 1, "layer": 1, "head": 2}, lp.positions),
        ("neuron", {"layer": 1, "index": 5}, lp.neuron),
        ("temperatures", {"prompt": TEXT, "position": 3}, lp.temperatures),
    ],
)
def test_what_opens_inside_a_part_is_what_python_says(served: Served, path: str, asked: dict, function) -> None:
    for model in ("tiny-gpt2", "tiny-qwen"):
        answer = served.post(f"/api/{path}", {"model": model} | asked)
        assert answer.json() == json.loads(function(model, **asked).to_json())
        assert len(answer.content) < 60_000
