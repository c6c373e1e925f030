"""What a teacher sets for a class and sees of it, and what the pages of the pupils hear."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest

from llm_playground.engine.request import Limits
from llm_playground.models import fair_shares
from llm_playground.web.classroom.classroom import HERE, LONGEST_NAME, Classroom, Plan
from llm_playground.web.classroom.door import FREE_REQUESTS, TEACHERS_ALONE
from llm_playground.web.classroom.routes import STOPPED
from tests.passes import SOON, Passes
from tests.web.conftest import Served, serving, wait_until
from tests.web.test_api import problem
from tests.web.test_class_door import come_in

LONG: dict[str, Any] = {"prompt": "x", "strategy": "greedy", "max_new_tokens": 40}


class Group:
    """A class with two teachers and two pupils, who have come in."""

    def __init__(self, served: Served, classroom: Classroom, here: ExitStack) -> None:
        self.served, self.classroom = served, classroom
        codes = [classroom.plan.teachers_code] * 2 + [classroom.plan.code] * 2
        self.teacher, self.other, self.ada, self.bob = (here.enter_context(come_in(served, each)) for each in codes)

    def news(self, person: httpx.Client) -> dict[str, Any]:
        return dict(person.get("/api/class").json())


@pytest.fixture(scope="module")
def clock() -> list[float]:
    return [0.0]


@contextmanager
def gathered(base: str, clock: list[float], limits: Limits | None = None) -> Iterator[Group]:
    classroom = Classroom(now=lambda: clock[0])
    with serving(base, limits, classroom=classroom) as served, ExitStack() as here:
        yield Group(served, classroom, here)


@pytest.fixture(scope="module")
def group(base: str, clock: list[float]) -> Iterator[Group]:
    with gathered(base, clock) as group:
        yield group


def test_people_are_here_while_their_pages_ask_and_only_teachers_see_them(group: Group, clock: list[float]) -> None:
    clock[0] += 2 * HERE
    assert group.ada.post("/api/class/name", json={"name": "  Ada\n\x07 L. "}).json()["name"] == "Ada L."
    number = group.news(group.bob)["number"]
    people = group.news(group.teacher)["teaching"]["people"]
    assert [(each["name"], each["role"]) for each in people] == [
        ("Ada L.", "pupil"),
        (None, "pupil"),
        (None, "teacher"),
    ]
    assert people[1]["number"] == number
    assert "teaching" not in group.news(group.ada)
    assert group.ada.post("/api/class/name", json={"name": "x" * 200}).json()["name"] == "x" * LONGEST_NAME
    assert group.ada.post("/api/class/name", json={"name": " "}).json()["name"] is None
    clock[0] += HERE
    assert [each["role"] for each in group.news(group.teacher)["teaching"]["people"]] == ["teacher"]


def test_what_a_teacher_shows_reaches_everybody_once(group: Group) -> None:
    link = "#/generate?prompt=Once&top_p=0.9"
    for look in (1, 2):
        assert group.teacher.post("/api/class/look", json={"link": link}).json()["look"]["number"] == look
        assert group.news(group.ada)["look"] == {"number": look, "link": link}
    group.other.post("/api/class/look", json={"link": None})
    assert group.news(group.ada)["look"] is None
    for wrong in ("https://elsewhere.example", "//elsewhere.example", "javascript:alert(1)", "#" * 30_000):
        assert problem(group.teacher.post("/api/class/look", json={"link": wrong}))[0] == 422


def test_two_teachers_lock_at_once_and_neither_undoes_what_the_other_did(group: Group) -> None:
    for teacher, room in ((group.teacher, "arena"), (group.other, "inside")):
        teacher.post("/api/class/lock", json={"kind": "rooms", "names": [room], "locked": True})
    assert group.news(group.ada)["locked"]["rooms"] == ["arena", "inside"]
    group.other.post("/api/class/lock", json={"kind": "rooms", "names": ["arena", "inside"], "locked": False})
    assert group.news(group.ada)["locked"]["rooms"] == []


def test_a_locked_model_answers_the_teacher_alone(group: Group) -> None:
    base = group.served.base
    run, look = {"model": base, "prompt": "x", "max_new_tokens": 1}, {"model": base, "prompt": "x"}
    lock = {"kind": "models", "names": [base], "locked": True}
    group.teacher.post("/api/class/lock", json=lock)
    for path, body in (("generate", run), ("generate", run | {"model": f"{base}:int8"}), ("inspect", look)):
        status, message, field = problem(group.ada.post(f"/api/{path}", json=body))
        assert (status, field) == (503, "model")
        assert message.startswith("Your teacher has locked")
    assert "event: done" in group.teacher.post("/api/generate", json=run).text
    group.teacher.post("/api/class/lock", json=lock | {"locked": False})
    assert "event: done" in group.ada.post("/api/generate", json=run).text


@pytest.mark.parametrize("path", ["look", "lock", "renew", "stop", "end", "code.svg"])
def test_a_pupil_sets_nothing(group: Group, path: str) -> None:
    bodies: dict[str, Any] = {
        "look": {"link": "#/"},
        "lock": {"kind": "rooms", "names": ["arena"], "locked": True},
        "renew": {"everybody": True},
    }
    before = group.classroom.plan
    address = f"/api/class/{path}"
    answer = group.ada.get(address) if path == "code.svg" else group.ada.post(address, json=bodies.get(path, {}))
    assert answer.status_code == 403
    assert answer.json()["error"]["message"] == TEACHERS_ALONE
    assert group.classroom.plan == before
    assert not group.classroom.has_ended


def test_the_code_to_scan_is_a_picture_of_the_link(group: Group) -> None:
    picture = group.teacher.get("/api/class/code.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<?xml")
    assert group.classroom.plan.code not in picture.text


def test_a_teacher_stops_all_runs_which_say_so_and_others_may_begin(group: Group, passes: Passes) -> None:
    passes.hold_after(1)
    run = LONG | {"model": group.served.base}
    with group.ada.stream("POST", "/api/generate", json=run) as answer:
        wait_until(lambda: group.served.session.runs.count == 1)
        told = group.news(group.teacher)["teaching"]
        assert (told["runs"], [each["runs"] for each in told["people"] if each["runs"]]) == (1, [1])
        group.teacher.post("/api/class/stop", json={})
        passes.release()
        heard = answer.read().decode()
    assert STOPPED in heard
    assert '"code": "cancelled"' in heard
    wait_until(lambda: group.served.session.runs.count == 0)
    assert "event: done" in group.ada.post("/api/generate", json=run | {"max_new_tokens": 1}).text


def test_four_texts_of_one_person_come_no_faster_together_than_the_one_of_another(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fair_shares, "LINGER", 3.0)  # longer than a busy machine keeps a thread waiting
    run, steps = LONG | {"model": group.served.base}, [0]
    ready = threading.Event()

    def read() -> None:
        with group.ada.stream("POST", "/api/compare", json={"runs": [run | {"max_new_tokens": 200}] * 4}) as answer:
            for line in answer.iter_lines():
                steps[0] += line == "event: step"
                if steps[0]:
                    ready.set()
                if not group.served.session.runs.count:
                    return

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    assert ready.wait(SOON)
    before = steps[0]
    text = group.bob.post("/api/generate", json=run).text
    made = text.count("event: step")
    got = steps[0] - before
    group.served.session.stop("That is enough.")
    reader.join(SOON)
    assert made == LONG["max_new_tokens"]
    assert got < 2 * made


def test_a_person_who_asks_very_often_waits_and_nobody_else_does(group: Group, clock: list[float]) -> None:
    clock[0] += 1000  # all that was asked before is forgotten
    answers = [group.bob.post("/api/class/name", json={"name": "Bob"}) for _ in range(FREE_REQUESTS + 1)]
    assert [answer.status_code for answer in answers] == [200] * FREE_REQUESTS + [429]
    assert answers[-1].headers["retry-after"] == "1"
    assert group.ada.post("/api/class/name", json={"name": "Ada"}).status_code == 200
    clock[0] += 1
    assert group.bob.post("/api/class/name", json={"name": "Bob"}).status_code == 200


def test_what_is_kept_of_a_class_brings_it_back() -> None:
    kept: list[Plan | None] = []
    classroom = Classroom(keep=kept.append)
    classroom.show("#/arena")
    classroom.lock("models", ["tiny-gpt2"], locked=True)
    again = Classroom(kept[-1])
    assert again.plan == classroom.plan
    assert (again.plan.looks, again.plan.locked_models) == (1, ("tiny-gpt2",))
    classroom.end()
    assert kept[-1] is None
