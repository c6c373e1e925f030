"""The commands: what they take, whom they call."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llm_playground.cli.serving import serve
from llm_playground.cli.training import corpus, train
from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.errors import InvalidValue
from llm_playground.models.catalog import DEFAULT_MODEL

if TYPE_CHECKING:
    from llm_playground.engine.generation import Run

app = typer.Typer(
    name="llm-playground",
    help="See how a language model works: tokens, attention, distributions, texts. Without a command: open the page.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _parameter(name: str) -> Any:
    """A decoding parameter as an option, described in the same words as everywhere else."""
    return typer.Option(f"--{name.replace('_', '-')}", help=PARAMETERS[name].effect)


ModelOption = Annotated[str, typer.Option("--model", "-m", help="Catalog key, hub id or checkpoint folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the whole record as JSON.")]


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        serve()


@app.command()
def chat(model: ModelOption = DEFAULT_MODEL) -> None:
    """Type prompts here in the terminal, and change the settings on the way."""
    from llm_playground.cli.interactive import converse

    converse(model)


@app.command()
def generate(
    model: Annotated[str, typer.Argument(help="Catalog key, hub id or checkpoint folder.")],
    prompt: Annotated[
        str, typer.Argument(help="The text to continue or to answer; - reads it from stdin, less its last line break.")
    ],
    strategy: Annotated[
        str, typer.Option("--strategy", "-s", help="greedy, sample, top_k, top_p, min_p, typical or beam.")
    ] = "greedy",
    max_new_tokens: Annotated[int, _parameter("max_new_tokens")] = 50,
    temperature: Annotated[float | None, _parameter("temperature")] = None,
    top_k: Annotated[int | None, _parameter("top_k")] = None,
    top_p: Annotated[float | None, _parameter("top_p")] = None,
    min_p: Annotated[float | None, _parameter("min_p")] = None,
    typical_p: Annotated[float | None, _parameter("typical_p")] = None,
    repetition_penalty: Annotated[float | None, _parameter("repetition_penalty")] = None,
    num_beams: Annotated[int | None, _parameter("num_beams")] = None,
    length_penalty: Annotated[float | None, _parameter("length_penalty")] = None,
    early_stopping: Annotated[str | None, _parameter("early_stopping")] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same text.")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = "auto",
    dtype: Annotated[str, typer.Option(help="float32, bfloat16 or float16.")] = "float32",
    json: JsonOption = False,
) -> None:
    """Continue a text, or answer it, one token at a time."""
    from llm_playground.cli.printing import print_run
    from llm_playground.engine.generation import prepare
    from llm_playground.models.loading import load

    run: Run = prepare(
        lambda: load(model, device=device, dtype=dtype),
        _text(prompt),
        strategy,
        max_new_tokens,
        seed=seed,
        temperature=temperature,
        top_k=top_k,
        top_p=top_p,
        min_p=min_p,
        typical_p=typical_p,
        repetition_penalty=repetition_penalty,
        num_beams=num_beams,
        length_penalty=length_penalty,
        early_stopping=_early_stopping(early_stopping),
    )
    if json:
        print(run.trace().to_json())
    else:
        print_run(run)


@app.command()
def tokenize(
    text: Annotated[
        str, typer.Argument(help="The text to cut into tokens; - reads it from stdin, less its last line break.")
    ],
    tokenizer: Annotated[
        list[str],
        typer.Option(
            "--tokenizer",
            "-t",
            help="A model (catalog key, hub id or folder), tiktoken:cl100k_base, a tokenizer file, or a kind: byte, "
            "character, word, bpe, wordpiece, unigram, sentencepiece. Several are compared.",
        ),
    ] = [DEFAULT_MODEL],  # noqa: B006 (typer makes a new list)
    special: Annotated[
        bool, typer.Option("--special", help="Read special tokens that are written in the text as such.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show how a text is cut into tokens, by one tokenizer or by several side by side."""
    from llm_playground.cli.tokens import print_comparison, print_encoding
    from llm_playground.engine.text import compare_tokenizers, load_tokenizer

    if len(tokenizer) == 1:
        print_encoding(load_tokenizer(tokenizer[0]).explain(_text(text), allow_special=special), as_json=json)
    else:
        print_comparison(compare_tokenizers(_text(text), tokenizer, allow_special=special), as_json=json)


@app.command()
def models() -> None:
    """List the models with a short name, and whether they are at hand."""
    from llm_playground.cli.printing import print_catalog

    print_catalog()


@app.command()
def pull(model: Annotated[str, typer.Argument(help="Catalog key or hub id.")]) -> None:
    """Download a model, so that it is at hand offline."""
    from llm_playground.models.folders import find_folder

    print(f"{model} is at hand: {find_folder(model)}")


app.command()(serve)
app.command()(corpus)
app.command()(train)


def _text(argument: str) -> str:
    if argument != "-":
        return argument
    data = sys.stdin.buffer.read()
    try:
        return data.decode("utf-8").removesuffix("\n")  # which `echo` adds and nobody means
    except UnicodeDecodeError as error:
        where = f"byte {error.start} is {data[error.start]:#04x}"
        raise InvalidValue(f"The text on stdin is not UTF-8 ({where}); save it as UTF-8 first.") from error


def _early_stopping(value: str | None) -> bool | str | None:
    words: dict[str | None, bool | str | None] = {None: None, "true": True, "false": False, "never": "never"}
    if value not in words:
        raise InvalidValue(f"early_stopping is {value!r}; it must be true, false or never.")
    return words[value]
