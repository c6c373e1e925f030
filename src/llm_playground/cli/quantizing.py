"""The command that writes a model in fewer bits."""

from __future__ import annotations

from typing import Annotated

from llm_playground.cli.help import examples
from llm_playground.cli.options import Flag, ModelArgument, command, name
from llm_playground.decoding.parameter import either
from llm_playground.quantization.types import TYPES


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
