"""Prompt in, text out: the whole path, as one text, as a stream of steps, or as a trace of everything."""

from __future__ import annotations

import warnings
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm_playground.decoding import MAX_NEW_TOKENS, Strategy, decode_ids
from llm_playground.decoding.asking import Turns, answered
from llm_playground.decoding.beam import begin_search, search_turns
from llm_playground.decoding.decode import begin, id_turns, turns
from llm_playground.decoding.parameter import Given
from llm_playground.engine.forcing import check_taken, forced_ids
from llm_playground.engine.plan import Plan, make_plan
from llm_playground.engine.recommendation import recommendation_of
from llm_playground.engine.served import check_served, must_tell_tokens, tells_nothing
from llm_playground.engine.shelf import SHELF
from llm_playground.engine.spelling import Speller
from llm_playground.errors import true_or_false
from llm_playground.models.chat_template import TemplateChoice, check_options, check_options_given
from llm_playground.models.hidden_states import hidden_states
from llm_playground.models.prompting import PromptInput, ask
from llm_playground.models.seam import LanguageModel, Served
from llm_playground.records import Encoding, Ending, RunEvent, Spelled, Start, Step, Taken, Trace

Value = Given | None


@dataclass(frozen=True)
class Run:
    """A run ready to start: everything is checked, nothing is computed.

    A branch goes on after the tokens `taken` for another text, first with those `forced` on it: see `decode`.
    `is_answered` and `template` say how the prompt was written, as in its `Start`.
    """

    model: LanguageModel
    prompt: Encoding
    strategy: Strategy
    max_new_tokens: int
    seed: int | None
    taken: tuple[Taken, ...] = ()
    forced: tuple[int, ...] = ()
    stop: tuple[str, ...] = ()
    spelled: tuple[Spelled, ...] = ()
    is_answered: bool = False
    template: str | None = None

    @property
    def start(self) -> Start:
        """What will run, as a record."""
        return Start(
            model=self.model.name,
            is_instruct=self.is_answered,
            prompt=self.prompt,
            strategy=self.strategy.name,
            parameters=self.strategy.parameters,
            order=self.strategy.order,
            max_new_tokens=self.max_new_tokens,
            seed=self.seed,
            kept=len(self.taken),
            stop=self.stop,
            spelled=self.spelled,
            quantization=self.model.info.quantization,
            template=self.template,
        )

    def events(self, top: int = 10) -> Generator[RunEvent, None, None]:
        """The run itself: its `Start`, a `Step` a token, its `Ending`. Closing the generator cancels the run.

        Beam search knows its winner only at the end, so its steps all come then; before them comes a `BeamStep` for
        each token that it looks ahead.

        Raises:
            InvalidValue: a prompt longer than the context, or a bad `top`: at this call already. While it runs: logits
                that make no distribution (NaN).
        """
        return answered(self.turns(top), self.model)

    def turns(self, top: int = 10) -> Turns[RunEvent]:
        """The `events`, and before each token the question to the model, for whoever answers it. Raises: as they."""
        served = self.model.info.served
        if served is not None and served.likeliest == 0:
            return _begun(self.start, self._text_alone(served))
        piece, ids, length, strategy = self.model.piece, self.prompt.ids, self.max_new_tokens, self.strategy
        if not strategy.searches:
            begun = begin(ids, strategy, length, **self._beginning, **self.limits)
            return _begun(self.start, turns(begun, piece, top))
        options: dict[str, Any] = {"chain": strategy.chain, **strategy.beam_parameters, **self.limits}
        options |= {"sampled": strategy.sampled, "seed": self.seed}
        return _begun(self.start, search_turns(begin_search(ids, length, **options, piece=piece, top=top)))

    def steps(self, top: int = 10) -> Generator[Step, None, None]:
        """The steps among the `events`. Raises: as `events`."""
        events = self.events(top)
        return (event for event in events if isinstance(event, Step))

    def ids(self) -> Iterator[int]:
        """The generated ids alone, soonest of all: nothing is recorded on the way, unless the text has to be read."""
        if self.strategy.searches or self.stop:
            return (step.id for step in self.steps(top=0))
        return decode_ids(
            self.model,
            self.prompt.ids,
            self.strategy,
            self.max_new_tokens,
            **self._beginning,
            stop_ids=self.model.info.stop_ids,
            context_length=self.model.context_length,
        )

    def writing(self) -> Turns[int | RunEvent]:
        """The ids alone, or the events where the text has to be read on the way, and before each the question to the
        model. Raises: as `events`."""
        if self.strategy.searches or self.stop or self.is_text_alone:
            return self.turns(top=0)
        limits = {name: value for name, value in self.limits.items() if name != "stop"}
        return id_turns(begin(self.prompt.ids, self.strategy, self.max_new_tokens, **self._beginning, **limits))

    def text(self) -> str:
        """Run to the end and keep nothing but the text."""
        if self.stop or self.is_text_alone:
            return self.trace(top=0).text
        completion = self.completion(self.ids())
        return completion if self.is_answered else self.prompt.text + completion

    def completion(self, ids: Iterable[int]) -> str:
        """The text of generated ids, the prompt's left out."""
        pieces = [self.model.piece(id) for id in ids if id not in self.model.info.stop_ids]
        return b"".join(pieces).decode(errors="replace")

    def trace(self, top: int = 10) -> Trace:
        """Run to the end and keep everything."""
        return Trace.of(self.events(top))

    @property
    def is_text_alone(self) -> bool:
        """Whether the model is on a server that gives no log-probabilities, so that its text comes without steps."""
        served = self.model.info.served
        return served is not None and served.likeliest == 0

    def _text_alone(self, served: Served) -> Turns[RunEvent]:
        options: dict[str, Any] = dict(self.strategy.parameters)
        # Said to it in full: what a server takes where nothing is said differs from one to the next.
        options = {"temperature": float(self.strategy.sampled), "top_p": 1.0} | options
        if self.seed is not None:
            options["seed"] = self.seed
        if self.stop:
            options["stop"] = list(self.stop)
        text, reason = served.write(self.prompt.ids, self.max_new_tokens, options)
        yield Ending("length" if reason == "length" else "stop", text, (), None)

    @property
    def _beginning(self) -> dict[str, Any]:
        hidden = hidden_states(self.model) if self.strategy.contrasts else None
        served = self.model.info.served
        partial = served.partial if served else None
        return {"seed": self.seed, "taken": self.taken, "forced": self.forced, "hidden": hidden, "partial": partial}

    @property
    def limits(self) -> dict[str, Any]:
        return {
            "stop_ids": self.model.info.stop_ids,
            "stop": self.stop,
            "context_length": self.model.context_length,
        }


