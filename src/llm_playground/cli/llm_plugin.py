"""The models of this machine for the command `llm`, which finds them by the entry point of that name.

    llm -m tiny-qwen-chat "Who are you?" -o temperature 0.8 -o seed 7

`llm` loads this with all its commands, so that PyTorch comes with the first model that needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import llm
from pydantic import ConfigDict, Field, create_model

from llm_playground.decoding import PARAMETERS, Parameter
from llm_playground.engine.request import Limits
from llm_playground.engine.shelf import SHELF
from llm_playground.models.catalog import CATALOG
from llm_playground.models.references import read_name
from llm_playground.records import Ending, Start, Step

STRATEGY = "sample"  # from the model's own distribution, unless an option says otherwise
MAX_TOKENS = "max_tokens"  # what every model of `llm` calls it
LOGPROBS = Parameter(
    name="logprobs",
    effect="Keeps the log-probability of every token in the log, and of so many likeliest ones in its place.",
    lowest=0,
    highest=Limits().top,
    whole=True,
)
_ROWS = {
    **{row.name: row for row in PARAMETERS.values() if row.warper},
    MAX_TOKENS: PARAMETERS["max_new_tokens"],
    "seed": PARAMETERS["seed"],
    "stop": PARAMETERS["stop"],
    "logprobs": LOGPROBS,
}


def _option(row: Parameter) -> Any:
    """An option as `llm` knows it. What is typed comes as a text, and is read by the row: its sentences are ours."""
    allowed = f"{row.legal[0].upper()}{row.legal[1:]}."
    kinds = {"number": str | int | float, "options": str, "texts": str | list[str], "biases": str | dict[str, float]}
    return (kinds[row.kind] | None, Field(None, description=f"{row.effect} {allowed}"))


Options = create_model(
    "Options",
    __config__=ConfigDict(extra="forbid"),
    **{name: _option(row) for name, row in _ROWS.items()},
)


@llm.hookimpl
def register_models(register: Callable[[llm.Model], None]) -> None:
    """Every model of the catalog that is on this machine."""
    for key in CATALOG:
        if SHELF.state(key, read_name(key)).state != "remote":
            register(LocalModel(key))


class LocalModel(llm.Model):
    """A model of the catalog. An instruct model answers a conversation; a base model continues its text."""

    can_stream = True
    Options = Options

    def __init__(self, key: str) -> None:
        self.model_id = key

    def __str__(self) -> str:
        return f"LLM Playground: {self.model_id}"

    def execute(
        self, prompt: llm.Prompt, stream: bool, response: llm.Response, conversation: llm.Conversation | None
    ) -> Iterator[str]:
        """The text, as it is made.

        Raises:
            PlaygroundError: an option, or a prompt, that the model cannot take.
        """
        from llm_playground.engine.generation import prepare

        options = {name: _read(name, value) for name, value in prompt.options if value is not None}
        top, length = options.pop("logprobs", None), options.pop(MAX_TOKENS, Limits().max_new_tokens)
        run = prepare(self.model_id, self._prompt(prompt.messages), STRATEGY, length, **options)
        told: dict[str, Any] = {}
        steps: list[Step] = []
        for event in run.events(max(1, top or 0)):
            match event:
                case Start():
                    told["seed"] = event.seed
                case Step():
                    steps.append(event)
                    yield event.text
                case Ending():
                    told["finish_reason"] = event.finish_reason
        response.set_usage(input=len(run.prompt.ids), output=len(steps))
        if top is not None:
            told["logprobs"] = _logprobs(steps, top)
        response.response_json = told

    def _prompt(self, messages: list[llm.Message]) -> Any:
        texts = [(message.role, "".join(getattr(part, "text", "") for part in message.parts)) for message in messages]
        if CATALOG[self.model_id].kind == "instruct":
            return [{"role": role, "content": text} for role, text in texts]
        return "".join(text for _, text in texts)


def _read(name: str, value: Any) -> Any:
    return _ROWS[name].read(value) if isinstance(value, str) else _ROWS[name].check(value)


def _logprobs(steps: list[Step], top: int) -> list[dict[str, Any]]:
    """The tokens in the form of OpenAI's answers."""
    from llm_playground.web.openai.tokens import of_chat, of_step

    return of_chat([of_step(step, 0) for step in steps], top, as_id=False)
