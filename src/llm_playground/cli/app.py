"""The commands: their arguments and options, and the functions that they call."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import click

from llm_playground.cli.comparing import (
    EXAMPLE,
    lanes_of_models,
    read_lanes,
    read_names,
    read_templates,
    with_templates,
)
from llm_playground.cli.comparing_models import compare_models
from llm_playground.cli.course import course
from llm_playground.cli.deploying import deploy
from llm_playground.cli.exporting_site import export_site
from llm_playground.cli.given import given_text
from llm_playground.cli.help import Commands, examples
from llm_playground.cli.options import (
    DeviceOption,
    Flag,
    JsonOption,
    ModelArgument,
    ModelOption,
    ModelsDirOption,
    Taken,
    TemplateOption,
    command,
    name,
    number,
    path,
    text,
    version_option,
)
from llm_playground.cli.quantizing import export, quantize
from llm_playground.cli.run_options import RecommendedOption, StrategyOption, plan_of, together, with_run_options
from llm_playground.cli.serving import serve
from llm_playground.cli.sheet import (
    CsvOption,
    HtmlOption,
    PromptsOption,
    SeedsOption,
    answer_prompts,
    check_kind_of_comparison,
)
from llm_playground.cli.speculating import speculate
from llm_playground.cli.sweeping import sweep
from llm_playground.cli.training import corpus, train
from llm_playground.decoding import PARAMETERS, Value
from llm_playground.decoding.parameter import Parameter, either
from llm_playground.engine.arena.lanes import LENGTH
from llm_playground.engine.arena.presets import PRESETS
from llm_playground.engine.recommendation import recommendation_of
from llm_playground.models.catalog import DEFAULT_MODEL
from llm_playground.models.chat_template import TemplateChoice
from llm_playground.models.device_map import DEVICE_MAPS
from llm_playground.models.devices import DTYPES
from llm_playground.tokenization.kinds.table import offered_kinds

REPEATS = Parameter(
    name="repeats", effect="How many texts each lane makes, one seed after the other.", lowest=1, whole=True
)


@command()
def chat(model: ModelOption = DEFAULT_MODEL) -> None:
    """Type prompts in the terminal; change the settings on the way."""
    from llm_playground.cli.interactive import converse

    converse(model)


@command(
    epilog=examples(
        'llm-playground generate tiny-gpt2 "Once upon a time"',
        'llm-playground generate tiny-gpt2 "Once upon a time" --strategy top_p --top-p 0.9 --temperature 0.8 --seed 7',
        'llm-playground generate tiny-gpt2 "One day, a fox" --strategy beam --num-beams 4 --max-new-tokens 30',
        'llm-playground generate qwen "Suggest a party theme." --recommended',
        'echo "The little dragon" | llm-playground generate tiny-gpt2 - --json',
    ),
)
@with_run_options
def generate(
    model: ModelArgument,
    prompt: Annotated[str, text("The text to continue or to answer; - reads it from stdin, less its last line break")],
    strategy: StrategyOption = None,
    recommended: RecommendedOption = False,
    device: DeviceOption = "auto",
    dtype: Annotated[
        str, name("Of weights and activations", "--dtype", metavar="|".join(DTYPES), of=either(DTYPES))
    ] = ("float32"),
    device_map: Annotated[
        str | None,
        name(
            "Lay a model over GPUs, memory and disk that no single one of them holds",
            "--device-map",
            metavar="|".join(DEVICE_MAPS),
            of=either(DEVICE_MAPS),
            otherwise="one device unless given",
        ),
    ] = None,
    template_option: TemplateOption = None,
    json: JsonOption = False,
    save: Annotated[
        str | None,
        name(
            "Also write the run to a file that is not there yet; its ending says what: .json the record, .html a page, "
            ".py a program",
            "--save",
            metavar="FILE",
            of="a file",
            otherwise="nothing unless given",
        ),
    ] = None,
    **settings: str | None,
) -> None:
    """Continue a text, or answer it, one token at a time."""
    if save is not None:
        from llm_playground.cli.saving import check_new

        check_new(save)
    recommendation = recommendation_of(model) if recommended else None
    plan = plan_of(strategy, settings, recommendation)  # first: a wrong value should not wait for a model to load
    if recommendation and recommendation.shortfall:
        print(recommendation.shortfall, file=sys.stderr)
    from llm_playground.cli.printing import print_run
    from llm_playground.engine.generation import run_of
    from llm_playground.models.loading import load
    from llm_playground.plain.badge import badge

    loaded = load(model, device=device, dtype=dtype, device_map=device_map)
    if stored := badge(loaded.info.quantization):
        print(stored, file=sys.stderr)
    run = run_of(loaded, given_text(prompt), plan, template_options=dict(template_option or ()))
    trace = run.trace() if json else print_run(run, top=0 if save is None else 10)
    if json and trace:
        print(trace.to_json())
    if save is not None:
        from llm_playground.cli.saving import write_trace

        write_trace(trace, save)


@command(
    epilog=examples(
        'llm-playground compare "Once upon a time"',
        'llm-playground compare "Once upon a time" -l greedy -l "top_p top_p=0.9 temperature=0.8" --repeats 4 --seed 7',
        'llm-playground compare "One day, a fox" -l "sample model=tiny-gpt2" -l "sample model=tiny-qwen" --json',
        'llm-playground compare "I am Tom." --models tiny-qwen,tiny-qwen-chat,tiny-qwen --chat-template off,on,twin',
        "llm-playground compare --models tiny-gpt2,tiny-qwen-chat --prompts prompts.csv --seeds 5 --html answers.html",
        'llm-playground compare --models tiny-qwen,tiny-qwen-chat --prompts bundled -l "top_p top_p=0.9"',
    ),
)
def compare(
    prompt: Annotated[
        str | None, text("The text to continue or to answer; - reads it from stdin, less its last line break")
    ] = None,
    lane: Annotated[
        list[str] | None,
        name(
            "A strategy, and with it its parameters, a model, a seed, an order or a template as name=value, all in one "
            "pair of quotation marks. Each makes a lane",
            "--lane",
            "-l",
            metavar="LANE",
            of=f"a strategy and its values, such as {EXAMPLE}",
            otherwise="six strategies unless given",
        ),
    ] = None,
    model: ModelOption = DEFAULT_MODEL,
    models: Annotated[
        tuple[str, ...] | None,
        Taken(
            flags=("--models",),
            metavar="MODEL,MODEL",
            help="Models between commas, a lane each: all with the strategy of one --lane, or each with its own",
            read=read_names,
        ),
    ] = None,
    chat_template: Annotated[
        tuple[TemplateChoice, ...] | None,
        Taken(
            flags=("--chat-template",),
            metavar="on|off|twin|MODEL",
            help="The chat template of the prompt: the model's own, none, that of its twin, or that of another model. "
            "One for all lanes, or one for each between commas",
            read=read_templates,
            otherwise="on for an instruct model, off for a base model unless given",
        ),
    ] = None,
    max_new_tokens: Annotated[int, number(PARAMETERS["max_new_tokens"])] = LENGTH,
    repeats: Annotated[int, number(REPEATS)] = 1,
    seed: Annotated[int | None, number(PARAMETERS["seed"], otherwise="a new one unless given")] = None,
    stop: Annotated[list[Value] | None, number(PARAMETERS["stop"], otherwise="none unless given")] = None,
    prompts: PromptsOption = None,
    seeds: SeedsOption = None,
    csv: CsvOption = None,
    html: HtmlOption = None,
    json: JsonOption = False,
) -> None:
    """Continue a text in several lanes at once: models, strategies, seeds, chat templates, side by side.

    With --prompts in place of a text: a table of what each model answers to many prompts, and which rules it keeps.
    """
    lanes = read_lanes(lane or ())
    if check_kind_of_comparison(prompt, prompts, seeds=seeds, csv=csv, html=html, repeats=repeats):
        answer_prompts(
            prompts, models or (model,), lanes, chat_template, seeds, seed, max_new_tokens, stop, csv, html, json=json
        )
        return
    assert prompt is not None
    from llm_playground.cli.printing import print_record
    from llm_playground.engine.arena.comparing import compare

    wanted: Sequence[Mapping[str, object]] = lanes or PRESETS["strategies"].lanes
    given = with_templates(lanes_of_models(lanes, models) if models else wanted, chat_template or ())
    chosen = {"max_new_tokens": max_new_tokens, "repeats": repeats}
    strings: Any = together(stop) if stop else None
    arena = compare(given_text(prompt), given, model, seed=seed, stop=strings, **chosen)
    print_record(arena, as_json=json)


@command(epilog=examples("llm-playground diff monday.json tuesday.json", "llm-playground diff a.json b.json --json"))
def diff(
    a: Annotated[Path, path("A run that was saved as .json (generate --save)", metavar="RUN")],
    b: Annotated[Path, path("Another one", metavar="SECOND")],
    json: JsonOption = False,
) -> None:
    """Lay two saved runs side by side: where their texts part and meet, and what was set differently."""
    from llm_playground.cli.printing import print_record
    from llm_playground.sharing.difference import diff as difference

    found = difference(a, b)
    print_record(found, as_json=json)


@command(
    epilog=examples(
        'llm-playground tokenize "The robot said: Hello!"',
        'llm-playground tokenize "The robot said: Hello!" -t tiny-gpt2 -t word -t wordpiece',
        "llm-playground tokenize - --json < a-text.txt",
    ),
)
def tokenize(
    text: Annotated[str, text("The text to cut into tokens; - reads it from stdin, less its last line break")],
    tokenizer: Annotated[
        list[str],
        name(
            "A model (catalog key, hub id or folder), tiktoken:cl100k_base, a tokenizer file, or a kind: "
            f"{', '.join(offered_kinds())}. Several are compared",
            "--tokenizer",
            "-t",
            of=f"a model, tiktoken:NAME, a tokenizer file, or one of {', '.join(offered_kinds())}",
        ),
    ] = [DEFAULT_MODEL],  # noqa: B006 (nobody changes it)
    special: Annotated[bool, Flag("--special", "Read special tokens that are written in the text as such.")] = False,
    json: JsonOption = False,
) -> None:
    """Show how a text is cut into tokens, by one tokenizer or several."""
    from llm_playground.cli.tokens import print_comparison, print_encoding
    from llm_playground.engine.text import compare_tokenizers, load_tokenizer

    if len(tokenizer) == 1:
        print_encoding(load_tokenizer(tokenizer[0]).explain(given_text(text), allow_special=special), as_json=json)
    else:
        print_comparison(compare_tokenizers(given_text(text), tokenizer, allow_special=special), as_json=json)


STRIDE = Parameter(
    name="stride",
    effect="Tokens by which the window moves over a text longer than the context.",
    lowest=1,
    whole=True,
)


@command(
    epilog=examples(
        'llm-playground score tiny-gpt2 "Once upon a time, there was a little girl named Mia."',
        'llm-playground score tiny-qwen-chat "I am a small language model." --prompt "Who are you?"',
        "llm-playground score tiny-gpt2 - --stride 64 < a-text.txt",
    ),
)
def score(
    model: ModelArgument,
    text: Annotated[str, text("The text to score; - reads it from stdin, less its last line break")],
    prompt: Annotated[
        str | None,
        text("What the model reads before the text, not scored itself; an instruct model answers it", "--prompt", "-p"),
    ] = None,
    stride: Annotated[int | None, number(STRIDE, otherwise="half the context unless given")] = None,
    json: JsonOption = False,
) -> None:
    """Tell how probable a model finds a text, token by token and as a whole."""
    from llm_playground.cli.scoring import print_score
    from llm_playground.engine.scoring import score as scored

    print_score(scored(model, given_text(text), prompt=prompt, stride=stride), as_json=json)


@command(
    epilog=examples(
        "llm-playground inspect tiny-qwen",
        'llm-playground inspect tiny-gpt2 --prompt "Tom saw a big red"',
    ),
)
def inspect(
    model: ModelArgument,
    prompt: Annotated[
        str | None,
        text(
            "A text to read. Then what is shown is not the parts but what may come next, what the model would say at "
            "each layer, and what the likeliest token owes to each part; - reads it from stdin",
            "--prompt",
            "-p",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Look into a model: its parts, or what it computes on a text."""
    from llm_playground.cli.inspecting import print_look, print_parts
    from llm_playground.models.loading import load

    if prompt is None:
        print_parts(load(model), as_json=json)
    else:
        print_look(load(model), given_text(prompt), as_json=json)


