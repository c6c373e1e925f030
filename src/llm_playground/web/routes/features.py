"""A text in the features of a dictionary, one feature, and a dictionary fitted here."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.inside.dictionary_fitting import (
    MOST_ACTIVE,
    MOST_FEATURES,
    MOST_STEPS,
    MOST_TEXTS,
    DictionaryRequest,
)
from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, ModelName, prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse
from llm_playground.web.routes.inspect import TextBody
from llm_playground.web.streaming import EventStream, stream_of

_STREAM = stream_of("loading, fitting (both repeated), then fitted or error. Closing the connection cancels.")


class FeaturesBody(TextBody):
    dictionary: str | None = Field(None, description="By name; null: the sparse autoencoder of the model.")


class FeatureBody(FeaturesBody):
    index: int = Field(description="Of the feature, from 0.", json_schema_extra={"minimum": 0})
    position: int | None = Field(None, description="A token of the prompt, from 0; null: where it is strongest.")


class GraphBody(TextBody):
    token: int | str | None = Field(None, description="An id, or a text that is one token; null: the likeliest.")


class FitBody(Body):
    """The arguments of `llm_playground.fit_dictionary`."""

    model: ModelName
    n_features: int = Field(json_schema_extra={"minimum": 1, "maximum": MOST_FEATURES})
    k: int = Field(json_schema_extra={"minimum": 1, "maximum": MOST_ACTIVE})
    at: str | None = Field(None, description="What it reads.", examples=["h.2.resid_post", "h.1.mlp"])
    steps: int = Field(300, json_schema_extra={"minimum": 1, "maximum": MOST_STEPS})
    n_texts: int = Field(500, json_schema_extra={"minimum": 1, "maximum": MOST_TEXTS})
    seed: int = Field(0, json_schema_extra={"minimum": 0})


def make_router(session: Session) -> APIRouter:
    """`POST /features`, `POST /feature`, `POST /attribution-graph` and `POST /dictionaries/fit`."""
    router = APIRouter(responses=responses())

    @router.post("/features")
    def features(body: FeaturesBody) -> Response:
        """The features of a dictionary that are active on each token of a prompt."""
        return RecordResponse(session.features(body.model, prompt_of(body.prompt), body.dictionary))

    @router.post("/feature")
    def feature(body: FeatureBody) -> Response:
        """One feature: where it fires, what it writes, and what becomes of the next token without it."""
        prompt = prompt_of(body.prompt)
        return RecordResponse(session.feature(body.model, prompt, body.index, body.position, body.dictionary))

    @router.post("/attribution-graph")
    def attribution_graph(body: GraphBody) -> Response:
        """Which features of which MLPs made the logit of a next token, through which others, from which tokens."""
        return RecordResponse(session.attribution_graph(body.model, prompt_of(body.prompt), body.token))

    @router.post("/dictionaries/fit", responses=_STREAM, response_class=Response)
    async def fit(body: FitBody) -> Response:
        """Fit a dictionary to a model and grade it; the model has it by the name of the answer from then on."""
        request = DictionaryRequest(body.at, body.n_features, body.k, body.steps, body.n_texts, body.seed)
        return EventStream(partial(session.start_fitting, body.model, request))

    return router
