"""What the requests carry. Types are checked here, strictly; values by the session, which knows what they mean."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from llm_playground.engine.options import options
from llm_playground.engine.request import RunRequest

_OPTIONS = options()
_ROWS = {row["name"]: row for row in _OPTIONS["parameters"]}

ModelName = Annotated[str, Field(description="A key that `/api/models` lists.", examples=["tiny-gpt2"])]


# A range stands in the schema alone: the session checks it, and says in words what may be.


class Body(BaseModel):
    """A JSON object without unknown names, whose values have the very types that are asked for ("5" is no number)."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Message(Body):
    role: Literal["system", "user", "assistant"]
    content: str


class Run(Body):
    """One run: the arguments of `llm_playground.generate`."""

    model: ModelName
    prompt: str | Annotated[list[Message], Field(min_length=1)] = Field(
        description="A text; or, for an instruct model, a conversation."
    )
    strategy: str = Field("greedy", json_schema_extra={"enum": [each["name"] for each in _OPTIONS["strategies"]]})
    parameters: dict[str, int | float | bool | str | None] = Field(
        default_factory=dict,
        description="; ".join(f"{each['name']}: {each['legal']}" for each in _OPTIONS["parameters"]),
    )
    max_new_tokens: int = Field(_ROWS["max_new_tokens"]["default"], json_schema_extra={"minimum": 0})
    seed: Annotated[int, Field(json_schema_extra={"minimum": 0, "maximum": _ROWS["seed"]["highest"]})] | None = None
    order: str | list[str] | None = Field(
        None,
        description="In which order the warpers are applied: a preset that `/api/models` lists, or the names of the "
        "warpers, first to last.",
    )
    top: int = Field(
        10, description="How many candidates each stage of a step lists.", json_schema_extra={"minimum": 1}
    )

    def request(self) -> RunRequest:
        return RunRequest(
            self.model,
            self.prompt if isinstance(self.prompt, str) else [message.model_dump() for message in self.prompt],
            self.strategy,
            self.parameters,
            self.max_new_tokens,
            self.seed,
            self.top,
            self.order,
        )


class Comparison(Body):
    runs: list[Run] = Field(min_length=1, description="One a lane.")


class Named(Body):
    model: ModelName


class Look(Body):
    model: ModelName
    prompt: str
    layer: int = Field(0, description="From 0.", json_schema_extra={"minimum": 0})
    head: int = Field(0, description="The query head to be shown first, from 0.", json_schema_extra={"minimum": 0})
