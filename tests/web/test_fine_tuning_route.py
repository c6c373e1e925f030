"""Training that is watched, over HTTP: the same record as in Python, one at a time, and gone with whoever watches."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

import llm_playground as lp
from llm_playground.records.fine_tuning import TrainingStep
from tests.passes import SOON
from tests.training.small_runs import few_pairs, few_texts, no_copies
from tests.web.conftest import Served, wait_until
from tests.web.test_api import problem

ASKED = {"model": "tiny-qwen", "prompts": ["Who are you?"], "steps": 3}


def events(text: str) -> list[tuple[str, dict]]:
    """Names and data; on a busy machine there are comments between them, which keep the connection."""
    parts = [part.split("\n") for part in text.strip().split("\n\n") if not part.startswith(":")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in parts]


def test_it_tells_start_looks_and_steps_as_they_come_and_last_what_python_gives(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_texts(monkeypatch)
    no_copies(monkeypatch, served.session)
    told = [each for each in events(served.post("/api/fine-tune", ASKED).text) if each[0] != "loading"]
    assert [name for name, _ in told] == ["tuning", "look", *["trained_step"] * 3, "look", "kept", "tuned"]
    made = json.loads(lp.watch_fine_tuning("tiny-qwen", ASKED["prompts"], 3).to_json())
    assert told[-1][1] == made
    assert {"start": told[0][1], "points": [data for name, data in told if name == "look"]} == made


def test_what_was_trained_is_a_model_of_the_session_until_others_take_its_place(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_texts(monkeypatch)
    no_copies(monkeypatch, served.session)
    told = dict(events(served.post("/api/fine-tune", ASKED | {"steps": 2}).text))
    name = told["kept"]["model"]
    card = next(each for each in served.client.get("/api/catalog").json()["models"] if each["key"] == name)
    assert (name, card["state"], card["kind"]) == ("tiny-qwen + 2 steps", "trained", "instruct")
    assert card["parameters"] == lp.anatomy("tiny-qwen").parameters
    assert lp.trace(name, ASKED["prompts"][0], "greedy", 40).text == told["look"]["answers"][0]  # the last look
    assert served.post("/api/prompt", {"model": name, "prompt": "Hi", "template": name}).status_code == 200
    changed = served.post("/api/weight-change", {"model": "tiny-qwen", "tuned": name}).json()
    assert changed["tuned"] == name
    assert served.post("/api/tokenize", {"text": "Hi", "tokenizers": [name]}).status_code == 200
    monkeypatch.setattr("llm_playground.models.copies.KEPT", 1)
    again = dict(events(served.post("/api/fine-tune", ASKED | {"steps": 2}).text))["kept"]["model"]
    assert again == f"{name} (2)"
    status, message, field = problem(served.post("/api/prompt", {"model": name, "prompt": "Hi"}))
    assert (status, field) == (404, "model")
    assert message.startswith(f"There is no model '{name}' any more")


def test_a_preference_training_tells_the_same_and_last_what_python_gives(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_pairs(monkeypatch)
    no_copies(monkeypatch, served.session)
    asked = {"model": "tiny-qwen-chat", "preference": "short_stories", "prompts": ["Hello!"], "steps": 2, "beta": 0.3}
    told = [each for each in events(served.post("/api/prefer", asked).text) if each[0] != "loading"]
    assert [name for name, _ in told] == ["tuning", "look", *["trained_step"] * 2, "look", "kept", "tuned"]
    assert told[-2][1] == {"model": "tiny-qwen-chat + 2 steps of DPO"}
    made = lp.watch_preference_training("tiny-qwen-chat", "short_stories", ["Hello!"], 2, beta=0.3)
    assert told[-1][1] == json.loads(made.to_json())


@pytest.mark.parametrize(
    ("address", "model", "behind"), [("fine-tune", "tiny-qwen", ""), ("prefer", "tiny-qwen-chat", " of DPO")]
)
def test_one_that_is_stopped_is_measured_once_more_and_its_copy_says_after_how_many_steps(
    served: Served, monkeypatch: pytest.MonkeyPatch, address: str, model: str, behind: str
) -> None:
    (few_texts if address == "fine-tune" else few_pairs)(monkeypatch)
    no_copies(monkeypatch, served.session)
    assert served.post("/api/training/stop", {}).json() == {"stopped": False}
    asked = {"model": model, "prompts": ["Hello!"], "steps": 300}
    with served.client.stream("POST", f"/api/{address}", json=asked) as answer:
        lines = answer.iter_lines()
        begun = [next(line for line in lines if line == "event: trained_step")]
        assert served.post("/api/training/stop", {}).json() == {"stopped": True}
        told = events("\n".join([*begun, *lines]))
    steps = sum(name == "trained_step" for name, _ in told)
    assert steps < 300
    assert [name for name, _ in told[-3:]] == ["look", "kept", "tuned"]
    look, kept, made = (data for _, data in told[-3:])
    assert kept["model"] == f"{model}, stopped after {steps} of 300 steps{behind}"
    assert made["points"][-1] == look
    assert look["step"] == steps
    assert lp.trace(kept["model"], "Hello!", "greedy", 60).text == look["answers"][0]


def test_there_is_one_at_a_time_and_it_ends_when_its_watcher_leaves(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, ended = threading.Event(), threading.Event()

    def slow() -> Iterator[TrainingStep]:
        try:
            yield TrainingStep(1, 3, 5.0)
            held.wait(SOON)
            yield TrainingStep(2, 3, 4.0)
        finally:
            ended.set()

    monkeypatch.setattr("llm_playground.engine.fine_tuning.fine_tuning_run", lambda *_: SimpleNamespace(events=slow))
    with served.client.stream("POST", "/api/fine-tune", json=ASKED) as answer:
        next(line for line in answer.iter_lines() if line == "event: trained_step")
        status, message, _ = problem(served.post("/api/fine-tune", ASKED))
        assert (status, message) == (
            429,
            "Somebody is training a model, and there is room for one at a time. Try again later.",
        )
    (running,) = served.session.trainings.running
    wait_until(running._stopped.is_set)
    held.set()
    assert ended.wait(SOON)
    wait_until(lambda: served.session.trainings.count == 0)


def test_what_is_wrong_is_told_at_its_field_before_anything_begins(served: Served) -> None:
    for wrong, field in (({"model": "none"}, "model"), ({"prompts": [" "]}, "prompts"), ({"steps": 401}, "steps")):
        assert problem(served.post("/api/fine-tune", ASKED | wrong))[2] == field
    for wrong, field in (({"beta": 0}, "beta"), ({"preference": "kind"}, "preference"), ({"steps": 401}, "steps")):
        assert problem(served.post("/api/prefer", ASKED | wrong))[2] == field
