"""The playground as the web page and the cell of a notebook use it: models, runs one token at a time, looks inside.

A session is shared by all who use it at the same time, from any thread. It keeps them within limits, and to the models
of the catalog and those named by whoever started it; everything is checked when it is called, with the `field` at which
a form can point. Somebody at a terminal or in Python is alone, may load what they like and wait as long as they like:
the command line and the public functions call `engine.generation`, `inspection` and `text` directly.

Importing it brings no PyTorch, which takes seconds: that comes with the first model that needs it.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from llm_playground.decoding import PARAMETERS
from llm_playground.decoding.parameters import LARGEST_SEED
from llm_playground.engine.arena.lanes import ArenaRequest, PlannedLane, of_lane, place_of
from llm_playground.engine.arena.sweeping import SweepRequest
from llm_playground.engine.arena.watching import check_arena, check_sweep, watch_arena
from llm_playground.engine.background import Receive, Running, Runs
from llm_playground.engine.behaviour.prompts import read_prompts
from llm_playground.engine.behaviour.request import SheetRequest
from llm_playground.engine.behaviour.watching import check_sheet, watch_sheet
from llm_playground.engine.changed.questions import TwinQuestions
from llm_playground.engine.completing import PromptRead, Reading, check_choices, read
from llm_playground.engine.drafting import check_can_speculate, check_num_draft_tokens
from llm_playground.engine.events import Done, Event
from llm_playground.engine.fetching import FETCHES, Policy, not_for_visitors
from llm_playground.engine.plan import Plan
from llm_playground.engine.request import (
    Limits,
    PromptInput,
    RunRequest,
    check_at_most,
    check_count,
    check_length,
    check_prompt,
    check_request,
    check_texts,
)
from llm_playground.engine.shelf import SHELF, ModelState
from llm_playground.engine.spelling import spell
from llm_playground.engine.tokenizers.lab import TokenizerLab, TokenizerRequest
from llm_playground.engine.tokenizers.shelf import Tokenizers
from llm_playground.engine.trainings import Trainings
from llm_playground.errors import InvalidValue, ModelUnavailable, PlaygroundError, Problems, unknown, whole_number
from llm_playground.models.catalog import CATALOG, DEFAULT_MODEL
from llm_playground.models.chat_template import TWIN, TemplateChoice
from llm_playground.models.copies import COPIES
from llm_playground.models.devices import with_dtype
from llm_playground.models.fetching.layout import free_disk
from llm_playground.models.memory import free_bytes
from llm_playground.models.packaged import file_of
from llm_playground.models.references import Hub, Packaged, read_name
from llm_playground.records import Ending, Spelling, Step
from llm_playground.records.behaviour import SheetPrompt
from llm_playground.records.guessing import Play
from llm_playground.records.local import LocalModel
from llm_playground.records.model_comparison import ModelComparison
from llm_playground.records.pipeline import PipelineStep
from llm_playground.records.rendered import RenderedPrompt
from llm_playground.records.score import Score
from llm_playground.records.truth import Truth

if TYPE_CHECKING:
    from llm_playground.engine.inside.dictionary_fitting import DictionaryRequest
    from llm_playground.engine.step import Place
    from llm_playground.models.seam import ModelInfo


class Session(TwinQuestions):
    """The playground, shared by all who use it.

    Args:
        named: models that can be used besides those of the catalog: hub ids, or checkpoint folders.
        limits: the most that anybody may ask.
        local: models on this machine that can be used too, as far as they can be loaded.
        fetching: what becomes of a model that is not on this machine: it is fetched for whatever "needed" it, or only
            when it is "asked" for that, or "never": where those who ask are not those whose disk it is.

    Raises:
        PlaygroundError: a named model is not a folder that is there, nor a hub id.
    """

    def __init__(
        self,
        named: Sequence[str] = (),
        limits: Limits | None = None,
        local: Sequence[LocalModel] = (),
        fetching: Policy = "needed",
    ) -> None:
        self._local = {model.name: model for model in local}
        whole = [model.name for model in local if model.looked_into != "no"]
        # Read now, so that whoever starts the session hears of a misspelt name, and not whoever asks for the model.
        models, limits = {name: read_name(name) for name in (*CATALOG, *named, *whole)}, limits or Limits()
        broken = {model.name: model.why for model in self.broken()}
        runs = Runs(limits.runs, waiting=limits.waiting, each=limits.runs_each)
        super().__init__(models, limits, runs, fetching, broken)
        self.trainings = Trainings(limits.training_steps, self._check_model, self._keep)
        self.default = DEFAULT_MODEL
        self.tokenizer_lab = TokenizerLab(Tokenizers(models, may_fetch=fetching != "never"), limits)

    def models(self) -> list[ModelState]:
        """Every model that can be asked for, those of the catalog first, and last what was trained here."""
        places = {name: model.place for name, model in self._local.items()}
        known = [SHELF.state(name, reference, places.get(name)) for name, reference in self._models.items()]
        return [*known, *(SHELF.state(copy.name, copy) for copy in self._kept())]

    def rounded(self) -> list[ModelState]:
        """The same models in other numbers than float32, as far as they can be had on this machine."""
        places = {name: model.place for name, model in self._local.items()}
        return [
            SHELF.state(with_dtype(name, dtype), reference, places.get(name))
            for name, reference in self._models.items()
            for dtype in SHELF.dtypes(name, reference)
        ]

    @property
    def free_memory(self) -> int:
        """What models can still take of this machine, in bytes, roughly."""
        return free_bytes()

    @property
    def free_disk(self) -> int | None:
        """What can still be fetched onto this machine, in bytes; None where nothing is."""
        return None if self.fetching == "never" else free_disk()

    def start_fetch(self, model: str, receive: Receive) -> Running:
        """The fetch of a model, or the one that is under way, to be watched; it goes on if nobody watches any more.

        Raises:
            ModelUnavailable: this session fetches nothing.
            InvalidValue: the model does not come from the hub.
            UnknownName: no model of this session.
        """
        reference = self._check_fetch(model)
        watch = FETCHES.watch(reference)
        return self.runs.start([watch], receive, weight=0)  # it computes nothing

    def cancel_fetch(self, model: str) -> bool:
        """Stop the fetch of a model, whoever watches it; whether there was one. What has come is kept.

        Raises: as `start_fetch`.
        """
        fetch = FETCHES.under_way(self._check_fetch(model).hub_id)
        if fetch:
            fetch.stop()
        return fetch is not None

    def unload(self, model: str) -> bool:
        """Let a model go that is loaded, and whether it was. A run that uses it ends with it.

        Raises:
            ModelUnavailable: those who ask are not those whose memory it is.
            UnknownName: no model of this session.
        """
        self._check_name(model)
        if self.fetching == "never":
            raise ModelUnavailable(f"{model} stays loaded: only whoever runs this server unloads it.", field="model")
        return SHELF.unload(model)

    def _check_fetch(self, model: str) -> Hub:
        self._check_name(model)
        reference = self._reference(model)
        if isinstance(reference, Packaged):
            file_of(reference)  # which says how it is installed
        if not isinstance(reference, Hub):
            raise InvalidValue(f"{model} is not fetched from the hub: it is here already.", field="model")
        if self.fetching == "never":
            raise not_for_visitors(model)
        return reference

    def broken(self) -> list[LocalModel]:
        """The models on this machine that were found when the session began, and cannot be loaded."""
        return [model for model in self._local.values() if model.looked_into == "no"]

    def run(self, request: RunRequest) -> Generator[Event, None, None]:
        """A run, event by event; closing the generator ends it.

        Raises:
            PlaygroundError: at this call for a request that could not run, with its `field`; while it runs for what
                only the model can tell.
        """
        return self._events(request, self._check(request))

    def start(self, requests: Sequence[RunRequest], receive: Receive) -> Running:
        """One run, or several side by side, each in its own thread; `receive(lane, event)` hears of every event.

        Raises:
            PlaygroundError: at this call for a request that could not run, with its `field`.
            TooBusy: as many runs are under way as there may be.
        """
        check_count("runs", len(requests), self.limits.lanes)
        plans, problems = [], Problems()
        for lane, request in enumerate(requests):
            with problems:
                try:
                    plans.append(self._check(request))
                except PlaygroundError as error:
                    raise error.within(f"runs.{lane}") if len(requests) > 1 else error from None
        problems.report()
        return self.runs.start([self._events(*each) for each in zip(requests, plans, strict=True)], receive)

    def plan_choices(self, request: RunRequest, reading: Reading, n: int) -> Plan:
        """The plan of what a program asks for: `n` texts of each of the prompts of `reading`, chosen as `request` says.

        Raises:
            PlaygroundError: for what could not be read or run, as far as that can be told without the model.
        """
        problems, plan = Problems(), None
        with problems:
            whole_number("n", n, 1, self.limits.choices)
            check_choices(n * len(reading.prompts), self.limits)
        with problems:
            reading.check(self.limits)
        with problems:
            plan = self._check(replace(request, prompt=""))  # the prompts are those of the reading
        problems.report()
        assert plan is not None
        return plan

    def read(self, reading: Reading) -> list[PromptRead]:
        """Prompts as a model reads them, scored if that is asked for. Counts as a run.

        Raises: as `inspect`.
        """
        reading.check(self.limits)
        with self._running(reading.model) as shared:
            return read(shared, reading, self.limits)

    def start_choices(
        self, request: RunRequest, plan: Plan, prompts: Sequence[Sequence[int]], n: int, receive: Receive
    ) -> Running:
        """`n` texts of each prompt, those of the first first, each a run in a thread of its own.

        With a seed, text i of every prompt is that of the seed plus i.

        Raises:
            TooBusy: as many runs are under way as there may be.
        """
        lanes = []
        for number, prompt in enumerate(prompts):
            for i in range(n):
                # Where no seed was given, no two texts share one.
                further = i if request.seed is not None else number * n + i
                own = plan if plan.seed is None else replace(plan, seed=(plan.seed + further) % (LARGEST_SEED + 1))
                lanes.append(self._events(replace(request, prompt=prompt), own))
        return self.runs.start(lanes, receive)

    def render(
        self,
        model: str,
        prompt: PromptInput,
        template: TemplateChoice = None,
        template_options: Mapping[str, object] | None = None,
    ) -> RenderedPrompt:
        """What a model is asked, token by token, before it answers. Counts as a run.

        Raises: as `inspect`, and as `llm_playground.render`.
        """
        problems = Problems()
        with problems:
            self._check_lender(template)
        with problems:
            check_prompt(prompt, self.limits)
        problems.report()
        with self._running(model) as shared:
            from llm_playground.engine.rendering import render

            return render(shared, prompt, template, template_options)

    def step(self, request: RunRequest, place: Place) -> PipelineStep:
        """One step of a run, with all that leads to its token. Counts as a run.

        Raises:
            PlaygroundError: a request that could not run, or a place where there is nothing to choose, with the
                `field`.
            TooBusy: as many runs are under way as there may be.
        """
        self._check_model(request.model)
        from llm_playground.engine.step import check_step, step_of

        plan = check_step(request, place, self.limits)
        with self._running(request.model) as shared:
            return step_of(shared, request.prompt, plan, place, request.top)

    def spell(self, model: str, parameter: str, texts: Sequence[str | tuple[int, ...]]) -> Spelling:
        """Which tokens of a model the texts of a parameter are. Its tokenizer alone is loaded.

        Raises:
            PlaygroundError: no such model, a parameter that names no tokens, or too many texts.
        """
        self._check_model(model)
        kinds = {name: row.kind for name, row in PARAMETERS.items() if row.as_tokens}
        if parameter not in kinds:
            raise unknown("parameter that names tokens", parameter, kinds, field="parameter")
        check_texts({parameter: texts}, self.limits)
        check_length("texts", sum(map(len, texts)), self.limits.text_characters)
        return spell(model, [text for text in texts if text], as_words=kinds[parameter] == "texts")

    def start_arena(self, request: ArenaRequest, receive: Receive) -> Running:
        """One prompt in several lanes, in step, in one thread; each lane counts as a run.

        Raises: as `start`.
        """
        problems = Problems()
        planned: tuple[PlannedLane, ...] = ()
        for number, lane in enumerate(request.lanes[: self.limits.arena_lanes]):
            if lane.model is not None:
                with problems, of_lane(number):
                    self._check_model(str(lane.model))
            with problems, of_lane(number):
                self._check_lender(lane.template)
        if any(lane.model is None for lane in request.lanes):
            with problems:
                self._check_model(str(request.model))
        with problems:
            planned = check_arena(request, self.limits)
        problems.report(place_of)
        return self.runs.start([watch_arena(request, planned)], receive, weight=len(planned))

    def start_sweep(self, request: SweepRequest, receive: Receive) -> Running:
        """A parameter at several values: an arena with a lane for each, of which no step lists what else there was.

        Raises: as `start`.
        """
        self._check_model(str(request.model))
        arena, planned = check_sweep(replace(request, top=1), self.limits)
        return self.runs.start([watch_arena(arena, planned)], receive, weight=len(planned))

    def start_sheet(self, request: SheetRequest, receive: Receive) -> Running:
        """Many prompts to several models, one model after the other, in a thread of its own; its last event is what
        `llm_playground.behaviour_sheet` gives. Counts as a run.

        Raises: as `start`, with the field "models" for a wrong model.
        """
        problems = Problems()
        for model in request.models:
            with problems:
                self._check_model(str(model), field="models")
        for template in request.templates:
            with problems:
                self._check_lender(template)
        with problems:
            planned = check_sheet(request, self.limits)
        problems.report()
        return self.runs.start([watch_sheet(planned)], receive)

    def read_prompts(self, text: str, name: str) -> tuple[SheetPrompt, ...]:
        """The prompts in the text of a file. Raises: as `engine.behaviour.prompts.read_prompts`."""
        check_length("prompts", len(text), self.limits.text_characters)
        prompts = read_prompts(text, name)
        check_count("prompts", len(prompts), self.limits.sheet_prompts)
        return prompts

    def start_beam_tree(self, request: RunRequest, receive: Receive) -> Running:
        """A beam search of which all is kept, in a thread of its own; its last event is the tree. Counts as a run.

        Raises: as `start`; and InvalidValue where the search would look too far ahead.
        """
        plan = self._check(request)
        check_at_most("max_new_tokens", plan.max_new_tokens, self.limits.beam_tree_steps)
        return self.runs.start([self._growing(request, plan)], receive)

    def start_speculation(self, request: RunRequest, draft: str, num_draft_tokens: int, receive: Receive) -> Running:
        """A text whose tokens a draft model proposes, in a thread of its own; its last event is all of it. Counts as a
        run.

        Raises: as `start`; and InvalidValue for a text that is too long, or a strategy with nothing to draft.
        """
        problems = Problems()
        with problems:
            plan = self._check(request)
            check_at_most("max_new_tokens", plan.max_new_tokens, self.limits.speculated_tokens)
            check_can_speculate(plan.strategy)
        with problems:
            self._check_model(draft, field="draft")
        with problems:
            check_num_draft_tokens(num_draft_tokens)
        problems.report()
        return self.runs.start([self._speculating(request, plan, draft, num_draft_tokens)], receive)

    def start_training(self, request: TokenizerRequest, receive: Receive) -> Running:
        """The training of a tokenizer, in a thread of its own. Counts as a run.

        Raises: as `start`.
        """
        self.tokenizer_lab.check_training(request)
        return self.runs.start([self.tokenizer_lab.train(request)], receive)

    def start_fitting(self, model: str, request: DictionaryRequest, receive: Receive) -> Running:
        """The fitting of a dictionary of features, in a thread of its own. Counts as a run.

        Raises: as `start`.
        """
        self._check_model(model)
        return self.runs.start([self._fitting(model, request.checked())], receive)

    def start_quantizing(self, model: str, prompt: PromptInput, max_new_tokens: int, receive: Receive) -> Running:
        """The weights of a model in fewer bits, type by type, along a prompt and what follows, in a thread of its own;
        the last event is what `llm_playground.quantize` gives. Counts as a run.

        Raises: as `start`.
        """
        problems = Problems()
        with problems:
            self._check_model(model)
        with problems:
            check_prompt(prompt, self.limits)
        problems.report()
        return self.runs.start([self._quantizing(model, prompt, max_new_tokens)], receive)

    def score(self, model: str, text: str, prompt: PromptInput | None = None, stride: int | None = None) -> Score:
        """How probable a model finds a text. Counts as a run.

        Raises: as `inspect`, and as `llm_playground.score`.
        """
        check_length("text", len(text), self.limits.scored_characters)
        if prompt is not None:
            check_prompt(prompt, self.limits)
        with self._running(model) as shared:
            from llm_playground.engine.scoring import score

            return score(shared, text, prompt=prompt, stride=stride)

    def truth(self, model: str, text: str | None = None, seed: int | None = None) -> Truth:
        """A model beside the story world, along a text or a new story. Counts as a run.

        Raises: as `inspect`, and as `llm_playground.truth`.
        """
        check_length("text", len(text or ""), self.limits.scored_characters)
        with self._running(model) as shared:
            from llm_playground.engine.truth import truth

            return truth(shared, text, seed=seed)

    def compare_models(
        self,
        model: str,
        other: str,
        text: str | Sequence[int],
        prompt: PromptInput | None = None,
        template: bool | Sequence[TemplateChoice] | None = None,
    ) -> ModelComparison:
        """What two models make of one text. Counts as a run.

        Raises: as `inspect`, with the field "other" for what is wrong with the second model; and as
            `llm_playground.compare_models`.
        """
        # Of ids as many as of characters: a token is mostly longer than one.
        check_length("text", len(text), self.limits.scored_characters, "characters" if isinstance(text, str) else "ids")
        if prompt is not None:
            check_prompt(prompt, self.limits)
        self._check_model(other, field="other")
        for lender in template if isinstance(template, Sequence) else ():
            self._check_lender(lender)
        with self._running(model) as shared:
            from llm_playground.engine.comparing_models import compare_models

            return compare_models(shared, SHELF.wait_for(other), text, prompt=prompt, template=template)

    def guess(self, model: str, seed: int, guesses: Sequence[tuple[int, float]] = ()) -> Play:
        """The next-token game after some guesses, each an option and how sure somebody is of it. Counts as a run.

        Raises: as `inspect`, and as `engine.guessing.play`.
        """
        with self._running(model) as shared:
            from llm_playground.engine.guessing import Guess, play

            return play(shared, seed, [Guess(*each) for each in guesses])

    def stop(self, last_words: str, code: str = "cancelled") -> None:
        """Stop every run; each hears the last words, with that code. Others may begin."""
        self.runs.stop(last_words, code)
        self.trainings.stop(last_words, code)

    def drain(self, sentence: str) -> None:
        """From now on nothing begins; whoever asks hears the sentence. What is under way goes on."""
        self.runs.close(sentence)
        self.trainings.close(sentence)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way and nobody waits."""
        return not (self.runs.count or self.runs.waiting or self.trainings.count)

    def close(self, last_words: str = "The playground was closed.") -> None:
        """Stop every run; each hears the last words."""
        self.stop(last_words, "stopped")

    def _events(self, request: RunRequest, plan: Plan) -> Generator[Event, None, None]:
        model = yield from SHELF.coming(request.model)
        from llm_playground.engine.generation import run_of

        written = request.template, request.template_options
        run = run_of(model, request.prompt, plan, request.taken, request.token, *written)
        started, tokens = time.perf_counter(), 0
        for event in run.events(request.top):
            if isinstance(event, Ending):
                seconds = time.perf_counter() - started
                of_text = event.finish_reason, event.completion, event.hypotheses, event.stop_string
                yield Done(*of_text, tokens, seconds)
            else:
                tokens += isinstance(event, Step)
                yield event

    def _growing(self, request: RunRequest, plan: Plan) -> Generator[Event, None, None]:
        model = yield from SHELF.coming(request.model)
        from llm_playground.engine.beam_tree import growing
        from llm_playground.engine.generation import run_of

        yield from growing(
            run_of(model, request.prompt, plan, template=request.template, template_options=request.template_options)
        )

    def _speculating(
        self, request: RunRequest, plan: Plan, draft: str, num_draft_tokens: int
    ) -> Generator[Event, None, None]:
        model = yield from SHELF.coming(request.model)
        drafting = yield from SHELF.coming(draft)
        from llm_playground.engine.generation import run_of
        from llm_playground.engine.speculating import speculating

        run = run_of(model, request.prompt, plan, template=request.template, template_options=request.template_options)
        yield from speculating(run, drafting, num_draft_tokens, request.top)

    def _fitting(self, name: str, request: DictionaryRequest) -> Generator[Event, None, None]:
        model = yield from SHELF.coming(name)
        from llm_playground.engine.inside.dictionary_fitting import fitting

        yield from fitting(model, request)

    def _quantizing(self, name: str, prompt: PromptInput, max_new_tokens: int) -> Generator[Event, None, None]:
        model = yield from SHELF.coming(name)
        from llm_playground.engine.quantizing import quantizing

        yield from quantizing(model, prompt, max_new_tokens)

    def _keep(self, copy: ModelInfo) -> str:
        """The name of a model that was trained here, by which this session knows it from now on."""
        name = COPIES.keep(copy)
        self._copies.add(name)
        return name

    def _check_lender(self, template: TemplateChoice) -> None:
        """Refuse a template of a model that is none of this session."""
        if isinstance(template, str) and template != TWIN:
            self._check_model(template, field="template")

    def _check(self, request: RunRequest) -> Plan:
        problems, plan = Problems(), None
        with problems:
            self._check_model(request.model)
        with problems:
            self._check_lender(request.template)
        with problems:
            plan = check_request(request, self.limits)
        problems.report()
        assert plan is not None
        return plan
