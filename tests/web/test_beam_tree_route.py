"""The tree of a beam search over HTTP."""

from __future__ import annotations

import json

import llm_playground as lp
from tests.web.conftest import Served
from tests.web.test_api import problem


def test_the_address_streams_the_search_and_ends_with_its_tree(served: Served) -> None:
    asked = {"model": "tiny-gpt2", "prompt": "One day", "max_new_tokens": 4, "parameters": {"num_beams": 2}}
    parts = served.post("/api/beam-tree", asked).text.strip().split("\n\n")
    names = [part.split("\n")[0].removeprefix("event: ") for part in parts]
    assert [name for name in names if name != "loading"] == [
        "start",
        *["beam_step"] * 4,
        *["step"] * 4,
        "ending",
        "beam_tree",
    ]
    found = json.loads(parts[-1].split("\ndata: ")[1])
    assert found == json.loads(lp.beam_tree("tiny-gpt2", "One day", 4, num_beams=2).to_json())
    status, message, field = problem(served.post("/api/beam-tree", asked | {"max_new_tokens": 201}))
    assert (status, field) == (422, "max_new_tokens")
    assert "at most 200" in message
