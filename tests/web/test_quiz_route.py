"""The quiz over HTTP: nothing is told before an answer, and what is handed in is read by the report on a class."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from llm_playground import course
from llm_playground.course.lessons import lessons
from llm_playground.course.progress import place
from llm_playground.course.questions import IN_ORDER, item_of
from llm_playground.web.app import make_app
from tests.web.conftest import Served
from tests.web.test_api import problem

# Without a model, so that no test waits for one.
NUMBER = IN_ORDER.index("bpe_merge") + 1


@pytest.fixture(autouse=True)
def nothing_answered() -> Iterator[None]:
    place().unlink(missing_ok=True)
    yield
    assert not place().exists(), "the server keeps nothing"


def test_the_list_says_what_is_asked_and_where_it_is_taught(served: Served) -> None:
    listed = served.client.get("/api/quiz").json()["objectives"]
    assert [(each["number"], each["name"]) for each in listed] == list(enumerate(IN_ORDER, 1))
    for each in listed:
        where = each["taught_in"]
        assert lessons[where["lesson"]].steps[where["step"] - 1].title == where["title"]


def test_a_question_tells_nothing_before_its_answer_and_all_after_it(served: Served) -> None:
    item = item_of("bpe_merge", 1)
    asked = {"form": "post", "number": NUMBER}
    told = served.post("/api/quiz/question", asked)
    question = told.json()
    assert sorted(question["choices"]) == sorted(each.text for each in item.choices)
    assert (question["given"], question["right"], question["whys"], question["kept"]) == (None, None, [], None)
    assert not any(each.why in told.text or (each.mistake and each.mistake in told.text) for each in item.choices)
    for choice, text in enumerate(question["choices"]):
        chosen = next(each for each in item.choices if each.text == text)
        answer = served.post("/api/quiz/answer", {**asked, "choice": choice}).json()
        assert answer["given"] == choice
        assert answer["kept"] == (chosen.mistake or "right")
        assert (answer["right"] == choice) == (chosen.mistake == "")
        assert answer["whys"][choice] == chosen.why
        assert served.post("/api/quiz/question", {**asked, "kept": answer["kept"]}).json() == answer


def test_the_sheet_has_the_scores_of_both_forms_and_the_gain(served: Served) -> None:
    quiz = {
        form: {name: "right" if at < known else "keeps_all" for at, name in enumerate(IN_ORDER)}
        for form, known in (("pre", 4), ("post", 7))
    }
    sheet = served.post("/api/quiz/sheet", {"form": "post", "quiz": quiz}).json()
    assert sheet["gain"] == pytest.approx(0.5)
    assert sum(sheet["scores"]["pre"]["objectives"].values()) == 4
    items = {each["objective"]: each for each in sheet["items"]}
    assert items["beam_search"]["given"] not in (None, items["beam_search"]["right"])
    assert items["top_p"]["given"] is not None
    assert items["chat_template"]["given"] is None  # a mistake that nobody can make there
    assert items["chat_template"]["right"] is not None


def test_the_file_is_one_that_the_report_on_a_class_reads(served: Served, tmp_path: Path) -> None:
    quiz = {"pre": dict.fromkeys(IN_ORDER, "right"), "post": {"top_p": "keeps_what_is_above_p"}}
    text = served.post("/api/quiz/file", {"learner": "Ada Lovelace", "quiz": quiz}).json()["text"]
    (tmp_path / "Ada-Lovelace.json").write_text(text, encoding="utf-8")
    course.quiz("pre").answer(NUMBER, "a")
    course.export(tmp_path / "bob.json", learner="Bob")  # from a notebook, into the same folder
    place().unlink()
    report = course.report(tmp_path)
    assert report.unreadable == {}
    assert [each.learner for each in report.learners] == ["Ada Lovelace", "Bob"]
    assert report.learners[0].quiz["pre"].right == len(IN_ORDER)
    assert report.learners[0].quiz["post"].objectives == {"top_p": False}


def test_what_was_solved_in_python_is_told_and_handed_in_at_the_same_machine_alone(served: Served) -> None:
    course.check("top_p", course.exercises["top_p"].solution_function)
    course.quiz("post").answer(NUMBER, "a")

    async def ask(client: str, host: str) -> tuple[Any, Any]:
        app = make_app(served.session, "0.0.0.0")
        transport = httpx.ASGITransport(app, client=(client, 5000))
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as asking:
            solved = (await asking.get("/api/solved")).json()["solved"]
            body = {"learner": "Ada", "quiz": {"pre": {"top_p": "right"}, "post": {}}}
            text = (await asking.post("/api/quiz/file", json=body)).json()["text"]
        return solved, json.loads(text)

    solved, file = asyncio.run(ask("127.0.0.1", "localhost"))
    assert solved == ["top_p"]
    assert file["answers"]["top_p"]["passed"]
    assert {form: [*kept] for form, kept in file["quiz"].items()} == {"pre": ["top_p"], "post": ["bpe_merge"]}
    for client, host in (("192.168.1.7", "192.168.1.2"), ("127.0.0.1", "192.168.1.2"), ("192.168.1.7", "localhost")):
        solved, file = asyncio.run(ask(client, host))
        assert solved is None
        assert (file["answers"], file["quiz"]) == ({}, {"pre": {"top_p": "right"}})
    place().unlink()


@pytest.mark.parametrize(
    ("path", "body", "field", "words"),
    [
        ("question", {"form": "mid", "number": 1}, "form", "pre, post"),
        ("question", {"form": "pre", "number": 11}, "number", "from 1 to 10"),
        ("answer", {"form": "pre", "number": NUMBER, "choice": 4}, "choice", "from 0 to 3"),
        ("sheet", {"form": "pre", "quiz": {"pre": {"top_p": 3}}}, "quiz.pre.top_p", "text"),
        ("file", {"learner": " ", "quiz": {}}, "learner", "the name of whoever hands in"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence_at_its_field(
    served: Served, path: str, body: dict[str, Any], field: str, words: str
) -> None:
    status, message, told = problem(served.post(f"/api/quiz/{path}", body))
    assert (status, told) == (422, field)
    assert words in message
