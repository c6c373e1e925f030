"""Prompts, and what several models answer to them: a row for each prompt, a column for each model."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import FinishReason, Record
from llm_playground.records.settings import Setting


@dataclass(frozen=True, slots=True)
class SheetPrompt(Record):
    """One row: what a model is asked, the `group` that it belongs to ("" is none), and what is expected of an answer.

    `said` is the prompt alone, or a conversation: user and assistant in turn, the user last. `expect` is a rule as one
    writes it ("contains: blue"; see `llm_playground.behaviour_sheet`), None where nothing is expected.
    """

    said: tuple[str, ...]
    group: str = ""
    expect: str | None = None


@dataclass(frozen=True, slots=True)
class SheetModel(Record):
    """One column. `template` is the model whose chat template the prompts are written with, None without one.

    `quantization` is as in a `Start`. `error` is None, or in one sentence why the model answers nothing.
    """

    model: str
    template: str | None = None
    quantization: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class SheetAnswer(Record):
    """What a model generated, the prompt left out: `text` of so many `tokens`, the one that ends it included.

    `seed` is None where nothing is drawn. `keeps` says whether the answer keeps the rule of its prompt, None where
    there is none.
    """

    seed: int | None
    text: str
    tokens: int
    finish_reason: FinishReason
    keeps: bool | None


@dataclass(frozen=True, slots=True)
class SheetCell(Record):
    """The answers of one model to one prompt, a seed after the other; `error` says why some or all are not there."""

    answers: tuple[SheetAnswer, ...] = ()
    error: str | None = None

    @property
    def tally(self) -> Tally:
        """How many of the answers keep the rule of the prompt."""
        judged = [answer.keeps for answer in self.answers if answer.keeps is not None]
        return Tally(sum(judged), len(judged))


@dataclass(frozen=True, slots=True)
class Tally(Record):
    """So many of the answers that are `judged`, which have a rule, have `kept` theirs."""

    kept: int
    judged: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there is no rule."""
        return self.kept / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class BehaviourSheet(Record):
    """What each model answers to each prompt: `rows[p][m]` are the answers of `models[m]` to `prompts[p]`.

    `groups` are those of the prompts, in the order in which they first come. `tallies[m][g]` counts the rules that
    `models[m]` keeps in `groups[g]`, `totals[m]` all that it keeps. `seeds` is () where nothing is drawn: then there is
    one answer to each prompt. All else is as in a `Start`, the same for all models.
    """

    models: tuple[SheetModel, ...]
    prompts: tuple[SheetPrompt, ...]
    groups: tuple[str, ...]
    seeds: tuple[int, ...]
    strategy: str
    parameters: dict[str, Setting]
    order: tuple[str, ...]
    max_new_tokens: int
    stop: tuple[str, ...]
    rows: tuple[tuple[SheetCell, ...], ...]
    tallies: tuple[tuple[Tally, ...], ...]
    totals: tuple[Tally, ...]
