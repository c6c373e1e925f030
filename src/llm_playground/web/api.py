"""The HTTP interface, under /api. Each route reads its body, calls the session and writes JSON."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from llm_playground import __version__
from llm_playground.engine.options import options
from llm_playground.engine.session import Session
from llm_playground.engine.tokenizers.lab import tokenizer_options
from llm_playground.errors import PlaygroundError
from llm_playground.web.bodies import Comparison, Look, Named, Run
from llm_playground.web.errors import ErrorBody, of_anything, of_http, of_playground, of_validation
from llm_playground.web.records import RecordResponse
from llm_playground.web.streaming import EventStream, stream_of
from llm_playground.web.tokenizers import add_tokenizer_routes

_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorBody, "description": "Not JSON."},
    403: {"model": ErrorBody, "description": "From another page."},
    404: {"model": ErrorBody, "description": "No such model."},
    413: {"model": ErrorBody, "description": "Too large."},
    415: {"model": ErrorBody, "description": "Not sent as JSON."},
    421: {"model": ErrorBody, "description": "Not this server's name."},
    422: {"model": ErrorBody, "description": "A value that cannot be."},
    429: {"model": ErrorBody, "description": "Too many runs at once."},
    500: {"model": ErrorBody, "description": "An error of the program."},
    503: {"model": ErrorBody, "description": "The model is not at hand."},
}
_STREAM = stream_of(
    "loading (repeated), start, searching (beam search only), step (one a token), then done or error. "
    "Closing the connection stops the run."
)


def make_api(session: Session) -> FastAPI:
    """The application behind /api."""
    api = FastAPI(
        title="LLM Playground",
        version=__version__,
        docs_url=None,  # these pages would fetch their scripts from the network
        redoc_url=None,
        exception_handlers={
            PlaygroundError: of_playground,
            RequestValidationError: of_validation,
            HTTPException: of_http,
            Exception: of_anything,
        },
    )

    @api.get("/models", responses={code: _ERRORS[code] for code in (403, 421, 500)})
    def models() -> JSONResponse:
        """The models, the tokenizers, the strategies with their parameters, and the limits of this server."""
        return JSONResponse(
            {
                "default": session.default,
                "models": [asdict(state) for state in session.models()],
                "tokenizers": [asdict(state) for state in session.tokenizer_lab.tokenizers.states()],
                **options(),
                **tokenizer_options(),
                "limits": asdict(session.limits),
            }
        )

    @api.post("/generate", responses=_ERRORS | _STREAM, response_class=Response)
    async def generate(body: Run) -> Response:
        """A text, one token at a time, with all that led to each."""
        return EventStream(partial(session.start, [body.request()]))

    @api.post("/compare", responses=_ERRORS | _STREAM, response_class=Response)
    async def compare(body: Comparison) -> Response:
        """Several runs side by side; each event says its `lane`."""
        requests = [run.request() for run in body.runs]
        return EventStream(partial(session.start, requests), lanes=len(requests), numbered=True)

    @api.post("/inspect", responses=_ERRORS)
    def inspect(body: Look) -> Response:
        """A model at work on a prompt: its tokens, the attention of a layer's heads, and what it expects next."""
        return RecordResponse(session.inspect(body.model, body.prompt, body.layer, body.head))

    @api.post("/anatomy", responses=_ERRORS)
    def anatomy(body: Named) -> Response:
        """The parts of a model, with their shapes."""
        return RecordResponse(session.anatomy(body.model))

    add_tokenizer_routes(api, session, _ERRORS)
    return api
