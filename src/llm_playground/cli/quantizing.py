"""The commands that store a model in fewer bits: to see what that does, and to write it to a file."""

from __future__ import annotations

from typing import Annotated

from llm_playground.cli.given import given_text
from llm_playground.cli.help import examples
from llm_playground.cli.options import Flag, JsonOption, ModelArgument, command, name, number, text
from llm_playground.decoding.parameter import Parameter, either
from llm_playground.quantization.types import TYPES

NEW_TOKENS = Parameter(
    name="max_new_tokens",
    effect="How many tokens the model itself adds to the text, greedily, before the types are compared.",
    lowest=0,
    highest=100,
    whole=True,
)


@command(
    epilog=examples(
        'llm-playground quantize tiny-qwen "Once upon a time"',
        'llm-playground quantize tiny-qwen-chat "Who are you?" --type Q8_0 --type Q4_0',
    ),
)
def quantize(
    model: ModelArgument,
    prompt: Annotated[str, text("The text to continue or to answer; - reads it from stdin, less its last line break")],
    max_new_tokens: Annotated[int, number(NEW_TOKENS)] = 24,
    type: Annotated[
        list[str] | None,
        name(
            "How the matrices are stored; several are compared",
            "--type",
            metavar="|".join(TYPES),
            of=either(tuple(TYPES)),
            otherwise="all of them unless given",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Tell what storing its weights in fewer bits does to a model."""
    from rich.console import Console
    from rich.progress import Progress

    from llm_playground.engine.events import Quantizing
    from llm_playground.engine.quantizing import quantizing
    from llm_playground.engine.shelf import SHELF

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Reading the text", total=None)
        for happening in quantizing(SHELF.get(model), given_text(prompt), max_new_tokens, type or tuple(TYPES)):
            if isinstance(happening, Quantizing):
                said = f"Storing the weights in {happening.type}"
                progress.update(task, completed=happening.done, total=happening.asked, description=said)
            else:
                found = happening
    print(found.to_json() if json else found)


@command(
    epilog=examples(
        "llm-playground export tiny-qwen --gguf tiny-qwen.gguf",
        "llm-playground export runs/mine --gguf mine.gguf --type Q4_0",
    ),
)
def export(
    model: ModelArgument,
    gguf: Annotated[
        str,
        name(
            "The file to write, in the format of llama.cpp, Ollama and LM Studio",
            "--gguf",
            metavar="MODEL.gguf",
            of="the path of a file",
        ),
    ],
    type: Annotated[
        str, name("How the matrices are stored", "--type", metavar="|".join(TYPES), of=either(tuple(TYPES)))
    ] = "Q8_0",
    force: Annotated[bool, Flag("--force", "Replace the file, if there is one.")] = False,
) -> None:
    """Write a model as a GGUF file, with its tokenizer and chat template."""
    from llm_playground.models.gguf.exporting import export_gguf

    path = export_gguf(model, gguf, type, replace=force)
    print(f"{path}: {model} in {type}, {path.stat().st_size / 1e6:.1f} MB")
