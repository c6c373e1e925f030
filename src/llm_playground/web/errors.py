"""Every mistake as JSON, in one form.

    {"error": {"code": "invalid_value", "message": one sentence for a person, "field": what it is about, or null,
               "subject": the name of a value that the message begins with, or null}}

`code` is for programs: that of a `PlaygroundError`, or one of `CODES` for what goes wrong before the engine is asked.
If several values are wrong, `problems` lists them all, each with a code, a message and a field of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from llm_playground.errors import (
    LONGEST_NAME,
    CheckpointError,
    Closing,
    ModelUnavailable,
    PlaygroundError,
    TooBusy,
    UnknownName,
    shown,
)


class Problem(BaseModel):
    code: str
    message: str
    field: str | None = None
    subject: str | None = None


class SeveralProblems(Problem):
    problems: list[Problem] | None = None


class ErrorBody(BaseModel):
    """What every answer of status 400 and above says."""

    error: SeveralProblems


CODES = {
    400: "invalid_json",
    401: "wrong_key",
    403: "foreign_origin",
    404: "not_found",
    405: "method_not_allowed",
    411: "no_length",
    413: "too_large",
    415: "not_json",
    421: "foreign_host",
    422: "invalid_value",
    429: "too_busy",
    500: "internal",
    503: "model_unavailable",
}

MOST_PROBLEMS = 10  # in one answer

# For those errors that the path or the method of a request brings about, and for our own mistakes.
SENTENCES = {
    400: "The request is not valid JSON in UTF-8.",
    404: "There is nothing at this address.",
    405: "This address does not take a request of this kind.",
    500: "The server broke: an error of the program, not of yours. Its terminal says more.",
}

_DESCRIPTIONS = {
    400: "Not JSON.",
    401: "Not in the class that this server is for.",
    403: "From another page.",
    404: "No such model, tokenizer or lesson.",
    411: "Without a length.",
    413: "Too large.",
    415: "Not sent as JSON.",
    421: "Not this server's name.",
    422: "A value of the wrong type, or outside its range.",
    429: "Too many runs at once.",
    500: "An error of the program.",
    503: "The model is not at hand.",
}

# What a value must be, by pydantic's names of errors.
_KINDS = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "an object of names and values",
    "model_type": "an object of names and values",
    "model_attributes_type": "an object of names and values",
    "none_required": "null",
}


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a route's schema describes its errors: those of the `statuses`, or of all."""
    return {status: {"model": ErrorBody, "description": _DESCRIPTIONS[status]} for status in statuses or _DESCRIPTIONS}


