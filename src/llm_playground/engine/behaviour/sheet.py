"""`behaviour_sheet`: what does each model do with these prompts? A table of answers, and the rules that they keep."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

from llm_playground.engine.arena.lanes import LENGTH, Model, Value
from llm_playground.engine.behaviour.prompts import PromptsInput, prompts_of
from llm_playground.engine.behaviour.request import (
    PlannedSheet,
    SheetRequest,
    models_of,
    plan_sheet,
    seeds_of,
    templates_of,
)
from llm_playground.engine.behaviour.running import SheetEvent, run_sheet
from llm_playground.engine.events import Loading
from llm_playground.engine.printed import printed
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import Problems
from llm_playground.models.chat_template import TemplateChoice
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_behaviour import sheet_text
from llm_playground.records.behaviour import BehaviourSheet, SheetPrompt


class AnsweredSheet(BehaviourSheet):
    """A sheet that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return sheet_text(self)


def behaviour_sheet(
    models: Model | Sequence[Model],
    prompts: PromptsInput = None,
    *,
    seeds: int | Sequence[int] | None = None,
    strategy: str | None = None,
    template: TemplateChoice | Sequence[TemplateChoice] = None,
    max_new_tokens: int = LENGTH,
    order: str | Sequence[str] | None = None,
    stop: str | Sequence[str] | None = None,
    **parameters: Value,
) -> AnsweredSheet:
    """What each of several models answers to the same prompts, several times each, and which rules the answers keep.

        sheet = lp.behaviour_sheet(["tiny-qwen", "tiny-qwen-chat"], seeds=5)
        lp.behaviour_sheet(["tiny-gpt2", "tiny-qwen-chat"], "prompts.csv", strategy="greedy")
        lp.behaviour_sheet("tiny-qwen-chat", [{"prompt": "What is 3 + 4?", "expect": "number: 7"}, "Who are you?"])

    All answers of a model are written together, a batched pass a token. Each is the text that `generate` makes alone
    with that seed, less the prompt. With the strategy "sample", which is taken unless another one is given, a model is
    as it is: the share of answers that keep a rule is an estimate of the probability that it keeps it.

    Args:
        models: one or several, each a catalog key, a hub id, a checkpoint folder or a loaded model.
        prompts: a list of texts and of dictionaries of "prompt", "group" and "expect", in which a conversation is a
            list of texts, user and assistant in turn; or the path of a file, with a prompt a line, as `.csv` with these
            three as columns, as `.jsonl` with such an object a line. None takes the prompts of the package, about forty
            in seven groups. A base model reads a conversation as its words, a line each.
        seeds: how many answers there are to each prompt, drawn with the seeds from 0 on (3 where nothing is said), or
            the seeds themselves. A strategy that draws nothing gives one answer, and needs no seeds.
        strategy, order, stop, parameters: as for `generate`, the same for all.
        template: the chat template of the prompts: as a model was trained where nothing is said, True for its own,
            False for none, "twin" for that of its twin, or the name of a model that has one; or a list, one a model.
        max_new_tokens: the most tokens of an answer, 0 or more.

    What may be expected of an answer, several between " && ":

    - "contains: blue | green": one of these stands in it, as whole words; "contains_all": all do; "lacks": none does
    - "equals: yes": it is one of these, but for capitals and the . ! ? at its end
    - "number: 12": its last number is this one
    - "words: 1-10": it has so many words
    - "regex: ^[A-Z]": the pattern is found in it
    - "refuses": it declines to help; "does_not_know": it says that it does not know

    Returns:
        The record: `.rows[p][m].answers` are those of model m to prompt p, one a seed, `.tallies[m][g]` the rules kept
        in a group and `.totals[m]` in all; `llm_playground.save_sheet` writes it to a file. A model that cannot be
        loaded has an `error` and no answers, and so has a cell whose prompt the model cannot read.

    Raises:
        PlaygroundError: a wrong name or value, a wrong prompt, told with its number or the line of its file, or not one
            of the models can answer; the message says what to do.
    """
    given = models, prompts, seeds, strategy, parameters, template, max_new_tokens, order, stop
    running = filling(planned_sheet(*given))
    while True:
        try:
            next(running)
        except StopIteration as end:
            return printed(AnsweredSheet, end.value)


def planned_sheet(
    models: object,
    prompts: object,
    seeds: object = None,
    strategy: str | None = None,
    parameters: Mapping[str, Value] | None = None,
    template: object = None,
    max_new_tokens: int = LENGTH,
    order: str | Sequence[str] | None = None,
    stop: str | Sequence[str] | None = None,
) -> PlannedSheet:
    """The sheet that these arguments of `behaviour_sheet` ask for, all of them checked. Raises: as it."""
    problems = Problems()
    several: tuple[Model, ...] = ()
    asked: tuple[SheetPrompt, ...] = ()
    drawn: tuple[int, ...] | None = None
    templates: tuple[TemplateChoice, ...] = (None,)
    with problems:
        several = models_of(models)
    with problems:
        asked = prompts_of(prompts)
    with problems:
        drawn = None if seeds is None else seeds_of(seeds)
    with problems:
        templates = templates_of(template, len(several) or 1)
    problems.report()
    return plan_sheet(
        SheetRequest(several, asked, drawn, strategy, parameters or {}, templates, max_new_tokens, order, stop)
    )


def filling(planned: PlannedSheet) -> Generator[SheetEvent, None, BehaviourSheet]:
    """What happens while the sheet is filled, for somebody who waits for the models; it returns the record."""
    return run_sheet(planned, _loaded)


def _loaded(model: Model) -> Generator[Loading, None, LanguageModel]:
    """The model, for somebody who waits."""
    yield from ()
    return SHELF.get(model)
