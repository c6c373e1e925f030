"""Every mistake in the form that programs for OpenAI's interface read.

    {"error": {"message": the same sentence as everywhere, "type": "invalid_request_error", "param": the field, or null,
               "code": "invalid_value"}}

Values keep the names that they have in a request: `max_tokens`, not `max_new_tokens`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse

from llm_playground.engine.events import Failed
from llm_playground.web.errors import (
    CODES,
    MOST_PROBLEMS,
    SENTENCES,
    Problem,
    Told,
    told_http,
    told_playground,
    told_validation,
)


class Wrong(BaseModel):
    message: str
    type: str
    param: str | None
    code: str


class WrongBody(BaseModel):
    """What every answer of status 400 and above says to a program."""

    error: Wrong


RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": WrongBody, "description": "What is wrong with the request; with a value of it: 400."},
    "5XX": {"model": WrongBody, "description": "An error of the program, or the model is not at hand."},
}
"""How the schema of a route describes its errors."""

# What the engine calls by another name than a program.
NAMES = {"max_new_tokens": "max_tokens", "min_new_tokens": "min_tokens", "top": "logprobs", "scored": "prompt_logprobs"}
IN_CHAT = NAMES | {"prompt": "messages", "top": "top_logprobs"}

_TYPES = {401: "authentication_error", 429: "rate_limit_error", 500: "server_error", 503: "server_error"}
_OF_CODES = {"too_busy": 429, "internal": 500, "unreadable_checkpoint": 500} | dict.fromkeys(
    ("model_unavailable", "stopped", "closing"), 503
)


def error_of(status: int, problems: Sequence[Problem], headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer that tells what is wrong. What is wrong with a value is 400 here."""
    status = 400 if status == 422 else status
    return JSONResponse({"error": error_body(status, problems)}, status, dict(headers or {}))


def error_body(status: int, problems: Sequence[Problem]) -> dict[str, str | None]:
    """What is wrong, in one object; of several problems the first `MOST_PROBLEMS` are told."""
    problems = problems[:MOST_PROBLEMS]
    return {
        "message": " ".join(problem.message for problem in problems),
        "type": _TYPES.get(status, "invalid_request_error"),
        "param": next((problem.field for problem in problems if problem.field), None),
        "code": problems[0].code if len(problems) == 1 else "invalid_request",
    }


def error_of_run(failed: Failed, names: Mapping[str, str]) -> tuple[int, dict[str, str | None]]:
    """The status and the error of a run that broke off."""
    status = _OF_CODES.get(failed.code, 400)
    problem = Problem(code=failed.code, message=failed.message, field=failed.field)
    return status, error_body(status, [_renamed(problem, names)])


async def of_playground(request: Request, error: Exception) -> JSONResponse:
    """An error of ours: its sentence, and the status that fits its kind."""
    return _of(request, told_playground(error))


async def of_validation(request: Request, error: Exception) -> JSONResponse:
    """A body of the wrong shape: a sentence for each place where it is wrong."""
    return _of(request, told_validation(error))


async def of_http(request: Request, error: Exception) -> JSONResponse:
    """No such address, or not this method."""
    return _of(request, told_http(error))


async def of_bug(_: Request, __: Exception) -> JSONResponse:
    """A mistake of ours: what it was goes to the server's log."""
    return error_of(500, [Problem(code=CODES[500], message=SENTENCES[500])])


def _of(request: Request, told: Told) -> JSONResponse:
    names = IN_CHAT if request.url.path.endswith("/chat/completions") else NAMES
    return error_of(told.status, [_renamed(problem, names) for problem in told.problems], told.headers)


def _renamed(problem: Problem, names: Mapping[str, str]) -> Problem:
    """The same problem of a value by the name that the program gave it."""
    field, subject, message = problem.field, problem.subject, problem.message
    if field is not None:
        first, dot, rest = field.removeprefix("parameters.").partition(".")
        field = names.get(first, first) + dot + rest
    if subject is not None and subject in names and message.startswith(subject):
        message = names[subject] + message.removeprefix(subject)
    return Problem(code=problem.code, message=message, field=field)
