"""The playground in a cell: a prompt, a model, a strategy, Generate and Stop, and a second lane to compare with."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import ipywidgets as ipw

from llm_playground.engine.background import Running
from llm_playground.engine.branching import able_to_go_on, beginning, within
from llm_playground.engine.events import Done, Event, Failed, Loading
from llm_playground.engine.local_models import local_models
from llm_playground.engine.options import options, read_setting
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.errors import InvalidValue, PlaygroundError, shown
from llm_playground.plain.static_playground import MadeText, ShownLane, playground_html, playground_text
from llm_playground.records import BeamStep, Start, Step
from llm_playground.records.local import LocalModel
from llm_playground.tokenization.text import well_formed
from llm_playground.widgets.controls import Controls, slider_of, small
from llm_playground.widgets.views import Generation

# Steps a second and lane that are sent to the notebook page. Jupyter's server cuts off a kernel that sends over 1,000
# messages a second, and nobody reads faster than this.
MOST_STEPS_A_SECOND = 200


@dataclass(eq=False)
class Text:
    """A text that was made in a lane, to come back to."""

    start: Start
    steps: list[Step]
    status: str = "stopped"
    finish_reason: str | None = None
    stop_string: str | None = None
    message: str = ""

    @property
    def name(self) -> str:
        """How it began, in the words at which it parted from another text."""
        words = "".join(step.text for step in self.steps[self.start.kept :][:6]).strip()
        return f"from token {self.start.kept + 1}: {words}" if self.start.kept else words


class Lane(ipw.VBox):
    """One text at a time, its controls beside it; those made before can be chosen."""

    def __init__(self, models: Sequence[Any], model: str, stop: ipw.Text) -> None:
        self.controls = Controls(models, model, stop)
        self.view = Generation(branching=True)
        self.texts: list[Text] = []
        self.chooser = ipw.Dropdown(description="text", layout={"width": "auto", "display": "none"})
        self.chooser.observe(self._choose, "value")
        self._next_step = 0.0
        self._kept: list[Step] = []
        self._naming = False
        right = ipw.VBox([self.view, self.chooser], layout={"flex": "1 1 320px"})
        self.controls.layout.flex = "0 0 370px"
        super().__init__([ipw.HBox([self.controls, right], layout={"flex_flow": "row wrap"})])

    @property
    def text(self) -> Text | None:
        """The one that is shown."""
        at = self.chooser.value
        return self.texts[at] if at is not None else None

    def begin(self, kept: Sequence[Step] = ()) -> None:
        """A run is about to start, the one of a branch with the steps that it keeps."""
        self._kept = list(kept)
        self.chooser.disabled = True
        self.view.begin("loading")

    def hear(self, event: Event) -> None:
        """Show what happens in the run; called from the run's own thread."""
        view = self.view
        match event:
            case Loading():
                view.message = event.message
            case Start():
                self._add(Text(event, self._kept))
                view.start(event, self._kept)
            case BeamStep() if self.text:
                view.message = f"Searching: {event.index + 1} of {self.text.start.max_new_tokens} tokens ahead …"
            case Step():
                self._pace()
                self._kept.append(event)
                view.add(event)
            case Done():
                seed = self.text.start.seed if self.text else None
                drawn = "" if seed is None else f"seed {seed} · "
                speed = f"{event.tokens / event.seconds:,.0f} tokens/s" if event.seconds and event.tokens else ""
                if event.stop_string is not None and self.text and self.text.start.kept:
                    self._kept[:] = within(self._kept, event.completion)
                    view.tell_anew(self._kept)
                why = {"finish_reason": event.finish_reason, "stop_string": event.stop_string}
                view.completion = event.completion
                self.end("done", **why, message=f"{drawn}{speed}".removesuffix(" · "))
            case Failed() if self.text and self.text.steps is not self._kept:  # it never started: what there was stays
                self.show(self.text)
                view.end("error", message=event.message)
            case Failed():
                self.end("error", message=event.message)

    def end(
        self, status: str, *, finish_reason: str | None = None, stop_string: str | None = None, message: str = ""
    ) -> None:
        """The run is "done", "stopped" or came to an "error"."""
        if self.text and self.text.steps is self._kept:
            self.text.status, self.text.finish_reason, self.text.message = status, finish_reason, message
            self.text.stop_string = stop_string
        self.view.end(status, finish_reason=finish_reason, stop_string=stop_string, message=message)
        self.chooser.disabled = False
        self._name_texts()

    def as_it_stands(self) -> ShownLane:
        """What is set by now, and the texts that were made."""
        made = [MadeText(text.start, list(text.steps), _ended(text)) for text in self.texts]
        return ShownLane(self.controls.shown, made)

    def show(self, text: Text) -> None:
        """A text of those that were made, as it ended."""
        self._kept = text.steps
        self.chooser.disabled = False
        self.view.begin("loading")
        self.view.start(text.start, text.steps)
        why = {"finish_reason": text.finish_reason, "stop_string": text.stop_string}
        self.view.end(text.status, **why, message=text.message)

    def _add(self, text: Text) -> None:
        before = self.text
        if before and text.start.kept and text.start.kept == len(before.steps):
            self.texts[self.texts.index(before)] = text  # it has grown at its end
        else:
            self.texts.append(text)
        self._name_texts(self.texts.index(text))

    def _name_texts(self, at: int | None = None) -> None:
        """Name all texts anew, and choose number `at`, if given."""
        at = self.chooser.value if at is None else at
        self._naming = True
        self.chooser.options = [(f"{number}  {text.name}", number - 1) for number, text in enumerate(self.texts, 1)]
        self.chooser.value = at
        self._naming = False
        self.chooser.layout.display = "none" if len(self.texts) < 2 else None

    def _choose(self, _: object) -> None:
        if self.text and not self._naming:
            self.show(self.text)

    def _pace(self) -> None:
        time.sleep(max(0.0, self._next_step - time.monotonic()))
        self._next_step = time.monotonic() + 1 / MOST_STEPS_A_SECOND


