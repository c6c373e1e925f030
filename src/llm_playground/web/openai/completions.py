"""`/v1/completions`: texts are continued as they stand, and scored."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from llm_playground.engine.completing import ALL, Reading
from llm_playground.engine.session import Session
from llm_playground.errors import InvalidValue
from llm_playground.web.openai.answering import ANSWERS, Asked, answer
from llm_playground.web.openai.bodies import CompletionBody
from llm_playground.web.openai.writing import Form

LENGTH = 16  # new tokens, unless asked for otherwise: OpenAI's


def make_router(session: Session) -> APIRouter:
    """`POST /completions`."""
    router = APIRouter(responses=ANSWERS)

    @router.post("/completions", response_class=Response)
    def completions(body: CompletionBody) -> Response:
        """One text, or several, after a prompt, or each of several prompts."""
        return answer(session, body, _asked(body))

    return router


def _asked(body: CompletionBody) -> Asked:
    if body.best_of not in (None, 1 if body.n is None else body.n):
        sentence = f"best_of is {body.best_of}; no text is made and thrown away, so it must be n, or be left out."
        raise InvalidValue(sentence, field="best_of")
    # Of a prompt that is echoed the log-probabilities come as those of the text do.
    of_echo = body.logprobs if body.echo else None
    wanted = {each for each in (of_echo, body.prompt_logprobs) if each is not None}
    form = Form(
        body.model,
        chat=False,
        logprobs=body.logprobs,
        prompt_logprobs=body.prompt_logprobs,
        echo=bool(body.echo),
        ids=bool(body.return_token_ids),
        as_ids=bool(body.return_tokens_as_token_ids),
        usage=bool(body.stream_options and body.stream_options.include_usage),
    )
    scored, told = ALL if ALL in wanted else max(wanted, default=None), form.logprobs is not None
    reading = Reading(body.model, body.prompts, plain=True, scored=scored, told=told)
    return Asked(reading, form, LENGTH if body.max_tokens is None else body.max_tokens)
