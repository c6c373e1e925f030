"""What fine-tuning changed, over HTTP."""

from __future__ import annotations

import json

import llm_playground as lp
from tests.web.conftest import Served
from tests.web.test_api import problem

TWINS = {"model": "tiny-qwen", "tuned": "tiny-qwen-chat"}
ASKED = TWINS | {"prompt": "Who are you?"}


def test_the_addresses_answer_with_the_records(served: Served) -> None:
    for address, asked, made in (
        ("weight-change", TWINS, lp.weight_change(*TWINS.values())),
        ("cross-patching-map", ASKED | {"n_answered": 2}, lp.cross_patching_map(*ASKED.values(), 2)),
    ):
        assert served.post(f"/api/{address}", asked).json() == json.loads(made.to_json())
    path = served.post("/api/weight-path", ASKED).json()
    assert [point["t"] for point in path["points"] if point["said"]["kl_tuned"] == 0] == [1]
    ranks = served.post("/api/low-rank-change", ASKED).json()
    assert [each["rank"] for each in ranks["ranks"]] == [1, 4, 16]


def test_two_models_that_are_not_built_alike_are_told_so_without_an_error(served: Served) -> None:
    assert served.post("/api/built-alike", TWINS).json() == {"why": ""}
    answer = served.post("/api/built-alike", TWINS | {"model": "tiny-gpt2"})
    assert answer.status_code == 200
    refused = problem(served.post("/api/weight-change", TWINS | {"model": "tiny-gpt2"}))
    assert answer.json() == {"why": refused[1]}
    assert problem(served.post("/api/built-alike", TWINS | {"tuned": "none"}))[::2] == (422, "tuned")


def test_what_is_wrong_is_told_with_its_field(served: Served) -> None:
    for address, wrong, field in (
        ("weight-change", {"tuned": "none"}, "tuned"),
        ("weight-path", {"tuned": "tiny-gpt2"}, "tuned"),
        ("weight-path", {"prompt": "x" * 50_001}, "prompt"),
        ("cross-patching-map", {"n_answered": 101}, "n_answered"),
        ("low-rank-change", {"model": "tiny-gpt2"}, "tuned"),
    ):
        asked = (TWINS if address == "weight-change" else ASKED) | wrong
        assert problem(served.post(f"/api/{address}", asked))[::2] == (422, field)
