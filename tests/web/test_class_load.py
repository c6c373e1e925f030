"""A class asks for texts all at once, over real HTTP: each gets all of its own, and who vanishes takes no place."""

from __future__ import annotations

import json
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from llm_playground.engine.request import Limits
from llm_playground.web.classroom.classroom import Classroom
from tests.passes import SOON, Passes
from tests.web.conftest import Served, serving, wait_until

PEOPLE, AT_ONCE, TOKENS = 8, 6, 40


class Person:
    """Somebody who has come in, with one connection. Threads of the tests would only wait, so there are none."""

    def __init__(self, served: Served, code: str) -> None:
        self.connection = HTTPConnection(urlsplit(served.url).netloc, timeout=SOON)
        self._cookie = ""
        self._cookie = self.ask("GET", f"/?join={code}").headers["set-cookie"].partition(";")[0]

    def ask(self, method: str, path: str) -> HTTPResponse:
        """The answer, which was read."""
        answer = self.begin(method, path)
        answer.read()
        return answer

    def begin(self, method: str, path: str, body: dict[str, Any] | None = None) -> HTTPResponse:
        """The answer, of which nothing was read but how it begins."""
        headers = {"Cookie": self._cookie, "Content-Type": "application/json"}
        self.connection.request(method, path, body and json.dumps(body), headers)
        return self.connection.getresponse()

    def close(self) -> None:
        self.connection.close()


def test_all_get_their_texts_whole_while_the_page_answers_and_who_vanishes_takes_no_place(
    base: str, passes: Passes
) -> None:
    classroom = Classroom()
    run = {"model": base, "prompt": "x", "strategy": "greedy", "max_new_tokens": TOKENS}
    page = ("/", "/api/catalog", "/web/page/page.js", "/api/class")
    with serving(base, Limits(runs=AT_ONCE, waiting=PEOPLE), classroom=classroom) as served, ExitStack() as here:
        runs = served.session.runs
        teacher, *people = (
            here.enter_context(closing(Person(served, code)))
            for code in [classroom.plan.teachers_code, *[classroom.plan.code] * PEOPLE]
        )
        for path in page:  # what takes long the first time, on a busy machine longer than the passes can be held
            assert teacher.ask("GET", path).status == 200
        passes.hold_after(1)
        answers = [here.enter_context(each.begin("POST", "/api/generate", run)) for each in people]
        assert [answer.status for answer in answers] == [200] * PEOPLE
        wait_until(lambda: (runs.count, runs.waiting) == (AT_ONCE, PEOPLE - AT_ONCE))
        for path in page:
            assert teacher.ask("GET", path).status == 200
        # One vanishes in the middle of a text, and then one who stands in line.
        for gone in (0, -1):
            answers[gone].close()
            people[gone].close()
        wait_until(lambda: runs.waiting == PEOPLE - AT_ONCE - 1)
        passes.release()
        heard = [answer.read().decode() for answer in answers[1:-1]]
        assert [(text.count("event: step"), text.count("event: done")) for text in heard] == [(TOKENS, 1)] * len(heard)
        wait_until(lambda: served.session.is_idle)
        assert runs.of_askers() == {}
        assert len(passes.sizes) < (len(heard) + 1) * TOKENS  # nobody computed what nobody reads
