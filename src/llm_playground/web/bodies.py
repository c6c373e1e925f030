"""What the bodies of all requests have in common. Types are checked here, strictly; values by the engine.

A range therefore stands in the schema alone: the engine checks it, and says in words what is allowed.

Every list and dictionary has a bound, and no more than a few mistakes are collected. Without that, half a megabyte of
wrong items would become hundreds of thousands of error objects, and the server would answer nobody while they are made.
"""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from llm_playground.engine.request import Limits, PromptInput

MOST_ITEMS = 1_000  # of a list; what makes sense is less, and the engine knows it
MOST_IDS = 50_000  # of a prompt
MOST_NAMES = 50  # of a dictionary
LONGEST_NAME = 100  # characters of a name in a dictionary
MOST_UNKNOWN = 3  # names that an object should not have, of which the answer speaks

MOST_MESSAGES = Limits().messages

T = TypeVar("T")


def _few(names: Any) -> Any:
    """Refuses a dictionary of too many names before pydantic looks at the first, which checks the length last."""
    if isinstance(names, dict) and len(names) > MOST_NAMES:
        raise ValueError(f"has too many names; it may have at most {MOST_NAMES}")
    return names


def _few_messages(prompt: Any) -> Any:
    """Refuses a conversation without end before pydantic makes a message of each dictionary."""
    if isinstance(prompt, list) and sum(isinstance(item, dict) for item in prompt) > MOST_MESSAGES:
        raise ValueError(f"has too many messages; it may have at most {MOST_MESSAGES:,}")
    return prompt


Items = Annotated[list[T], Field(max_length=MOST_ITEMS, fail_fast=True)]
Several = Annotated[Items[T], Field(min_length=1)]
Named = Annotated[
    dict[Annotated[str, Field(max_length=LONGEST_NAME)], T], Field(max_length=MOST_NAMES), BeforeValidator(_few)
]
ModelName = Annotated[str, Field(description="A key that `/api/catalog` lists.", examples=["tiny-gpt2"])]


TemplateName = Annotated[
    bool | str | None,
    Field(
        description="The chat template of the prompt: null as the model was trained, true its own, false none, "
        '"twin" that of its twin, or the name of a model that has one.'
    ),
]


TemplateOptions = Annotated[
    Named[str | int | float | bool | None],
    Field(
        default_factory=dict,
        description="What the chat template is told, such as enable_thinking; one that it does not read is refused.",
    ),
]


def _bounded(value: Any) -> Any:
    """Refuses a list or an object without end; what it holds is for the engine to say, in one sentence."""
    if isinstance(value, list | dict) and len(value) > MOST_ITEMS:
        raise ValueError(f"has too many values; it may have at most {MOST_ITEMS:,}")
    return value


_SCALARS = [{"type": "number"}, {"type": "string"}, {"type": "boolean"}, {"type": "null"}]
Setting = Annotated[
    Any,
    BeforeValidator(_bounded),
    WithJsonSchema(
        {
            "anyOf": [
                *_SCALARS,
                {"type": "array", "maxItems": MOST_ITEMS, "items": {}},
                {"type": "object", "maxProperties": MOST_ITEMS, "additionalProperties": {"type": "number"}},
            ]
        }
    ),
]


class Body(BaseModel):
    """A JSON object without unknown names, whose values have exactly the types asked for: "5" is not a number."""

    model_config = ConfigDict(strict=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _few_unknown(cls, data: Any) -> Any:
        """The known names and a few of the unknown ones: pydantic makes an error of each."""
        if not isinstance(data, dict):
            return data
        unknown = islice((name for name in data if name not in cls.model_fields), MOST_UNKNOWN)
        return {name: data[name] for name in (*unknown, *cls.model_fields) if name in data}


class MessageBody(Body):
    role: str = Field(json_schema_extra={"enum": ["system", "user", "assistant"]})
    content: str


Prompt = Annotated[
    str | Annotated[list[MessageBody | int], Field(min_length=1, max_length=MOST_IDS, fail_fast=True)],
    BeforeValidator(_few_messages),
    Field(description="A text; for an instruct model, a conversation; or token ids, which are taken as they are."),
]


def prompt_of(prompt: str | list[MessageBody | int]) -> PromptInput:
    """The prompt of a body as the engine takes it."""
    if isinstance(prompt, str):
        return prompt
    return [item.model_dump() if isinstance(item, MessageBody) else item for item in prompt]  # type: ignore[return-value]