def _ended(text: Text) -> str:
    return text.status if text.finish_reason is None else f"finish_reason {text.finish_reason}"


class Playground(ipw.VBox):
    """Try a prompt on a model with a strategy, and on a second one beside it."""

    def __init__(self, session: Session, prompt: str, model: str) -> None:
        self.session = session
        self._running: Running | None = None
        self._lock = threading.Lock()  # handlers may come on another thread than the cell's
        states = session.models()
        models = [state for state in states if state.reads_text]
        table: Any = options()
        self._parameters = {each["name"]: each for each in table["parameters"]}
        self.prompt = ipw.Textarea(prompt, rows=3, layout={"width": "auto"})
        self.prompt.tooltip = "What the model is to continue or, a chat model, to answer"
        length = self._parameters["max_new_tokens"]
        self.length = slider_of(length, description="length", tooltip=length["effect"])
        self.seed = ipw.Text(
            placeholder="a new one each time", description="seed", tooltip=self._parameters["seed"]["effect"]
        )
        self.seed.layout.width = "240px"
        stop = self._parameters["stop"]
        self.stop_strings = ipw.Text(placeholder='"\\n\\n", "END"', description="stop", tooltip=stop["effect"])
        self.stop_strings.layout.width = "240px"
        self.generate_button = ipw.Button(description="Generate", button_style="primary", icon="play")
        self.stop_button = ipw.Button(description="Stop", icon="stop", disabled=True)
        self.compare = ipw.Checkbox(description="compare with a second lane", indent=False)
        self.lanes = (Lane(models, model, self.stop_strings), Lane(models, model, self.stop_strings))
        self.lanes[1].layout.display = "none"
        self._problem = small("")
        self.generate_button.on_click(lambda _: self.generate())
        self.stop_button.on_click(lambda _: self.stop())
        self.compare.observe(self._show_lanes, "value")
        for lane in self.lanes:
            lane.view.observe(partial(self._go_on, lane), "asked")
        buttons = ipw.HBox([self.generate_button, self.stop_button, self.compare])
        numbers = ipw.HBox([self.length, self.seed, self.stop_strings], layout={"flex_flow": "row wrap"})
        broken = small(_broken(len(session.broken()) + len(states) - len(models)))
        super().__init__([ipw.Label("Prompt"), self.prompt, numbers, buttons, self._problem, *self.lanes, broken])

    def __repr__(self) -> str:
        return playground_text(*self._as_it_stands())

    def _repr_mimebundle_(self, **asked: Any) -> Any:
        """As a widget, and with what a saved notebook keeps of it: what is set by now, and the texts."""
        forms = super()._repr_mimebundle_(**asked)
        stands = self._as_it_stands()
        return {**forms, "text/plain": playground_text(*stands), "text/html": playground_html(*stands)}

    def _as_it_stands(self) -> tuple[dict[str, str], list[ShownLane]]:
        seed, stop = self.seed.value or self.seed.placeholder, self.stop_strings.value or "nothing"
        settings = {"prompt": self.prompt.value, "length": str(self.length.value), "seed": seed, "stop": stop}
        return settings, [lane.as_it_stands() for lane in self._shown]

    def generate(self) -> None:
        """Start a run in every lane that is shown. Returns at once; the texts come as they are made."""
        with self._lock:
            if self._running and not self._running.wait(0):
                return
            self._tell("")
            lanes = self._shown
            try:
                self._start([(lane, self._request(lane), []) for lane in lanes])
            except PlaygroundError as error:
                for lane in lanes:
                    lane.view.begin("empty")
                self._tell(str(error))

    def _start(self, runs: Sequence[tuple[Lane, RunRequest, list[Step]]]) -> None:
        """Begin a run in each of these lanes, after the steps that a branch keeps."""
        lanes = [lane for lane, _, _ in runs]
        for lane, _, kept in runs:
            lane.begin(kept)
        running = self.session.start(
            [request for _, request, _ in runs], lambda number, event: lanes[number].hear(event)
        )
        self._running = running
        self.generate_button.disabled, self.stop_button.disabled = True, False
        threading.Thread(target=self._await_end, args=(running,), daemon=True).start()

    def _go_on(self, lane: Lane, change: dict[str, Any]) -> None:
        """What somebody asks for in the text of a lane: another token at some place, or more at its end."""
        asked, text = change["new"], lane.text
        if not asked or text is None:
            return
        lane.view.asked = None  # so that the same can be asked again
        self.stop()
        self.wait()
        with self._lock:
            self._tell("")
            self._end_stopped()
            try:
                request, kept = self._branch(lane, text, asked)
                self._start([(lane, request, kept)])
            except PlaygroundError as error:
                lane.show(text)
                self._tell(str(error))

    def _branch(self, lane: Lane, text: Text, asked: dict[str, Any]) -> tuple[RunRequest, list[Step]]:
        """The run that goes on with a text as is asked, and the steps that it keeps."""
        request, at = self._request(lane), asked["at"]
        kept = beginning(text.steps[:at])
        strategy, parameters = able_to_go_on(request.strategy, request.parameters)
        goes_on_as_set = strategy == request.strategy
        length = at + 1 if asked.get("more") == 1 else request.max_new_tokens + (at if asked.get("more") else 0)
        return replace(
            request,
            model=text.start.model,
            prompt=text.start.prompt.ids,
            strategy=strategy,
            parameters=parameters,
            order=request.order if goes_on_as_set else None,
            max_new_tokens=max(length, at + 1),
            seed=(request.seed if request.seed is not None else text.start.seed)
            if goes_on_as_set and lane.controls.sampled
            else None,
            taken=[step.choice.taken for step in kept],
            token=asked.get("token"),
        ), kept

    def stop(self) -> None:
        """End all runs at the token that they are at."""
        if self._running:
            self._running.stop()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nothing runs any more, at most so long; whether that is so."""
        return self._running is None or self._running.wait(seconds)

    @property
    def _shown(self) -> tuple[Lane, ...]:
        return self.lanes if self.compare.value else self.lanes[:1]

    def _request(self, lane: Lane) -> RunRequest:
        controls = lane.controls
        return RunRequest(
            controls.model.value,
            self.prompt.value,
            controls.strategy.value,
            controls.parameters,
            self.length.value,
            self._seed() if controls.sampled else None,
            order=controls.order,
            stop=self._stop(),
        )

    def _seed(self) -> int | None:
        text = self.seed.value.strip()
        if not text:
            return None
        seed = read_setting("seed", text)
        assert isinstance(seed, int)
        return seed

    def _stop(self) -> Any:
        text = self.stop_strings.value
        return read_setting("stop", text) if text else None

    def _await_end(self, running: Running) -> None:
        running.wait()
        with self._lock:
            if running is self._running:  # and no branch has taken its place
                self._end_stopped()
                self.generate_button.disabled, self.stop_button.disabled = False, True

    def _end_stopped(self) -> None:
        for lane in self.lanes:
            if lane.view.status in ("loading", "running"):  # it ended without a last word: it was stopped
                lane.end("stopped")

    def _show_lanes(self, _: object) -> None:
        self.lanes[1].layout.display = None if self.compare.value else "none"

    def _tell(self, problem: str) -> None:
        self._problem.value = small(problem).value


def _broken(count: int) -> str:
    models = "1 model" if count == 1 else f"{count} models"
    return f"{models} on this machine cannot be used here; lp.local_models() says why." if count else ""


def playground(
    model: str | Path = "tiny-gpt2", prompt: str = "Once upon a time", *more_models: str | Path
) -> Playground:
    """The playground, to end a cell of a notebook with.

        lp.playground()
        lp.playground("tiny-qwen-chat", "What is the capital of France?")

    Args:
        model: the model that is chosen at the start: a catalog key, a hub id or a checkpoint folder. It comes first, as
            in `generate`.
        prompt: what stands in it at the start.
        more_models: hub ids or folders to choose from besides the catalog and what lies on this machine
            (`lp.local_models()`).

    Raises:
        InvalidValue: a model is not a name, or the prompt not a text.
        UnknownName: no model has that name.
        CheckpointError: a path where there is no folder.
    """
    for name in (model, *more_models):
        if not isinstance(name, str | Path):
            raise InvalidValue(f"A model is given by its name; this is {shown(name)}.", field="model")
    named = tuple(sorted({str(name) for name in (model, *more_models)}))
    return Playground(_session(named, local_models().models), well_formed(prompt), str(model))


@cache
def _session(named: tuple[str, ...], local: tuple[LocalModel, ...]) -> Session:
    """One session for all playgrounds with the same models, so that they share what they load."""
    return Session(named, local=local)