def _begun(start: Start, rest: Turns[Any]) -> Turns[RunEvent]:
    yield start
    yield from rest


def prepare(
    model: str | Path | LanguageModel,
    prompt: PromptInput,
    strategy: str | None = None,
    max_new_tokens: int = MAX_NEW_TOKENS,
    *,
    recommended: bool = False,
    seed: int | None = None,
    order: str | Sequence[str] | None = None,
    stop: str | Sequence[str] | None = None,
    template_options: Mapping[str, object] | None = None,
    **parameters: Value,
) -> Run:
    """Load the model, build the prompt and check every value, before anything is computed.

    A strategy that draws gets a seed of its own if none is given, so that every run can be repeated.
    """
    check_options_given(template_options or {})
    recommendation = recommendation_of(model) if true_or_false("recommended", recommended) else None
    # The plan first: a wrong name should not wait for a model to load.
    plan = make_plan(
        strategy,
        parameters,
        max_new_tokens=max_new_tokens,
        seed=seed,
        order=order,
        stop=stop,
        recommendation=recommendation,
    )
    if recommendation and recommendation.shortfall:
        warnings.warn(recommendation.shortfall, stacklevel=3)  # at the line that called generate, stream or trace
    run = run_of(SHELF.get(model), prompt, plan, template_options=template_options)
    if run.is_text_alone and run.model.info.served:
        warnings.warn(tells_nothing(run.model.info.served), stacklevel=3)
    return run


def run_of(
    model: LanguageModel,
    prompt: PromptInput,
    plan: Plan,
    taken: Sequence[Taken] = (),
    token: int | str | None = None,
    template: TemplateChoice = None,
    template_options: Mapping[str, object] | None = None,
) -> Run:
    """The run of a plan that was checked, after the tokens `taken`, with `token` (see `branch`) forced on it.

    However few new tokens are planned, those that are forced have room. The prompt is written with the chat template
    that is chosen, which is told the options.

    Raises:
        PlaygroundError: as `ask`, `check_options` and `forced_ids`; a token that the model does not have; a text among
            the parameters that its tokenizer cannot write.
    """
    check_taken(model, taken)
    speller = Speller.of(model)
    strategy = plan.strategy.spelled(speller)
    asked, forced = ask(model, prompt, template, template_options), forced_ids(model, token)
    check_options(template_options or {}, asked.template)
    check_served(model, strategy)
    if taken or forced:
        must_tell_tokens(model)
    length = max(plan.max_new_tokens, len(taken) + len(forced)) if forced else plan.max_new_tokens
    return Run(
        model,
        asked.prompt,
        strategy,
        length,
        plan.seed,
        tuple(taken),
        forced,
        plan.stop,
        speller.told,
        asked.is_answered,
        asked.lender,
    )