def error_response(
    status: int, problems: Sequence[Problem] | str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The one form of all errors; a message alone is a problem without a field, with the code of its status.

    Of several problems the first `MOST_PROBLEMS` are told.
    """
    if isinstance(problems, str):
        problems = [Problem(code=CODES[status], message=problems)]
    problems = problems[:MOST_PROBLEMS]
    error: dict[str, Any] = problems[0].model_dump()
    if len(problems) > 1:
        error = {
            "code": "invalid_request",
            "message": " ".join(problem.message for problem in problems),
            "field": next((problem.field for problem in problems if problem.field), None),
            "subject": problems[0].subject,
            "problems": [problem.model_dump() for problem in problems],
        }
    return JSONResponse({"error": error}, status, dict(headers or {}))


class Told(NamedTuple):
    """An error before it takes a form: its status, what is wrong, and what the answer says in its head."""

    status: int
    problems: Sequence[Problem]
    headers: Mapping[str, str] | None = None

    def response(self) -> JSONResponse:
        """It in the one form of all errors under /api."""
        return error_response(self.status, self.problems, self.headers)


async def of_playground(_: Request, error: Exception) -> JSONResponse:
    """An error of ours: its sentence, and the status that fits its kind."""
    return told_playground(error).response()


async def of_validation(_: Request, error: Exception) -> JSONResponse:
    """A body of the wrong shape: a sentence for each place where it is wrong."""
    return told_validation(error).response()


async def of_http(_: Request, error: Exception) -> JSONResponse:
    """No such address, or not this method."""
    return told_http(error).response()


async def of_bug(_: Request, __: Exception) -> JSONResponse:
    """A mistake of ours: what it was goes to the server's log, and not to the page."""
    return error_response(500, SENTENCES[500])


def told_playground(error: Exception) -> Told:
    """An error of ours."""
    assert isinstance(error, PlaygroundError)
    status, field, headers = 422, error.field, None
    if isinstance(error, TooBusy):
        status, headers = 429, {"retry-after": "1"}
    elif isinstance(error, Closing):
        status, headers = 503, {"retry-after": "5"}
    elif isinstance(error, ModelUnavailable):
        status, field = 503, error.field or "model"
    elif isinstance(error, CheckpointError):
        status, field = 500, error.field or "model"
    elif isinstance(error, UnknownName) and (error.field or "").endswith(("model", "tokenizer", "lesson")):
        status = 404
    problems = [
        Problem(code=each.code, message=str(each), field=each.field or field, subject=each.subject)
        for each in error.problems
    ]
    return Told(status, problems, headers)


def told_validation(error: Exception) -> Told:
    """A body of the wrong shape."""
    assert isinstance(error, RequestValidationError)
    mistakes: list[dict[str, Any]] = list(error.errors())
    if mistakes[0]["type"] == "json_invalid":
        return Told(400, [Problem(code=CODES[400], message=SENTENCES[400])])
    by_place: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for mistake in mistakes:
        by_place.setdefault(_place(mistake), []).append(mistake)
    # Where several types are allowed there is a mistake for each: the one that got furthest says what was meant.
    deepest = [place for place in by_place if not any(_leads_to(place, other) for other in by_place)]
    return Told(422, [_problem(place, by_place[place]) for place in deepest])


def _place(mistake: dict[str, Any]) -> tuple[str, ...]:
    """Where in the body: names and indices, without the types among which pydantic tried ("list[Message]")."""
    types = {"str", "int", "float", "bool", "MessageBody", "[key]"}
    return tuple(
        str(part)[:LONGEST_NAME]
        for part in mistake["loc"][1:]
        if isinstance(part, int) or (part not in types and not part.startswith("list["))
    )


def _leads_to(place: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return len(place) < len(other) and other[: len(place)] == place


def _problem(place: tuple[str, ...], mistakes: Sequence[dict[str, Any]]) -> Problem:
    """What is wrong with one value; `mistakes` has one for each type that it might have had."""
    field = ".".join(place)
    name = "The request" if not place else field if field and field.isprintable() else shown(field)
    for mistake in mistakes:
        if mistake["type"] not in _KINDS:
            code, message = _sentence(mistake, name)
            begins = None if code == "unknown_field" else field or None
            return Problem(code=code, message=message, field=field or None, subject=begins)
    kinds = list(dict.fromkeys(_KINDS[mistake["type"]] for mistake in mistakes))
    either = " or ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))
    message = f"{name} must be {either}."
    return Problem(code="invalid_value", message=message, field=field or None, subject=field or None)


def _sentence(mistake: dict[str, Any], name: str) -> tuple[str, str]:
    """A code and a message."""
    context = mistake.get("ctx", {})
    match mistake["type"]:
        case "missing":
            return "missing_field", f"{name} is missing."
        case "extra_forbidden":
            return "unknown_field", f"There is no field {name}."
        case "literal_error":
            return "invalid_value", f"{name} must be one of {context['expected']}."
        case "too_short":
            return "invalid_value", f"{name} is empty; it needs at least {context['min_length']}."
        case "too_long" | "string_too_long":
            return "invalid_value", f"{name} is too long; it may have at most {context['max_length']:,}."
        case "value_error":
            return "invalid_value", f"{name} {context['error']}."
        case _:
            return "invalid_value", f"{name} is wrong: {mistake['msg']}."


def told_http(error: Exception) -> Told:
    """No such address, or not this method."""
    assert isinstance(error, HTTPException)
    message = SENTENCES.get(error.status_code) or str(error.detail)
    problem = Problem(code=CODES.get(error.status_code, "http_error"), message=message)
    return Told(error.status_code, [problem], error.headers)
