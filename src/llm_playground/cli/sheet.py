"""`llm-playground compare --prompts`: a table of what each model answers to many prompts."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from llm_playground.cli.options import name, number
from llm_playground.cli.run_options import together
from llm_playground.decoding import Value
from llm_playground.decoding.parameter import Parameter
from llm_playground.errors import InvalidValue, Problems
from llm_playground.models.chat_template import TemplateChoice

if TYPE_CHECKING:
    from llm_playground.engine.behaviour.request import PlannedSheet
    from llm_playground.records.behaviour import BehaviourSheet

BUNDLED = "bundled"
SEEDS = Parameter(
    name="seeds",
    effect="With --prompts: how many answers each model gives to each.",
    lowest=1,
    highest=1_000,
    whole=True,
)


def _file(what: str, flag: str) -> Any:
    help = f"With --prompts: also write {what}, or replace the file of that name"
    return name(help, flag, metavar="FILE", of="the name of a file", otherwise="none unless given")


PromptsOption = Annotated[
    str | None,
    name(
        "Prompts in place of a TEXT: a file with one a line; as .csv with the columns prompt, group, expect; as .jsonl "
        f"with such objects; or {BUNDLED}, the forty of the package",
        "--prompts",
        metavar="FILE",
        of=f"the name of a file, or {BUNDLED}",
        otherwise="none unless given",
    ),
]
SeedsOption = Annotated[int | None, number(SEEDS, otherwise="3 unless given")]
CsvOption = Annotated[str | None, _file("the answers as .csv", "--csv")]
HtmlOption = Annotated[str | None, _file("the table as .html", "--html")]


def check_kind_of_comparison(prompt: str | None, prompts: str | None, *, repeats: int, **of_sheet: object) -> bool:
    """Whether many prompts are to be answered, and not one in lanes; refuse what belongs to neither or to the other.

    Raises:
        InvalidValue: both a text and a file of prompts, or neither, or an option of the other kind.
    """
    if prompts is None:
        if prompt is None:
            raise InvalidValue(
                "compare needs a TEXT, or prompts in a file. For example: llm-playground compare "
                '"Once upon a time", or llm-playground compare --models tiny-gpt2,tiny-qwen-chat --prompts prompts.csv'
            )
        for option, value in of_sheet.items():
            if value is not None:
                raise InvalidValue(
                    f"--{option} belongs to --prompts; leave it out, or give a file of prompts.", field=option
                )
        return False
    if prompt is not None:
        raise InvalidValue("A TEXT is given, and so is --prompts: leave out one of the two.", field="prompts")
    if repeats != 1:
        raise InvalidValue("--repeats belongs to a TEXT; say --seeds for the answers to each prompt.", field="repeats")
    return True


def answer_prompts(
    prompts: str | None,
    models: Sequence[str],
    lanes: Sequence[Mapping[str, object]],
    templates: Sequence[TemplateChoice] | None,
    seeds: int | None,
    seed: int | None,
    max_new_tokens: int,
    stop: Sequence[Value] | None,
    csv: str | None,
    html: str | None,
    *,
    json: bool,
) -> None:
    """Fill the sheet, telling on a terminal how far it is; print it, and write the files."""
    from llm_playground.cli.printing import print_record
    from llm_playground.engine.arena.lanes import seed_of
    from llm_playground.engine.behaviour.request import SEEDS
    from llm_playground.engine.behaviour.sheet import AnsweredSheet, planned_sheet
    from llm_playground.engine.printed import printed
    from llm_playground.sharing.sheets import check_sheet_path, save_sheet

    problems = Problems()
    files = []
    for path, ending in ((csv, ".csv"), (html, ".html")):
        if path is not None:
            with problems:
                files.append(check_sheet_path(path, ending))
    lane: dict[str, Any] = {}
    with problems:
        lane = _one_lane(lanes)
    drawn = None
    if seeds is not None or seed is not None:
        drawn = [seed_of(seed or 0, number) for number in range(seeds or SEEDS)]
    with problems:
        strategy, order = lane.pop("strategy", None), lane.pop("order", None)
        chosen = templates[0] if templates and len(templates) == 1 else list(templates) if templates else None
        strings: Any = together(stop) if stop else None
        planned = planned_sheet(
            list(models),
            None if prompts == BUNDLED else prompts,
            drawn,
            strategy,
            lane,
            chosen,
            max_new_tokens,
            order,
            strings,
        )
    problems.report()
    try:
        sheet = printed(AnsweredSheet, _filled(planned))
    except KeyboardInterrupt:
        print("Stopped by you, so nothing was written.", file=sys.stderr)
        raise
    print_record(sheet, as_json=json)
    for file in files:
        print(f"Saved to {save_sheet(sheet, file)}.", file=sys.stderr)


def _one_lane(lanes: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    """The strategy of all answers, with its parameters. Raises: InvalidValue: there are several, or it names more."""
    if len(lanes) > 1:
        sentence = f"--prompts is answered with one strategy, and --lane is given {len(lanes)} times: give one."
        raise InvalidValue(sentence, field="lane")
    lane = dict(lanes[0]) if lanes else {}
    for word, option in (("model", "--models"), ("seed", "--seed"), ("template", "--chat-template"), ("name", "")):
        if word in lane:
            told = f"give it by {option}" if option else "leave it out"
            raise InvalidValue(f"With --prompts a lane has no {word} of its own; {told}.", field="lane")
    return lane


def _filled(planned: PlannedSheet) -> BehaviourSheet:
    from rich.console import Console
    from rich.progress import Progress

    from llm_playground.engine.behaviour.sheet import filling
    from llm_playground.engine.events import SheetColumn, SheetWriting

    console = Console(stderr=True)
    running = filling(planned)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Loading", total=None)
        while True:
            try:
                event = next(running)
            except StopIteration as end:
                sheet: BehaviourSheet = end.value
                return sheet
            match event:
                case SheetColumn(_, model, answers):
                    progress.reset(task, total=answers or None, description=f"{model.model} answers")
                case SheetWriting(_, done, _, _):
                    progress.update(task, completed=done)
