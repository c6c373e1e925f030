"""The command that lays two models along one text."""

from __future__ import annotations

from typing import Annotated

from llm_playground.cli.given import given_text
from llm_playground.cli.help import examples
from llm_playground.cli.options import A_MODEL, JsonOption, ModelArgument, Taken, command, name, text
from llm_playground.errors import InvalidValue, shown


def _on_or_off(name: str, typed: str) -> bool:
    if typed not in ("on", "off"):
        raise InvalidValue(f"{name} is {shown(typed)}; it must be on or off.", field=name, subject=name)
    return typed == "on"


@command(
    epilog=examples(
        'llm-playground compare-models tiny-qwen tiny-qwen-chat "I am a small language model." --prompt "Who are you?"',
        'llm-playground compare-models tiny-gpt2 tiny-qwen "Once upon a time, there was a little girl named Mia."',
        "llm-playground compare-models tiny-gpt2 gpt2 - < a-text.txt",
    ),
)
def compare_models(
    model: ModelArgument,
    other: Annotated[str, name("Another model, named in the same way", metavar="OTHER", of=A_MODEL)],
    text: Annotated[str, text("The text to go along; - reads it from stdin, less its last line break")],
    prompt: Annotated[
        str | None,
        text(
            "What both read before the text, which is then an answer; an instruct model in its template",
            "--prompt",
            "-p",
        ),
    ] = None,
    template: Annotated[
        bool | None,
        Taken(
            flags=("--chat-template",),
            metavar="on|off",
            help="Whether the prompt stands in a chat template, for both models, a base model in that of the other",
            read=_on_or_off,
            otherwise="for an instruct model alone unless given",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Lay two models along one text: where their distributions part, and how far."""
    from llm_playground.cli.printing import print_record
    from llm_playground.engine.comparing_models import compare_models as compared

    print_record(compared(model, other, given_text(text), prompt=prompt, template=template), as_json=json)
