"""Prompt in, text out: the whole path, as one text, as a stream of steps, or as a trace of everything."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm_playground.decoding import (
    MAX_NEW_TOKENS,
    BeamResult,
    BeamStep,
    Strategy,
    beam_search,
    decode,
    decode_ids,
)
from llm_playground.engine.plan import Plan, make_plan
from llm_playground.engine.shelf import SHELF
from llm_playground.models.chat import Message
from llm_playground.models.prompting import make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Hypothesis, Prompt, Step, Trace

Value = float | str | bool | None
Order = str | Sequence[str] | None


@dataclass(frozen=True)
class Ending:
    """Why a run ended and, for beam search, all its finished texts."""

    finish_reason: str
    hypotheses: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class Run:
    """A run ready to start: everything is checked, nothing is computed."""

    model: LanguageModel
    prompt: Prompt
    strategy: Strategy
    max_new_tokens: int
    seed: int | None

    def steps(self, top: int = 10) -> Generator[Step, None, Ending]:
        """One `Step` a token. Beam search knows its winner only at the end, so its steps all come then.

        Raises:
            InvalidValue: at this call already, for a prompt longer than the context, a bad length or a bad seed.
        """
        return _steps_alone(self.unfold(top))

    def unfold(self, top: int = 10) -> Generator[Step | BeamStep, None, Ending]:
        """`steps`; before those of a beam search, a `BeamStep` for each token that it looks ahead.

        So the generator can be closed after every token, whatever the strategy. Raises: as `steps`.
        """
        recording: dict[str, Any] = self._limits | {"piece": self.model.piece, "top": top}
        if self.strategy.name == "beam":
            options: dict[str, Any] = {"chain": self.strategy.chain, **self.strategy.beam_parameters}
            return _winner(beam_search(self.model, self.prompt.ids, self.max_new_tokens, **options, **recording))
        steps = decode(self.model, self.prompt.ids, self.strategy, self.max_new_tokens, seed=self.seed, **recording)
        return _with_ending(steps)

    def ids(self) -> Iterator[int]:
        """The generated ids alone, soonest of all: nothing is recorded on the way."""
        if self.strategy.name == "beam":
            return (step.id for step in self.steps(top=0))
        return decode_ids(
            self.model, self.prompt.ids, self.strategy, self.max_new_tokens, seed=self.seed, **self._limits
        )

    def text(self) -> str:
        """Run to the end and keep nothing but the text."""
        pieces = [self.model.piece(id) for id in self.ids() if id not in self.model.info.stop_ids]
        return self.whole_text(b"".join(pieces).decode(errors="replace"))

    def trace(self, top: int = 10) -> Trace:
        """Run to the end and keep everything."""
        steps, going = [], self.steps(top)
        while True:
            try:
                steps.append(next(going))
            except StopIteration as end:
                ending: Ending = end.value
                break
        return Trace(
            model=self.model.name,
            strategy=self.strategy.name,
            parameters=self.strategy.parameters,
            order=self.strategy.order,
            max_new_tokens=self.max_new_tokens,
            seed=self.seed,
            prompt=self.prompt,
            steps=tuple(steps),
            finish_reason=ending.finish_reason,
            text=self.whole_text("".join(step.text for step in steps)),
            hypotheses=ending.hypotheses,
        )

    @property
    def _limits(self) -> dict[str, Any]:
        return {"stop_ids": self.model.info.stop_ids, "context_length": self.model.context_length}

    def whole_text(self, continuation: str) -> str:
        """A base model's text is the prompt and what it added; an instruct model's is its answer alone."""
        return continuation if self.model.is_instruct else self.prompt.text + continuation


def _with_ending(steps: Generator[Step, None, str]) -> Generator[Step, None, Ending]:
    return Ending((yield from steps))


def _winner(search: Generator[BeamStep, None, BeamResult]) -> Generator[Step | BeamStep, None, Ending]:
    result = yield from search
    yield from result.steps
    return Ending(result.finish_reason, result.hypotheses)


def _steps_alone(moves: Generator[Step | BeamStep, None, Ending]) -> Generator[Step, None, Ending]:
    while True:
        try:
            move = next(moves)
        except StopIteration as end:
            ending: Ending = end.value
            return ending
        if isinstance(move, Step):
            yield move


def prepare(
    model: str | Path | LanguageModel | Callable[[], LanguageModel],
    prompt: str | Sequence[int] | Sequence[Message],
    strategy: str = "greedy",
    max_new_tokens: int = MAX_NEW_TOKENS,
    *,
    seed: int | None = None,
    order: Order = None,
    **parameters: Value,
) -> Run:
    """Load the model, build the prompt and check every value, before anything is computed.

    `model` may also be a function that loads one; it is called after the values that need no model were checked.
    A strategy that draws gets a seed of its own if none is given, so that every run can be repeated.
    """
    # The plan first: a wrong name should not wait for a model to load.
    plan = make_plan(strategy, parameters, max_new_tokens=max_new_tokens, seed=seed, order=order)
    return run_of(model() if callable(model) else SHELF.get(model), prompt, plan)


def run_of(model: LanguageModel, prompt: str | Sequence[int] | Sequence[Message], plan: Plan) -> Run:
    """The run of a plan that was checked.

    Raises:
        PlaygroundError: as `make_prompt`.
    """
    return Run(model, make_prompt(model, prompt), plan.strategy, plan.max_new_tokens, plan.seed)


def generate(
    model: str | Path | LanguageModel,
    prompt: str | Sequence[int] | Sequence[Message],
    strategy: str = "greedy",
    max_new_tokens: int = MAX_NEW_TOKENS,
    *,
    seed: int | None = None,
    order: Order = None,
    **parameters: Value,
) -> str:
    """The text that a model makes of a prompt.

    A base model continues: the result is the prompt and its continuation. An instruct model answers: the prompt goes
    through its chat template, and the result is the answer alone.

    Args:
        model: a catalog key ("tiny-gpt2"), a hub id ("organisation/name"), a checkpoint folder or a loaded model.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        strategy: "greedy", "sample", "top_k", "top_p", "min_p", "typical" or "beam".
        max_new_tokens: the most tokens to add, 0 or more.
        seed: from 0 to 2**53 - 1. The same seed gives the same text; None takes a fresh one. Nothing is drawn by
            "greedy" and "beam", which take no seed.
        order: in which the parameters below are applied: "transformers" (the default), "llama.cpp", "vllm", or the
            names of the warpers, first to last. Like the seed it is for the strategies that draw.
        parameters: temperature, top_k, top_p, min_p, typical_p, repetition_penalty; for beam num_beams,
            length_penalty and early_stopping. `llm_playground.decoding.PARAMETERS` tells what each does.

    Raises:
        PlaygroundError: a wrong name or value, a prompt longer than the model's context, or a model that cannot be
            loaded; the message says what to do.
    """
    return prepare(model, prompt, strategy, max_new_tokens, seed=seed, order=order, **parameters).text()


def stream(
    model: str | Path | LanguageModel,
    prompt: str | Sequence[int] | Sequence[Message],
    strategy: str = "greedy",
    max_new_tokens: int = MAX_NEW_TOKENS,
    *,
    seed: int | None = None,
    order: Order = None,
    top: int = 10,
    **parameters: Value,
) -> Generator[Step, None, Ending]:
    """`generate`, one `Step` a token as it is made. Closing the generator cancels the run.

    Args:
        top: how many of the most likely tokens each stage of a step lists.
    """
    return prepare(model, prompt, strategy, max_new_tokens, seed=seed, order=order, **parameters).steps(top)


def trace(
    model: str | Path | LanguageModel,
    prompt: str | Sequence[int] | Sequence[Message],
    strategy: str = "greedy",
    max_new_tokens: int = MAX_NEW_TOKENS,
    *,
    seed: int | None = None,
    order: Order = None,
    top: int = 10,
    **parameters: Value,
) -> Trace:
    """`generate`, with everything that led to the text: the prompt's ids, every step, why it ended."""
    return prepare(model, prompt, strategy, max_new_tokens, seed=seed, order=order, **parameters).trace(top)
