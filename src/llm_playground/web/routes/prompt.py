"""What a model is asked, before it answers: asked while somebody types the messages."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, ModelName, Prompt, TemplateName, TemplateOptions, prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse


class PromptBody(Body):
    """The arguments of `llm_playground.render`."""

    model: ModelName
    prompt: Prompt
    template: TemplateName = None
    template_options: TemplateOptions


def make_router(session: Session) -> APIRouter:
    """`POST /prompt`."""
    router = APIRouter(responses=responses())

    @router.post("/prompt")
    def prompt(body: PromptBody) -> Response:
        """The prompt as a model reads it: whose words stand where, and which tokens are special ones."""
        return RecordResponse(session.render(body.model, prompt_of(body.prompt), body.template, body.template_options))

    return router
