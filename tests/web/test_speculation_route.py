"""Speculative decoding over HTTP."""

from __future__ import annotations

import json

import llm_playground as lp
from tests.web.conftest import Served
from tests.web.test_api import problem


def test_the_address_streams_the_rounds_and_ends_with_all_of_it(served: Served) -> None:
    asked = {"model": "tiny-gpt2", "prompt": "One day", "draft": "tiny-qwen", "max_new_tokens": 8}
    parts = served.post("/api/speculation", asked).text.strip().split("\n\n")
    names = [part.split("\n")[0].removeprefix("event: ") for part in parts]
    made = lp.speculate("tiny-gpt2", "One day", "tiny-qwen", "greedy", 8)
    assert [name for name in names if name != "loading"] == ["start", *["round"] * len(made.rounds), "speculation"]
    assert json.loads(parts[-1].split("\ndata: ")[1]) == json.loads(made.to_json())
    for wrong, field in (
        ({"max_new_tokens": 201}, "max_new_tokens"),
        ({"draft": "none"}, "draft"),
        ({"num_draft_tokens": 0}, "num_draft_tokens"),
    ):
        assert problem(served.post("/api/speculation", asked | wrong))[::2] == (422, field)
