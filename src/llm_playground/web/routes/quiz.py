"""The quiz of the course. What a learner answered is kept in their browser; what is right is told once they did."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from llm_playground.course.handing_in import hand_in, kept_answers, text_of
from llm_playground.course.progress import read_quiz
from llm_playground.course.quizzing import FORMS, answer, list_of_objectives, question, sheet_of
from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, Named
from llm_playground.web.errors import responses
from llm_playground.web.guard import is_at_this_machine
from llm_playground.web.records import RecordResponse

Form = Annotated[
    str, Field(description="Before the course, or after it.", json_schema_extra={"enum": [*FORMS]}, examples=[*FORMS])
]
Kept = Annotated[
    Named[Named[str]],
    Field(description='What was answered, by form and objective: "right", or the mistake that leads to it.'),
]


class QuestionBody(Body):
    form: Form
    number: int = Field(description="Of the question, from 1.", json_schema_extra={"minimum": 1})
    kept: str | None = Field(None, description="What was kept of an answer to it; null while it is open.")


class AnswerBody(Body):
    form: Form
    number: int = Field(description="Of the question, from 1.", json_schema_extra={"minimum": 1})
    choice: int = Field(description="From 0.", json_schema_extra={"minimum": 0})


class SheetBody(Body):
    form: Form
    quiz: Kept


class FileBody(Body):
    learner: str = Field(description="As the report on the class is to name them.")
    quiz: Kept


def make_router(_: Session) -> APIRouter:
    """`GET /quiz`, `POST /quiz/question`, `POST /quiz/answer`, `POST /quiz/sheet` and `POST /quiz/file`."""
    router = APIRouter(responses=responses())

    @router.get("/quiz")
    def objectives() -> Response:
        """What the ten questions of either form ask, and where the course teaches it."""
        return RecordResponse(list_of_objectives())

    @router.post("/quiz/question")
    def one(body: QuestionBody) -> Response:
        """A question; which of its choices is right is told if it has been answered."""
        return RecordResponse(question(body.form, body.number, body.kept))

    @router.post("/quiz/answer")
    def answered(body: AnswerBody) -> Response:
        """The question with an answer: which choice is right, why each is right or wrong, and what to keep of it."""
        return RecordResponse(answer(body.form, body.number, body.choice))

    @router.post("/quiz/sheet")
    def sheet(body: SheetBody) -> Response:
        """All questions of a form as far as they are answered, the scores of both forms, and the gain."""
        return RecordResponse(sheet_of(body.form, body.quiz))

    @router.post("/quiz/file")
    def file(body: FileBody, request: Request) -> JSONResponse:
        """The text of the file that a learner hands in, and that `llm-playground course report` reads. It holds the
        quiz as it was answered on the page, and for the learner at this machine what they did in Python as well."""
        here = is_at_this_machine(request)
        quiz = (read_quiz() if here else {}) | {form: kept for form, kept in body.quiz.items() if kept}
        return JSONResponse({"text": text_of(hand_in(body.learner, kept_answers() if here else {}, quiz))})

    return router
