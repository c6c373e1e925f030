"""What is measured of a server and written into its log, who may hear it, and that no word of a person is in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from llm_playground.web.classroom.classroom import Classroom
from llm_playground.web.classroom.door import TEACHERS_ALONE
from tests.passes import Passes
from tests.web.conftest import Served, serving, wait_until
from tests.web.test_api import problem
from tests.web.test_class_door import come_in


@pytest.fixture
def own(base: str) -> Iterator[Served]:
    """A server that nobody has asked anything."""
    with serving(base) as served:
        yield served


def measured(text: str) -> dict[str, float]:
    """What Prometheus reads there, by name and label."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {" ".join((sample.name, *sample.labels.values())): sample.value for sample in samples}


def test_a_server_that_drains_says_so_and_begins_nothing(own: Served, passes: Passes) -> None:
    run = {"model": own.base, "prompt": "x", "strategy": "greedy", "max_new_tokens": 5}
    passes.hold_after(1)
    answer = own.client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    with own.client.stream("POST", "/api/generate", json=run) as under_way:
        own.session.drain("The server is about to stop.")
        assert not own.session.is_idle
        answer = own.client.get("/healthz")
        assert (answer.status_code, answer.json()) == (503, {"status": "closing"})
        assert problem(own.post("/api/generate", run))[:2] == (503, "The server is about to stop.")
        passes.release()
        assert "event: done" in under_way.read().decode()
    wait_until(lambda: own.session.is_idle)


def test_measures_count_answers_and_tell_what_runs(own: Served, passes: Passes) -> None:
    run = {"model": own.base, "prompt": "x", "strategy": "greedy", "max_new_tokens": 5}
    own.client.get("/nowhere")
    own.client.get("/api/catalog")
    passes.hold_after(1)
    with own.client.stream("POST", "/api/generate", json=run) as under_way:
        answer = own.client.get("/metrics")
        passes.release()
        under_way.read()
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    told = measured(answer.text)
    assert (told["llm_playground_answers_total 2xx"], told["llm_playground_answers_total 4xx"]) == (2, 1)
    assert told["llm_playground_first_byte_seconds_count"] == 3
    assert (told["llm_playground_runs"], told["llm_playground_runs_waiting"]) == (1, 0)
    assert told[f"llm_playground_model_bytes {own.base}"] > 0
    wait_until(lambda: measured(own.client.get("/metrics").text)["llm_playground_runs"] == 0)


def test_in_a_class_only_its_teacher_hears_the_measures_and_everybody_whether_it_is_well(base: str) -> None:
    classroom = Classroom()
    plan = classroom.plan
    with serving(base, classroom=classroom) as served:
        assert served.client.get("/healthz").json() == {"status": "ok"}
        assert served.client.get("/metrics").status_code == 401
        for key, status in ((plan.code, 401), (plan.teachers_code, 200)):
            answer = served.client.get("/metrics", headers={"authorization": f"Bearer {key}"})
            assert answer.status_code == status
        with come_in(served, plan.code) as pupil, come_in(served, plan.teachers_code) as teacher:
            assert pupil.get("/api/class").json()["closing"] is False
            assert problem(pupil.get("/metrics"))[:2] == (403, TEACHERS_ALONE)
            assert measured(teacher.get("/metrics").text)["llm_playground_people"] == 1
            served.session.drain("The server is about to stop.")
            assert pupil.get("/api/class").json()["closing"] is True


def test_a_line_of_the_log_holds_no_prompt_and_no_code(own: Served, caplog: pytest.LogCaptureFixture) -> None:
    def lines() -> list[str]:
        return [each.getMessage() for each in caplog.records if each.name == "llm_playground.requests"]

    with caplog.at_level(logging.INFO, "llm_playground.requests"):
        own.post("/api/generate", {"model": own.base, "prompt": "a secret", "max_new_tokens": 1})
        own.client.get("/?join=a-secret-code#secret")
        wait_until(lambda: len(lines()) == 2)
    told = [json.loads(line) for line in lines()]
    # A line is written when an answer was sent, and whoever has it may ask on before that.
    assert sorted((each["method"], each["path"], each["status"]) for each in told) == [
        ("GET", "/", 200),
        ("POST", "/api/generate", 200),
    ]
    assert {tuple(each) for each in told} == {("time", "method", "path", "status", "milliseconds")}
    assert "secret" not in "".join(lines())
