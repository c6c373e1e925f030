"""Tokenizers: a text in several, a long text in chunks, a word merge by merge, one token, a training."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.engine.tokenizers.lab import TokenizerLab, TokenizerRequest, tokenizer_options
from llm_playground.web.bodies import Body, Several
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse
from llm_playground.web.streaming import EventStream, stream_of

TokenizerName = Annotated[
    str, Field(description="A key that `/api/catalog` lists under tokenizers, or that of one trained here.")
]

_OPTIONS = tokenizer_options()
_STREAM = stream_of("merging (repeated), then trained or error. Closing the connection cancels.")


class TokenizeBody(Body):
    text: str
    tokenizers: Several[TokenizerName]
    allow_special: bool = Field(False, description="Whether a special token written in the text counts as one.")
    characters: int | None = Field(
        None,
        description="Only the tokens of about this many first characters; statistics always cover the whole text.",
        json_schema_extra={"minimum": 1},
    )


class ChunksBody(Body):
    text: str
    tokenizer: TokenizerName
    size: int = Field(512, description="Tokens a chunk.", json_schema_extra={"minimum": 1})
    allow_special: bool = False


class LanguagesBody(Body):
    tokenizers: Several[TokenizerName]


class WordBody(Body):
    word: str
    tokenizer: TokenizerName


class TokenBody(Body):
    id: int = Field(json_schema_extra={"minimum": 0})
    tokenizer: TokenizerName


class SearchBody(Body):
    query: str = Field(description="A text; or # and an id.")
    tokenizer: TokenizerName


class FileBody(Body):
    tokenizer: TokenizerName


class TrainBody(Body):
    text: str | None = Field(None, description="What to train on; null: the stories that ship with the package.")
    vocab_size: int = Field(512, json_schema_extra={"minimum": 256})
    pattern: str = Field("gpt2", description=", ".join(_OPTIONS["patterns"]))
    tie_rule: str = Field("lowest_ids", description=", ".join(_OPTIONS["tie_rules"]))


def make_router(session: Session) -> APIRouter:
    """`POST /tokenize…`, about texts, and `POST /tokenizers/…`, about a tokenizer."""
    router = APIRouter(responses=responses())
    _add_texts(router, session.tokenizer_lab)
    _add_vocabulary(router, session.tokenizer_lab)

    @router.post("/tokenizers/train", responses=_STREAM, response_class=Response)
    async def train(body: TrainBody) -> Response:
        """Train BPE on a text."""
        request = TokenizerRequest(body.text, body.vocab_size, body.pattern, body.tie_rule)
        return EventStream(partial(session.start_training, request))

    return router


def _add_texts(router: APIRouter, lab: TokenizerLab) -> None:
    @router.post("/tokenize")
    def tokenize(body: TokenizeBody) -> Response:
        """A text in several tokenizers, and where they disagree."""
        return RecordResponse(
            lab.compare(body.text, body.tokenizers, allow_special=body.allow_special, characters=body.characters)
        )

    @router.post("/tokenize/chunks")
    def chunks(body: ChunksBody) -> Response:
        """A long text in chunks of a given number of tokens."""
        return RecordResponse(lab.chunks(body.text, body.tokenizer, body.size, allow_special=body.allow_special))

    @router.post("/tokenize/languages")
    def languages(body: LanguagesBody) -> Response:
        """The same story in many languages, and what it costs in tokens."""
        return RecordResponse(lab.languages(body.tokenizers))

    @router.post("/tokenize/word")
    def word(body: WordBody) -> Response:
        """How BPE encodes one word, merge by merge."""
        return RecordResponse(lab.word(body.word, body.tokenizer))


def _add_vocabulary(router: APIRouter, lab: TokenizerLab) -> None:
    @router.post("/tokenizers/token")
    def token(body: TokenBody) -> Response:
        """All that is known of one token."""
        return RecordResponse(lab.token(body.id, body.tokenizer))

    @router.post("/tokenizers/search")
    def search(body: SearchBody) -> Response:
        """The tokens that hold a text."""
        return RecordResponse(lab.search(body.query, body.tokenizer))

    @router.post("/tokenizers/file")
    def file(body: FileBody) -> Response:
        """A tokenizer that was trained here, as a tokenizer.json."""
        return Response(lab.tokenizer_json(body.tokenizer), media_type="application/json")
