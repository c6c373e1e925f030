"""`/v1/chat/completions`: an instruct model answers a conversation, in its chat template."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from llm_playground.engine.completing import Reading
from llm_playground.engine.session import Session
from llm_playground.errors import InvalidValue
from llm_playground.web.openai.answering import ANSWERS, Asked, answer
from llm_playground.web.openai.bodies import ChatBody
from llm_playground.web.openai.writing import Form


def make_router(session: Session) -> APIRouter:
    """`POST /chat/completions`."""
    router = APIRouter(responses=ANSWERS)

    @router.post("/chat/completions", response_class=Response)
    def chat_completions(body: ChatBody) -> Response:
        """One answer, or several, to a conversation."""
        return answer(session, body, _asked(body, session.limits.max_new_tokens))

    return router


def _asked(body: ChatBody, most: int) -> Asked:
    if body.top_logprobs is not None and not body.logprobs:
        raise InvalidValue("top_logprobs is given, but logprobs is not true; say so, or leave it out.", field="top")
    options = dict(body.chat_template_kwargs or {})
    if body.add_generation_prompt is not None:
        options["add_generation_prompt"] = body.add_generation_prompt
    form = Form(
        body.model,
        chat=True,
        logprobs=(body.top_logprobs or 0) if body.logprobs else None,
        prompt_logprobs=body.prompt_logprobs,
        ids=bool(body.return_token_ids),
        as_ids=bool(body.return_tokens_as_token_ids),
        usage=bool(body.stream_options and body.stream_options.include_usage),
    )
    messages = [message.message(place) for place, message in enumerate(body.messages)]
    told = form.logprobs is not None
    reading = Reading(body.model, [messages], template_options=options, scored=body.prompt_logprobs, told=told)
    return Asked(reading, form, _length(body, most))


def _length(body: ChatBody, most: int) -> int:
    """How many tokens an answer may have; as many as there may be, unless that is said."""
    given = {each for each in (body.max_tokens, body.max_completion_tokens) if each is not None}
    if len(given) > 1:
        sentence = (
            f"max_tokens is {body.max_tokens} and max_completion_tokens {body.max_completion_tokens}: the two are one "
            "thing, so give one of them."
        )
        raise InvalidValue(sentence, field="max_new_tokens")
    return given.pop() if given else most
