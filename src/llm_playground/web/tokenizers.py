"""The HTTP interface of the tokenizer lab: a text in several tokenizers, a word, a token, languages, a training."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.engine.tokenizers.lab import TokenizerRequest, tokenizer_options
from llm_playground.web.bodies import Body
from llm_playground.web.records import RecordResponse
from llm_playground.web.streaming import EventStream, stream_of

TokenizerName = Annotated[
    str, Field(description="A key that `/api/models` lists under tokenizers, or that of one trained here.")
]
TokenizerNames = Annotated[list[TokenizerName], Field(min_length=1)]

_OPTIONS = tokenizer_options()
_STREAM = stream_of("merging (repeated), then trained or error. Closing the connection cancels.")


class Text(Body):
    text: str
    tokenizers: TokenizerNames
    allow_special: bool = Field(False, description="Whether a special token written in the text counts as one.")
    characters: int | None = Field(
        None,
        description="Of the tokens only those of about the first so many characters; statistics are always of all.",
        json_schema_extra={"minimum": 1},
    )


class LongText(Body):
    text: str
    tokenizer: TokenizerName
    size: int = Field(512, description="Tokens a chunk.", json_schema_extra={"minimum": 1})
    allow_special: bool = False


class Choice(Body):
    tokenizers: TokenizerNames


class AWord(Body):
    word: str
    tokenizer: TokenizerName


class ATokenizer(Body):
    tokenizer: TokenizerName


class AToken(Body):
    id: int = Field(json_schema_extra={"minimum": 0})
    tokenizer: TokenizerName


class Query(Body):
    query: str = Field(description="A text; or # and an id.")
    tokenizer: TokenizerName


class Training(Body):
    text: str | None = Field(None, description="What to train on; null: the stories that ship with the package.")
    vocab_size: int = Field(512, json_schema_extra={"minimum": 256})
    pattern: str = Field("gpt2", description=", ".join(_OPTIONS["patterns"]))
    tie_rule: str = Field("lowest_ids", description=", ".join(_OPTIONS["tie_rules"]))


def add_tokenizer_routes(api: FastAPI, session: Session, errors: dict[int | str, dict[str, Any]]) -> None:
    """Put the routes of the lab into the application behind /api."""
    lab = session.tokenizer_lab

    @api.post("/tokenize", responses=errors)
    def tokenize(body: Text) -> Response:
        """A text in several tokenizers, and where they disagree."""
        return RecordResponse(
            lab.compare(body.text, body.tokenizers, allow_special=body.allow_special, characters=body.characters)
        )

    @api.post("/tokenize/chunks", responses=errors)
    def chunks(body: LongText) -> Response:
        """A long text in chunks of so many tokens."""
        return RecordResponse(lab.chunks(body.text, body.tokenizer, body.size, allow_special=body.allow_special))

    @api.post("/tokenize/languages", responses=errors)
    def languages(body: Choice) -> Response:
        """The same story in many languages, and what it costs."""
        return RecordResponse(lab.languages(body.tokenizers))

    @api.post("/tokenize/word", responses=errors)
    def word(body: AWord) -> Response:
        """How BPE encodes one word, merge by merge."""
        return RecordResponse(lab.word(body.word, body.tokenizer))

    @api.post("/tokenizers/token", responses=errors)
    def token(body: AToken) -> Response:
        """All that is known of one token."""
        return RecordResponse(lab.token(body.id, body.tokenizer))

    @api.post("/tokenizers/search", responses=errors)
    def search(body: Query) -> Response:
        """The tokens that hold a text."""
        return RecordResponse(lab.search(body.query, body.tokenizer))

    @api.post("/tokenizers/file", responses=errors)
    def file(body: ATokenizer) -> Response:
        """A tokenizer that was trained here, as a tokenizer.json."""
        return Response(lab.tokenizer_json(body.tokenizer), media_type="application/json")

    @api.post("/tokenizers/train", responses=errors | _STREAM, response_class=Response)
    async def train(body: Training) -> Response:
        """Train BPE on a text."""
        request = TokenizerRequest(body.text, body.vocab_size, body.pattern, body.tie_rule)
        return EventStream(partial(session.start_training, request))
