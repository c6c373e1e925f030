"""What a program sends, by OpenAI's names and, where OpenAI has none, by vLLM's."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from llm_playground.engine.options import PARAMETERS
from llm_playground.engine.request import Value
from llm_playground.errors import LONGEST_NAME, InvalidValue, shown
from llm_playground.web.bodies import MOST_IDS, Items, ModelName, Named
from llm_playground.web.openai.fields import ROWS, read_extras


class StreamOptions(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")  # the others are for somebody's network
    include_usage: bool | None = None


def _with_rows(schema: dict[str, Any]) -> None:
    """The parameters of the chain in the schema of a body, from the table."""
    for name, row in ROWS.items():
        schema["properties"].setdefault(name, {"description": f"{PARAMETERS[row].effect} {PARAMETERS[row].legal}."})


class AskedBody(BaseModel):
    """What both kinds of request have in common."""

    model_config = ConfigDict(strict=True, extra="allow", json_schema_extra=_with_rows)

    model: ModelName
    n: int | None = None
    max_tokens: int | None = None
    stop: str | Items[str] | None = None
    seed: int | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    prompt_logprobs: int | None = Field(None, description="vLLM: candidates listed at each token of the prompt.")
    return_token_ids: bool | None = Field(None, description="vLLM: the ids of the prompt and of the text too.")
    return_tokens_as_token_ids: bool | None = Field(
        None, description='vLLM: tokens are written "token_id:5", so that two with one text can be told apart.'
    )

    @property
    def parameters(self) -> dict[str, Value]:
        """Those of the chain. Raises: as `read_extras`."""
        return read_extras(self.model_extra or {}, type(self).model_fields)


class CompletionBody(AskedBody):
    prompt: (
        str
        | Annotated[
            list[int | str | Annotated[list[int], Field(max_length=MOST_IDS, fail_fast=True)]],
            Field(min_length=1, max_length=MOST_IDS, fail_fast=True),
        ]
    ) = Field(description="A text, a list of texts, token ids, or a list of lists of these.")
    logprobs: int | None = Field(None, description="How many candidates are listed at each token.")
    echo: bool | None = Field(None, description="Whether the prompt is part of the text that comes back.")
    best_of: int | None = Field(None, description="As many as `n`; no text is made and thrown away.")

    @property
    def prompts(self) -> list[str | list[int]]:
        """Each prompt by itself.

        Raises:
            InvalidValue: a list of texts and ids mixed.
        """
        if isinstance(self.prompt, str):
            return [self.prompt]
        if all(isinstance(item, int) for item in self.prompt):
            return [self.prompt]  # type: ignore[list-item]
        if any(isinstance(item, int) for item in self.prompt):
            sentence = "The prompt mixes token ids with other things: give a text, token ids, or a list of either."
            raise InvalidValue(sentence, field="prompt")
        return self.prompt  # type: ignore[return-value]


class PartBody(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")
    type: str
    text: str | None = None


class MessageBody(BaseModel):
    """A message. Clients send back what they got, with many fields that hold nothing."""

    model_config = ConfigDict(strict=True, extra="allow")
    role: str = Field(json_schema_extra={"enum": ["system", "developer", "user", "assistant"]})
    content: str | Items[PartBody]
    name: str | None = Field(None, description="Not shown to the model.")

    def message(self, place: int) -> dict[str, str]:
        """It as the engine takes it.

        Raises:
            InvalidValue: a part that is not text, or something that no template here would show.
        """
        for name, value in (self.model_extra or {}).items():
            if value not in (None, [], {}, ""):
                sentence = f"Message {place + 1} has the field {shown(name)}, which no model here reads; leave it out."
                raise InvalidValue(sentence, field=f"prompt.{place}.{name[:LONGEST_NAME]}")
        content = self.content if isinstance(self.content, str) else "".join(self._texts(place))
        return {"role": "system" if self.role == "developer" else self.role, "content": content}

    def _texts(self, place: int) -> list[str]:
        texts = []
        for part in self.content:
            if isinstance(part, str) or part.type != "text" or part.text is None:
                sentence = f"Message {place + 1} has a part that is no text; the models here read text alone."
                raise InvalidValue(sentence, field=f"prompt.{place}.content")
            texts.append(part.text)
        return texts


class ChatBody(AskedBody):
    messages: Annotated[Items[MessageBody], Field(min_length=1)]
    max_completion_tokens: int | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    add_generation_prompt: bool | None = None
    chat_template_kwargs: Named[str | int | float | bool | None] | None = Field(
        None, description="vLLM: what the model's chat template may ask for, such as enable_thinking."
    )