def generate(
    model: str | Path | LanguageModel,
    prompt: PromptInput,
    strategy: str | None = None,
    max_new_tokens: int = MAX_NEW_TOKENS,
    *,
    recommended: bool = False,
    seed: int | None = None,
    order: str | Sequence[str] | None = None,
    stop: str | Sequence[str] | None = None,
    template_options: Mapping[str, object] | None = None,
    **parameters: Value,
) -> str:
    """The text that a model makes of a prompt.

    A base model continues: the result is the prompt and its continuation. An instruct model answers: the prompt goes
    through its chat template, and the result is the answer alone.

    Args:
        model: a catalog key ("tiny-gpt2"), a hub id ("organisation/name"), a checkpoint folder or a loaded model.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        strategy: "greedy" (the default), "sample", "top_k", "top_p", "min_p", "typical", "contrastive", "beam",
            "diverse_beam" or "beam_sample".
        max_new_tokens: the most tokens to add, 0 or more.
        recommended: whether to start from what the model recommends, its `generation_config.json` (see
            `llm_playground.recommended`): its strategy, its parameters and its stop strings, in the order of
            transformers. What you give wins; a parameter given as None is left out, and so is a stop given as ().
            What is recommended and nothing here does is warned of.
        seed: from 0 to 2**53 - 1. The same seed gives the same text; None takes a fresh one. Nothing is drawn by
            "greedy", "beam" and "diverse_beam", which take no seed.
        order: in which the parameters below are applied: "transformers" (the default), "llama.cpp", "vllm", or the
            names of the warpers, first to last. Like the seed it is for the strategies that draw.
        stop: a text, or several: the generated text ends before the first of them that would come in it, in however
            many tokens, and the prompt does not count.
        template_options: what the chat template is told, such as {"enable_thinking": False}. One that it does not read
            is an error.
        parameters: temperature, top_k, top_p, min_p, typical_p, repetition_penalty and the others of
            `llm_playground.decoding.PARAMETERS`, which tells what each does; for beam num_beams, length_penalty and
            early_stopping.

    Raises:
        PlaygroundError: a wrong name or value, a prompt longer than the model's context, a model that cannot be loaded,
            or one that recommends nothing where `recommended` is asked for; the message says what to do.
    """
    return prepare(
        model,
        prompt,
        strategy,
        max_new_tokens,
        recommended=recommended,
        seed=seed,
        order=order,
        stop=stop,
        template_options=template_options,
        **parameters,
    ).text()


def stream(
    model: str | Path | LanguageModel,
    prompt: PromptInput,
    strategy: str | None = None,
    max_new_tokens: int = MAX_NEW_TOKENS,
    *,
    recommended: bool = False,
    seed: int | None = None,
    order: str | Sequence[str] | None = None,
    stop: str | Sequence[str] | None = None,
    top: int = 10,
    template_options: Mapping[str, object] | None = None,
    **parameters: Value,
) -> Generator[Step, None, None]:
    """`generate`, one `Step` a token as it is made. Closing the generator cancels the run.

    Args:
        top: how many of the most likely tokens each stage of a step lists.
    """
    return prepare(
        model,
        prompt,
        strategy,
        max_new_tokens,
        recommended=recommended,
        seed=seed,
        order=order,
        stop=stop,
        template_options=template_options,
        **parameters,
    ).steps(top)


def trace(
    model: str | Path | LanguageModel,
    prompt: PromptInput,
    strategy: str | None = None,
    max_new_tokens: int = MAX_NEW_TOKENS,
    *,
    recommended: bool = False,
    seed: int | None = None,
    order: str | Sequence[str] | None = None,
    stop: str | Sequence[str] | None = None,
    top: int = 10,
    template_options: Mapping[str, object] | None = None,
    **parameters: Value,
) -> Trace:
    """`generate`, with everything that led to the text: the prompt's ids, every step, why it ended."""
    return prepare(
        model,
        prompt,
        strategy,
        max_new_tokens,
        recommended=recommended,
        seed=seed,
        order=order,
        stop=stop,
        template_options=template_options,
        **parameters,
    ).trace(top)
