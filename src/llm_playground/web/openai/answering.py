"""From a request to its answer: all is checked, the prompts are read, and the texts go out as they are made."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from starlette import types as asgi
from starlette.responses import Response
from starlette.types import Scope, Send

from llm_playground.engine.background import Receive, Running
from llm_playground.engine.completing import Reading, check_candidates, check_listed, listed
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.errors import InvalidValue
from llm_playground.web.openai.bodies import AskedBody
from llm_playground.web.openai.errors import RESPONSES
from llm_playground.web.openai.writing import Answer, Form
from llm_playground.web.streaming import Channel, EventStream

STRATEGY = "sample"  # from the model's own distribution unless something is set: OpenAI's temperature 1 and top_p 1

# How the schema of a route describes what it answers.
ANSWERS: dict[int | str, dict[str, Any]] = {
    **RESPONSES,
    200: {
        "description": "The answer; or, where `stream` is true, its parts as events, of which the last is [DONE].",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "text/event-stream": {
                "schema": {"type": "object", "properties": {"data": {"type": "string"}}, "required": ["data"]}
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What both kinds of request come to."""

    reading: Reading
    form: Form
    max_tokens: int


def answer(session: Session, body: AskedBody, asked: Asked) -> Response:
    """The answer, as a whole or as a stream.

    Raises:
        PlaygroundError: for whatever can be told before the first token.
    """
    form, n = asked.form, 1 if body.n is None else body.n
    _check(body, form)
    request = RunRequest(body.model, "", STRATEGY, body.parameters, asked.max_tokens, body.seed, top=1, stop=body.stop)
    plan = session.plan_choices(request, asked.reading, n)
    reads = session.read(asked.reading)
    if form.logprobs is not None:
        top = listed(form.logprobs, reads[0].vocab_size)
        steps = n * sum(min(asked.max_tokens, read.room) for read in reads)
        check_candidates("top", steps * top, session.limits)
        form, request = replace(form, logprobs=top), replace(request, top=max(1, top))
    writing = Answer(form, reads, n)
    start = partial(session.start_choices, request, plan, [read.prompt.ids for read in reads], n)
    if body.stream:
        return EventStream(start, lanes=len(writing.texts), encode=writing.encode, ending=writing.ending)
    return WholeAnswer(start, lanes=len(writing.texts), writing=writing)


class WholeAnswer(EventStream):
    """The answer in one piece, when all texts have ended; a client that leaves stops them."""

    media_type = "application/json"

    def __init__(self, start: Callable[[Receive], Running], *, lanes: int, writing: Answer) -> None:
        super().__init__(start, lanes=lanes, encode=writing.hear)
        self._writing = writing

    async def answer(self, channel: Channel, scope: Scope, receive: asgi.Receive, send: Send) -> None:
        """Wait for all runs, of which the channel passes nothing on but its comments."""
        while await channel.get():
            pass
        status, content = self._writing.whole()
        # Half a surrogate pair, which came in as JSON, has no UTF-8.
        body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
        await Response(body, status, media_type=self.media_type)(scope, receive, send)


def _check(body: AskedBody, form: Form) -> None:
    """Refuse what only this interface knows.

    Raises:
        InvalidValue: with its field.
    """
    if form.logprobs is not None:
        check_listed("top", form.logprobs)
    if body.stream_options is not None and not body.stream:
        raise InvalidValue("stream_options is given, but stream is not true; leave it out.", field="stream_options")
    if body.stream and form.prompt_logprobs is not None:
        sentence = "prompt_logprobs come with a whole answer alone; leave stream out."
        raise InvalidValue(sentence, field="prompt_logprobs")
