"""Two models on one text over HTTP."""

from __future__ import annotations

import json

import llm_playground as lp
from tests.web.conftest import Served
from tests.web.test_api import problem


def test_the_address_answers_with_the_record(served: Served) -> None:
    asked = {"model": "tiny-qwen", "other": "tiny-qwen-chat", "text": "Hello, Tom.", "prompt": "I am Tom."}
    made = lp.compare_models("tiny-qwen", "tiny-qwen-chat", "Hello, Tom.", prompt="I am Tom.", template=True)
    assert served.post("/api/compare-models", asked | {"template": True}).json() == json.loads(made.to_json())
    two = ["twin", False]
    each = lp.compare_models("tiny-qwen", "tiny-qwen-chat", "Hello, Tom.", prompt="I am Tom.", template=two)
    assert served.post("/api/compare-models", asked | {"template": two}).json() == json.loads(each.to_json())
    ids = [token.id for token in made.tokens]
    by_ids = served.post("/api/compare-models", asked | {"text": ids}).json()
    assert [token["id"] for token in by_ids["tokens"]] == ids


def test_what_is_wrong_is_told_with_its_field(served: Served) -> None:
    asked = {"model": "tiny-gpt2", "other": "tiny-qwen", "text": "Once"}
    for wrong, field in (
        ({"other": "none"}, "other"),
        ({"text": ""}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": [-1]}, "text"),
        ({"prompt": "Hi", "template": True}, "template"),
        ({"prompt": "Hi", "template": [None, "/etc"]}, "template"),
    ):
        assert problem(served.post("/api/compare-models", asked | wrong))[::2] == (422, field)
