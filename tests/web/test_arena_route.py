"""The arena over HTTP: what it streams is what Python gives, within the limits, and it ends when the client leaves."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

import llm_playground as lp
from llm_playground.engine.fetching import FETCHES
from llm_playground.errors import ModelUnavailable
from tests.passes import Passes
from tests.web.conftest import Served, wait_until
from tests.web.test_api import events, problem, read

LANES: list[dict[str, Any]] = [
    {"strategy": "greedy"},
    {"strategy": "top_p", "parameters": {"top_p": 0.8}},
    {"strategy": "beam", "parameters": {"num_beams": 2}, "name": "two beams"},
]


def beams(width: int, lanes: int) -> list[dict[str, Any]]:
    return [{"strategy": "beam", "parameters": {"num_beams": width}}] * lanes


def body(served: Served, **changes: Any) -> dict[str, Any]:
    asked = {"model": served.base, "prompt": "the story", "lanes": LANES, "max_new_tokens": 6, "repeats": 2, "seed": 7}
    return asked | changes


def test_it_streams_every_text_and_then_the_measures_of_python(served: Served) -> None:
    told = events(served.post("/api/arena", body(served)))
    lanes = ["greedy", {"strategy": "top_p", "top_p": 0.8}, {"strategy": "beam", "num_beams": 2, "name": "two beams"}]
    arena = lp.compare("the story", lanes, served.base, max_new_tokens=6, repeats=2, seed=7)
    (name, begun), *middle, (last, ended) = told
    assert (name, last) == ("arena", "lanes")
    assert begun == {"names": [lane.name for lane in arena.lanes], "texts": [1, 2, 1], "repeats": 2}
    for number, lane in enumerate(arena.lanes):
        for repeat in range(begun["texts"][number]):
            own = [(name, data) for name, data in middle if (data["lane"], data["repeat"]) == (number, repeat)]
            trace = lane.traces[repeat]
            assert [name for name, _ in own if name != "beam_step"] == ["start", *["step"] * len(trace.steps), "ending"]
            assert [data["choice"]["id"] for name, data in own if name == "step"] == list(trace.ids)
            assert own[-1][1]["completion"] == trace.completion
    lanes_told = [json.loads(lane.to_json()) for lane in arena.lanes]
    for key in ("marks", "measures"):
        assert [each[key] for each in ended["lanes"]] == [lane[key] for lane in lanes_told]
    assert len(ended["seconds"]) == 3


def test_a_lane_that_cannot_begin_says_why_and_the_others_go_on(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(_: object) -> None:
        raise ModelUnavailable("gpt2 is out of reach.")

    monkeypatch.setattr(FETCHES, "watch", fetch)
    told = events(served.post("/api/arena", body(served, lanes=[{"model": "gpt2"}, {}], repeats=1)))
    assert told[0] == ("arena", {"names": ["gpt2 · greedy", f"{served.base} · greedy"], "texts": [0, 1], "repeats": 1})
    error = {"lane": 0, "message": "gpt2 is out of reach.", "code": "model_unavailable"}
    assert told[1] == ("lane_error", error)
    assert sum(name == "step" and data["lane"] == 1 for name, data in told) == 6
    last, ended = told[-1]
    assert (last, [lane["error"] for lane in ended["lanes"]]) == ("lanes", ["gpt2 is out of reach.", None])
    assert problem_in(served.post("/api/arena", body(served, lanes=[{"model": "gpt2"}] * 2))) == error["message"]


def problem_in(answer: httpx.Response) -> str:
    """The sentence of a stream that ends in an error."""
    ((name, data),) = events(answer)
    assert name == "error"
    message: str = data["message"]
    return message


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"lanes": [{"strategy": "greedy"}] * 13}, "lanes", "at most 12"),
        ({"repeats": 9}, "repeats", "at most 8"),
        ({"repeats": 0}, "repeats", "at least 1"),
        ({"lanes": beams(16, 9)}, "lanes", "144 sequences at once"),
        ({"lanes": [{}, *beams(17, 1)]}, "lanes.1.parameters.num_beams", "at most 16"),
        ({"lanes": [{}, {"model": "tiny-gpt"}]}, "lanes.1.model", "no model"),
        ({"lanes": [{}, {"strategy": "top_p", "parameters": {"top_p": 2}}]}, "lanes.1.parameters.top_p", "from 0 to 1"),
        ({"max_new_tokens": 1001}, "max_new_tokens", "at most 1,000"),
        ({"prompt": "x" * 50_001}, "prompt", "at most 50,000"),
    ],
)
def test_what_is_too_much_or_wrong_is_told_with_its_place(
    served: Served, changes: dict[str, Any], field: str, words: str
) -> None:
    status, message, place = problem(served.post("/api/arena", body(served, **changes)))
    assert (status, place) == (404 if field.endswith("model") else 422, field)
    assert words in message


def test_a_sweep_streams_the_tokens_and_then_the_measures_of_python(served: Served) -> None:
    asked = {"model": served.base, "prompt": "the story", "parameter": "top_p", "values": [0.1, 1], "repeats": 2}
    told = events(served.post("/api/sweep", asked | {"max_new_tokens": 5, "seed": 7, "parameters": {"temperature": 2}}))
    swept = lp.sweep(served.base, "the story", top_p=[0.1, 1], temperature=2, repeats=2, max_new_tokens=5, seed=7)
    assert {name for name, _ in told[1:-1]} == {"start", "step", "ending"}
    steps = [data for name, data in told if name == "step"]
    assert all(step.keys() == {"lane", "repeat", "index", "choice", "text"} for step in steps)
    for number, lane in enumerate(swept.arena.lanes):
        for repeat, trace in enumerate(lane.traces):
            own = [step for step in steps if (step["lane"], step["repeat"]) == (number, repeat)]
            assert [step["choice"]["id"] for step in own] == list(trace.ids)
            assert "".join(step["text"] for step in own) == trace.completion
    assert [lane["measures"] for lane in told[-1][1]["lanes"]] == [
        json.loads(lane.measures.to_json()) for lane in swept.arena.lanes
    ]
    for changes, field, words in (
        ({"values": [0.5] * 21}, "values", "at most 20"),
        ({"values": [0.5] * 20, "repeats": 8}, "values", "This sweep asks for 160 sequences at once"),
        ({"values": [0.5] * 20, "repeats": 8}, "values", "Take fewer values"),
        ({"values": [0.5, 2]}, "values", "top_p is 2"),
        ({"values": [0.5, 1], "parameters": {"temperature": -1}}, "parameters.temperature", "temperature is -1"),
        ({"parameter": "top_q"}, "parameter", "top_q"),
        ({"parameter": "num_beams", "values": [2, 17]}, "values", "at most 16"),
        ({"model": "tiny-gpt"}, "model", "no model"),
    ):
        _, message, place = problem(served.post("/api/sweep", asked | changes))
        assert (place, words in message) == (field, True), message


def test_twelve_lanes_of_eight_texts_run_to_their_end(served: Served) -> None:
    lanes = [{"strategy": "sample", "parameters": {"temperature": 0.1 * number}} for number in range(12)]
    told = events(served.post("/api/arena", body(served, lanes=lanes, repeats=8, max_new_tokens=3, top=1)))
    assert sum(name == "ending" for name, _ in told) == 96
    assert told[-1][0] == "lanes"


def test_a_client_that_leaves_ends_all_lanes_and_each_counts_as_a_run(served: Served, passes: Passes) -> None:
    passes.hold_after(1)
    with served.client.stream("POST", "/api/arena", json=body(served, max_new_tokens=40)) as answer:
        events = read(answer.iter_lines())  # by a name: what nobody holds is closed, and with it the connection
        for name, _ in events:
            if name == "step":
                break
        assert served.session.runs.count == 3
    (running,) = served.session.runs.running
    wait_until(running._stopped.is_set)
    passes.release()
    wait_until(lambda: served.session.runs.count == 0)
    assert len(passes.sizes) <= 2


def test_the_catalog_has_lanes_to_start_from(served: Served) -> None:
    for preset in served.client.get("/api/catalog").json()["presets"]:
        assert lp.compare("the story", preset["lanes"], served.base, max_new_tokens=1).lanes
