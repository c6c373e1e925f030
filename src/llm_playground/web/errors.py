"""Every mistake as JSON: {"error": {"message": one sentence for a person, "field": what it is about, or null}}."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from llm_playground.errors import CheckpointError, ModelUnavailable, PlaygroundError, TooBusy, UnknownName


class Problem(BaseModel):
    message: str
    field: str | None


class ErrorBody(BaseModel):
    """What every answer of status 400 and above says."""

    error: Problem


# For those errors that the path or the method of a request brings about, and for our own mistakes.
SENTENCES = {
    400: "The request is not valid JSON in UTF-8.",
    404: "There is nothing at this address.",
    405: "This address does not take a request of this kind.",
    500: "The server broke: an error of the program, not of yours. Its terminal says more.",
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


def error_response(
    status: int, message: str, field: str | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The one form of all errors."""
    return JSONResponse({"error": {"message": message, "field": field}}, status, dict(headers or {}))


async def of_playground(_: Request, error: Exception) -> JSONResponse:
    """An error of ours: its sentence, and the status that fits its kind."""
    assert isinstance(error, PlaygroundError)
    if isinstance(error, TooBusy):
        return error_response(429, str(error), headers={"retry-after": "1"})
    if isinstance(error, ModelUnavailable):
        return error_response(503, str(error), error.field or "model")
    if isinstance(error, CheckpointError):
        return error_response(500, str(error), error.field or "model")
    is_absent = isinstance(error, UnknownName) and (error.field or "").endswith(("model", "tokenizer"))
    return error_response(404 if is_absent else 422, str(error), error.field)


async def of_validation(_: Request, error: Exception) -> JSONResponse:
    """A body of the wrong shape: its first mistake, in a sentence."""
    assert isinstance(error, RequestValidationError)
    mistakes: list[dict[str, Any]] = list(error.errors())
    if mistakes[0]["type"] == "json_invalid":
        return error_response(400, SENTENCES[400])
    # Where several types are allowed there is a mistake for each: the one that got furthest says what was meant.
    place = max((_place(mistake) for mistake in mistakes), key=len)
    field = ".".join(place)
    name = field or "The request"
    here = [mistake for mistake in mistakes if _place(mistake) == place]
    kinds = list(dict.fromkeys(_KINDS[mistake["type"]] for mistake in here if mistake["type"] in _KINDS))
    if others := [mistake for mistake in here if mistake["type"] not in _KINDS]:
        return error_response(422, _sentence(others[0], name), field or None)
    either = " or ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))
    return error_response(422, f"{name} must be {either}.", field or None)


def _place(mistake: dict[str, Any]) -> tuple[str, ...]:
    """Where in the body: names and indices, without the types among which pydantic tried ("list[Message]")."""
    types = {"str", "int", "float", "bool"}
    return tuple(
        str(part)
        for part in mistake["loc"][1:]
        if isinstance(part, int) or (part not in types and not part.startswith("list["))
    )


def _sentence(mistake: dict[str, Any], name: str) -> str:
    match mistake["type"]:
        case "missing":
            return f"{name} is missing."
        case "extra_forbidden":
            return f"There is no field {name}."
        case "literal_error":
            return f"{name} must be one of {mistake['ctx']['expected']}."
        case "too_short":
            return f"{name} is empty; it needs at least {mistake['ctx']['min_length']}."
        case _:
            return f"{name} is wrong: {mistake['msg']}."


async def of_http(_: Request, error: Exception) -> JSONResponse:
    """No such address, or not this method."""
    assert isinstance(error, HTTPException)
    message = SENTENCES.get(error.status_code) or str(error.detail)
    return error_response(error.status_code, message, headers=error.headers)


async def of_anything(_: Request, __: Exception) -> JSONResponse:
    """A mistake of ours: what it was goes to the server's log, and not to the page."""
    return error_response(500, SENTENCES[500])