@command(
    epilog=examples("llm-playground models --local", "llm-playground models --local --models-dir ~/models"),
)
def models(
    local: Annotated[bool, Flag("--local", "List what lies on this machine instead, whoever fetched it.")] = False,
    models_dir: ModelsDirOption = None,
) -> None:
    """List the models with a short name, and whether they are at hand; or those that lie on this machine."""
    if local or models_dir is not None:
        from llm_playground.engine.local_models import local_models

        print(local_models(models_dir))
        return
    from llm_playground.cli.catalog import print_catalog

    print_catalog()


@command()
def pull(model: Annotated[str, name("Catalog key or hub id", metavar="MODEL", of="a catalog key or hub id")]) -> None:
    """Download a model, so that it is at hand offline. Ctrl+C stops it, and the same command goes on there."""
    from llm_playground.cli.pulling import print_fetch

    print_fetch(model)


@click.group(
    cls=Commands,
    commands=[
        chat,
        generate,
        compare,
        compare_models,
        sweep,
        speculate,
        diff,
        tokenize,
        score,
        inspect,
        quantize,
        models,
        pull,
        export,
        export_site,
        serve,
        deploy,
        corpus,
        train,
        course,
    ],
    params=[version_option()],
    help="See how a language model works: tokens, attention, distributions, texts. Without a command: open the page.",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.pass_context
def app(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        context.invoke(serve)
