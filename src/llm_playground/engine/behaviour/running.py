"""A sheet that was planned, filled model by model; what happens on the way, and the record of it all."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

from llm_playground.engine.arena.lanes import Model
from llm_playground.engine.behaviour.expectations import Expectation, keeps, read_expectation
from llm_playground.engine.behaviour.request import PlannedSheet
from llm_playground.engine.behaviour.writing import NotWritten, Written, write_all
from llm_playground.engine.events import Loading, SheetAnswered, SheetColumn, SheetStart, SheetWriting
from llm_playground.engine.generation import Run, run_of
from llm_playground.errors import PlaygroundError
from llm_playground.models.chat_template import TemplateChoice
from llm_playground.models.prompting import PromptInput
from llm_playground.models.seam import LanguageModel
from llm_playground.records.behaviour import BehaviourSheet, SheetAnswer, SheetCell, SheetModel, SheetPrompt, Tally

Load = Callable[[Model], Generator[Loading, None, LanguageModel]]
Rules = tuple[Expectation, ...]
SheetEvent = Loading | SheetStart | SheetColumn | SheetWriting | SheetAnswered


def run_sheet(planned: PlannedSheet, load: Load) -> Generator[SheetEvent, None, BehaviourSheet]:
    """Fill the sheet, event by event; what the generator returns is the record. Closing it ends all.

    A model that cannot be loaded has an `error` and no answers, a prompt that a model cannot read a cell with one.

    Raises:
        PlaygroundError: not one of the models can answer, and why the first cannot; a pattern that takes too long.
    """
    sheet = empty_sheet(planned)
    yield SheetStart(sheet)
    rules = tuple(read_expectation(each.expect) if each.expect else () for each in planned.prompts)
    columns, errors = [], []
    for number in range(len(planned.models)):
        try:
            columns.append((yield from _column(planned, sheet, rules, number, load)))
        except _Unable as unable:
            errors.append(unable.error)
            columns.append(_Column(sheet, number, unable.model))
            yield SheetColumn(number, unable.model, 0)
    if len(errors) == len(columns):
        raise errors[0]
    return replace(
        sheet,
        models=tuple(column.model for column in columns),
        rows=tuple(zip(*(column.cells for column in columns), strict=True)),
        tallies=tuple(column.tallies for column in columns),
        totals=tuple(column.total for column in columns),
    )


def empty_sheet(planned: PlannedSheet) -> BehaviourSheet:
    """The sheet before its first answer."""
    groups, columns = tuple(dict.fromkeys(each.group for each in planned.prompts)), len(planned.models)
    strategy = planned.plan.strategy
    return BehaviourSheet(
        tuple(SheetModel(model.name if isinstance(model, LanguageModel) else str(model)) for model in planned.models),
        planned.prompts,
        groups,
        planned.seeds,
        strategy.name,
        strategy.parameters,
        strategy.order,
        planned.plan.max_new_tokens,
        planned.plan.stop,
        ((SheetCell(),) * columns,) * len(planned.prompts),
        ((Tally(0, 0),) * len(groups),) * columns,
        (Tally(0, 0),) * columns,
    )


class _Unable(Exception):
    """A model that answers nothing, and why."""

    def __init__(self, model: SheetModel, error: PlaygroundError) -> None:
        super().__init__()
        self.model, self.error = replace(model, error=str(error)), error


class _Column:
    """The cells of one model as they fill, and its tallies."""

    def __init__(self, sheet: BehaviourSheet, number: int, model: SheetModel) -> None:
        self.number, self.model = number, model
        self.cells = [SheetCell()] * len(sheet.prompts)
        self._group = [sheet.groups.index(prompt.group) for prompt in sheet.prompts]
        self._kept, self._judged = [0] * len(sheet.groups), [0] * len(sheet.groups)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        return tuple(map(Tally, self._kept, self._judged))

    @property
    def total(self) -> Tally:
        return Tally(sum(self._kept), sum(self._judged))

    def add(self, prompt: int, answer: SheetAnswer) -> SheetAnswered:
        """One more answer, which stands among the others by its seed."""
        answers = sorted((*self.cells[prompt].answers, answer), key=lambda each: each.seed or 0)
        self.cells[prompt] = SheetCell(tuple(answers))
        if answer.keeps is not None:
            self._kept[self._group[prompt]] += answer.keeps
            self._judged[self._group[prompt]] += 1
        return self.told(prompt)

    def fail(self, prompt: int, error: PlaygroundError) -> SheetAnswered:
        self.cells[prompt] = replace(self.cells[prompt], error=str(error))
        return self.told(prompt)

    def told(self, prompt: int) -> SheetAnswered:
        return SheetAnswered(prompt, self.number, self.cells[prompt], self.tallies, self.total)


def _column(
    planned: PlannedSheet, sheet: BehaviourSheet, rules: Sequence[Rules], number: int, load: Load
) -> Generator[SheetEvent, None, _Column]:
    """One model, from loading it to its last answer. Raises: _Unable."""
    named, template = sheet.models[number], planned.templates[number]
    try:
        model = yield from load(planned.models[number])
    except PlaygroundError as error:
        raise _Unable(named, error) from error
    runs: list[tuple[int, Run]] = []
    errors: list[tuple[int, PlaygroundError]] = []
    for place, prompt in enumerate(planned.prompts):
        try:
            first = run_of(model, asked(prompt), planned.plan, template=_written_with(model, template))
        except PlaygroundError as error:
            errors.append((place, error))
        else:
            runs += [(place, replace(first, seed=plan.seed)) for plan in planned.plans]
    named = SheetModel(model.name, None, model.info.quantization)
    if not runs:
        raise _Unable(named, errors[0][1])
    column = _Column(sheet, number, replace(named, template=runs[0][1].template))
    yield SheetColumn(number, column.model, len(runs))
    for place, unreadable in errors:
        yield column.fail(place, unreadable)
    ended = 0
    for event in write_all([run for _, run in runs]):
        match event:
            case int():
                yield SheetWriting(number, ended, len(runs), event)
            case NotWritten():
                ended += 1
                yield column.fail(runs[event.number][0], event.error)
            case Written():
                ended += 1
                place, run = runs[event.number]
                kept = keeps(rules[place], event.text)
                yield column.add(place, SheetAnswer(run.seed, event.text, event.tokens, event.finish_reason, kept))
    return column


def asked(prompt: SheetPrompt) -> PromptInput:
    """The prompt as a model is given it: a conversation as messages, and a text alone as a text."""
    if len(prompt.said) == 1:
        return prompt.said[0]
    return [{"role": ("user", "assistant")[turn % 2], "content": text} for turn, text in enumerate(prompt.said)]


def _written_with(model: LanguageModel, template: TemplateChoice) -> TemplateChoice:
    """A base model of which nothing is said reads a conversation as its words, a line each, as it reads a text."""
    return False if template is None and not model.is_instruct else template
