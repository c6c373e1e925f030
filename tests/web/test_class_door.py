"""The door of a class: who has no ticket gets nothing but the question for the code, and guessing is slow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.web.app import PACKAGE
from llm_playground.web.classroom.classroom import Classroom
from llm_playground.web.classroom.codes import LENGTH, LETTERS, is_code, new_code
from llm_playground.web.classroom.door import ASKS, ENDED, FREE_TRIES, SLOW, WRONG
from llm_playground.web.classroom.tickets import Tickets
from llm_playground.web.guard import HEADERS
from llm_playground.web.rates import Rate
from tests.passes import SOON
from tests.web.conftest import Served, serving
from tests.web.test_api import problem


@pytest.fixture
def attended(base: str) -> Iterator[tuple[Served, Classroom]]:
    classroom = Classroom(now=lambda: 100.0)
    with serving(base, key="key", classroom=classroom) as served:
        yield served, classroom


@contextmanager
def come_in(served: Served, code: str) -> Iterator[httpx.Client]:
    """A browser that has typed a code."""
    with httpx.Client(base_url=served.url, timeout=SOON, verify=False) as visitor:
        answer = visitor.get("/", params={"join": code})
        assert (answer.status_code, answer.headers["location"]) == (303, "./")
        yield visitor


def test_without_a_ticket_nothing_is_served_but_the_door(attended: tuple[Served, Classroom]) -> None:
    served, classroom = attended
    of_page = [path.relative_to(PACKAGE).as_posix() for path in (PACKAGE / "web" / "page").glob("*.*")]
    paths = [
        "api/catalog",
        "api/openapi.json",
        "api/nowhere",
        "nowhere",
        "views/views.css",
        "web/page/page.css",
        *of_page,
    ]
    for path in {*paths} - {"web/page/icon.svg"}:
        assert problem(served.client.get(f"/{path}"))[0] == 401
    assert problem(served.post("/api/generate", {"model": served.base, "prompt": "x"}))[0] == 401
    door = served.client.get("/")
    assert door.status_code == 200
    assert ASKS in door.text
    assert {name: door.headers[name] for name in HEADERS} == HEADERS
    for file in ("door.css", "web/page/icon.svg"):
        assert served.client.get(f"/{file}").status_code == 200
    secrets = (classroom.plan.code, classroom.plan.teachers_code, classroom.plan.secret)
    assert not [secret for secret in secrets if secret in door.text]


@pytest.mark.parametrize("role", ["pupil", "teacher"])
def test_a_code_in_the_link_becomes_a_cookie_that_no_script_and_no_other_site_can_use(
    attended: tuple[Served, Classroom], role: str
) -> None:
    served, classroom = attended
    code = {"pupil": classroom.plan.code, "teacher": classroom.plan.teachers_code}[role]
    answer = served.client.get("/", params={"join": code})
    value, *attributes = answer.headers["set-cookie"].split("; ")
    assert value.startswith(f"{classroom.tickets.name}={role}.")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {*attributes}
    assert code not in answer.headers["location"]
    assert code not in value
    page = served.client.get("/")
    assert 'id="rooms"' in page.text
    assert (
        "event: done" in served.post("/api/generate", {"model": served.base, "prompt": "x", "max_new_tokens": 1}).text
    )


def test_a_wrong_code_is_told_kindly_and_lets_nobody_in(attended: tuple[Served, Classroom]) -> None:
    served, classroom = attended
    for typed in ("wrong", classroom.plan.code[:-1], classroom.plan.code + "2", "é" * 500, "\ud800"):
        answer = served.client.get("/", params={"join": typed.encode("utf-8", "replace")})
        assert answer.status_code == 403
        assert WRONG in answer.text
        assert "set-cookie" not in answer.headers
    assert ASKS in served.client.get("/?join=").text


def test_many_wrong_codes_are_slowed_down_and_the_right_one_too(attended: tuple[Served, Classroom]) -> None:
    served, classroom = attended
    statuses = [served.client.get("/?join=wrong").status_code for _ in range(FREE_TRIES)]
    assert statuses == [403] * FREE_TRIES
    answer = served.client.get("/", params={"join": classroom.plan.code})
    assert answer.status_code == 429
    wait = int(answer.headers["retry-after"])
    assert wait == 3
    assert SLOW.format(seconds=wait) in answer.text


def test_a_renewed_code_keeps_those_who_are_here_unless_everybody_is_to_come_anew(
    attended: tuple[Served, Classroom],
) -> None:
    served, classroom = attended
    old, teacher = classroom.plan.code, classroom.plan.teachers_code
    with come_in(served, old) as pupil, come_in(served, teacher) as staff:
        classroom.renew(everybody=False)
        assert served.client.get("/", params={"join": old}).status_code == 403
        assert pupil.get("/api/catalog").status_code == 200
        classroom.renew(everybody=True)
        assert pupil.get("/api/catalog").status_code == 401
        assert staff.get("/api/catalog").status_code == 200
        assert staff.get("/", params={"join": old}).status_code == 403
        assert staff.get("/door.css").status_code == 200
        with come_in(served, classroom.plan.code) as again:
            assert again.get("/api/catalog").status_code == 200
        classroom.end()
        assert staff.get("/api/catalog").status_code == 401
        for answer in (staff.get("/"), staff.get("/", params={"join": teacher})):
            assert ENDED in answer.text


def test_who_came_in_stays_in_when_the_server_is_started_anew(base: str) -> None:
    kept = Classroom()
    with serving(base, classroom=kept) as served, come_in(served, kept.plan.code) as pupil:
        cookies = {"cookie": "; ".join(f"{name}={value}" for name, value in pupil.cookies.items())}
    with serving(base, classroom=Classroom(kept.plan)) as again:
        assert httpx.get(f"{again.url}/api/catalog", headers=cookies, timeout=SOON).status_code == 200
    with serving(base, classroom=Classroom()) as another:
        assert httpx.get(f"{another.url}/api/catalog", headers=cookies, timeout=SOON).status_code == 401


def test_a_program_brings_the_key_and_no_code(attended: tuple[Served, Classroom]) -> None:
    served, _ = attended
    assert served.client.get("/v1/models").status_code == 401
    assert served.client.get("/v1/models", headers={"authorization": "Bearer key"}).status_code == 200


@given(st.text(LETTERS, min_size=1, max_size=12), st.sampled_from(["", "-", " ", " - "]))
def test_a_code_may_be_typed_in_any_groups_and_case(typed: str, between: str) -> None:
    code = new_code()
    assert is_code(between.join(code.replace("-", "").upper()), code)
    assert is_code(typed, code) is (typed == code.replace("-", ""))


def test_codes_are_long_and_have_no_letters_that_are_read_for_others() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {LENGTH + 1}
    assert not {*"".join(codes)} & {*"01oil"}


def test_a_ticket_that_was_changed_is_none() -> None:
    tickets = Tickets("secret")
    _, _, value = tickets.cookie("pupil", 0, secure=True).partition(";")[0].partition("=")
    assert tickets.read({tickets.name: value}, {"pupil": 0, "teacher": 0})
    assert tickets.read({tickets.name: value}, {"pupil": 1, "teacher": 0}) is None
    for changed in (
        value.replace("pupil", "teacher"),
        f"{value}0",
        value[:-1],
        "",
        "pupil",
        "a.b.c",
        "pupil..",
        "é.é.é",
    ):
        assert tickets.read({tickets.name: changed}, {"pupil": 0, "teacher": 0}) is None


def test_after_a_few_tries_one_more_comes_every_so_often() -> None:
    time = [0.0]
    rate = Rate(3, 2.0, lambda: time[0])
    for _ in range(3):
        assert rate.wait("a") == 0
        rate.count("a")
    assert (rate.wait("a"), rate.wait("b")) == (2.0, 0)
    time[0] = 1.5
    assert rate.wait("a") == 0.5
    time[0] = 100.0
    assert rate.wait("a") == 0
    rate = Rate(80, 0.2, lambda: 1000.1)  # sums of 0.2 are a little off
    for _ in range(80):
        assert rate.wait("a") == 0
        rate.count("a")
    assert rate.wait("a") == 0.2
