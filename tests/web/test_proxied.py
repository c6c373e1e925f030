"""Behind a proxy: whose word is believed, below which path the page is, and that a text comes as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from llm_playground.web.classroom.classroom import Classroom
from llm_playground.web.classroom.door import FREE_TRIES
from tests.passes import SOON, Passes
from tests.reverse_proxy import proxied
from tests.web.conftest import Served, serving, wait_until
from tests.web.test_api import problem

BELOW = "/user/x/proxy/8000"
Behind = tuple[Served, Classroom, httpx.Client]
PUBLIC = {"host": "lab.school.example"}


@contextmanager
def behind(base: str, below: str = BELOW, *, cuts_off: bool = True, **forwarded: str) -> Iterator[Behind]:
    """A class whose server believes the proxy in front of it, and somebody at the proxy."""
    classroom = Classroom(root_path=below)
    with (
        serving(base, classroom=classroom, proxies=["127.0.0.1"], root_path=below) as served,
        proxied(urlsplit(served.url).port or 0, below, cuts_off=cuts_off, **forwarded) as url,
        httpx.Client(base_url=url, timeout=SOON, verify=False) as visitor,
    ):
        yield served, classroom, visitor


@pytest.mark.parametrize("cuts_off", [True, False])
def test_a_class_is_come_into_below_a_path_and_its_ticket_goes_nowhere_else(base: str, cuts_off: bool) -> None:
    with behind(base, cuts_off=cuts_off) as (_, classroom, visitor):
        code = classroom.plan.code
        assert visitor.get(f"http://{urlsplit(str(visitor.base_url)).netloc}/").status_code == 404
        answer = visitor.get("", params={"join": code})
        assert (answer.status_code, answer.headers["location"]) == (303, "./")
        assert f"Path={BELOW}/;" in answer.headers["set-cookie"]
        assert "Secure" not in answer.headers["set-cookie"]
        assert visitor.get("api/catalog").json()["class"] == "pupil"
        if cuts_off:
            return
        # Without the slash at its end (of which a proxy that cuts it off takes care) links would be wrong.
        bare = visitor.get(str(visitor.base_url).rstrip("/"), params={"join": code}, follow_redirects=True)
        assert bare.url == visitor.base_url
        assert 'id="rooms"' in bare.text


def test_a_text_comes_through_a_proxy_as_it_is_written(base: str, passes: Passes) -> None:
    run = {"model": base, "prompt": "x", "strategy": "greedy", "max_new_tokens": 20}
    with behind(base) as (served, classroom, visitor):
        visitor.get("", params={"join": classroom.plan.code})
        passes.hold_after(len(passes.sizes) + 3)
        with visitor.stream("POST", "api/generate", json=run) as answer:
            assert answer.headers["x-accel-buffering"] == "no"
            heard = []
            for line in answer.iter_lines():
                heard.append(line)
                if heard.count("event: step") == 3:  # more is not to be had before the passes go on
                    passes.release()
        assert (heard.count("event: step"), heard.count("event: done")) == (20, 1)
        with visitor.stream("POST", "api/generate", json=run | {"max_new_tokens": 60}) as answer:
            passes.hold_after(len(passes.sizes) + 3)
            assert next(answer.iter_lines())
        passes.release()  # whoever asked has left
        wait_until(lambda: served.session.is_idle)


def test_what_a_named_proxy_tells_is_believed(base: str) -> None:
    # As where three stand in a row, each of which has added what it saw.
    told = {"X_Forwarded_Proto": "https,http", "X_Forwarded_For": "192.0.2.1, 203.0.113.7, 127.0.0.1"}
    with behind(base, "/lab", **told) as (served, classroom, visitor):
        plan = classroom.plan
        answer = visitor.get("", params={"join": plan.teachers_code}, headers=PUBLIC)
        assert "Secure" in answer.headers["set-cookie"]
        cookie = {"cookie": answer.headers["set-cookie"].partition(";")[0]} | PUBLIC
        body = {"text": "x", "tokenizers": [base]}
        own, other = "https://lab.school.example", "http://lab.school.example"
        for origin, status in ((own, 200), (other, 403), ("https://evil.example", 403)):
            asked = visitor.post("api/tokenize", json=body, headers=cookie | {"origin": origin})
            assert asked.status_code == status
        # Wrong codes are counted by where they come from, and not all as the proxy's.
        for _ in range(FREE_TRIES):
            visitor.get("", params={"join": "wrong"})
        assert visitor.get("", params={"join": "wrong"}).status_code == 429
        assert served.client.get("/", params={"join": "wrong"}).status_code == 403


def test_what_a_stranger_forwards_is_not_believed(base: str) -> None:
    classroom = Classroom()
    told = {"x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https"}
    for proxies in ([], ["192.0.2.0/24"]):
        with serving(base, classroom=classroom, proxies=proxies) as served:
            answer = served.client.get("/", params={"join": classroom.plan.code}, headers=told)
            assert "Secure" not in answer.headers["set-cookie"]
            assert problem(served.client.get("/api/catalog", headers=told | PUBLIC))[0] == 421


def test_a_certificate_lends_the_server_its_names(base: str) -> None:
    with serving(base, names=["lab.school.example", "*.example.org"]) as served:
        hosts = {"lab.school.example:8000": 200, "LAB.school.example": 200, "a.example.org": 200}
        wrong = {"school.example": 421, "example.org": 421, "a.b.example.org": 421, "*.example.org": 421, "": 421}
        for host, status in (hosts | wrong).items():
            assert served.client.get("/api/catalog", headers={"host": host}).status_code == status


def test_a_path_that_the_page_itself_has_is_told_from_the_one_it_is_below(base: str) -> None:
    with serving(base, root_path="/api") as served:
        assert served.client.get("/api/api/catalog").status_code == 200
        assert served.client.get("/api/").text.startswith("<!doctype html>")
        assert served.client.get("/apish/catalog").status_code == 404
