"""The playground in a cell: a prompt, a model, a strategy, Generate and Stop, and a second lane to compare with."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets as ipw

from llm_playground.engine.background import Running
from llm_playground.engine.events import Done, Event, Failed, Loading
from llm_playground.engine.options import options, read_setting
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.errors import InvalidValue, PlaygroundError, shown
from llm_playground.records import BeamStep, Start, Step
from llm_playground.tokenization.text import well_formed
from llm_playground.widgets.controls import Controls, slider_of, small
from llm_playground.widgets.views import Generation

# Steps a second and lane that are sent to the notebook page. Jupyter's server cuts off a kernel that sends over 1,000
# messages a second, and nobody reads faster than this.
MOST_STEPS_A_SECOND = 200


class Lane(ipw.VBox):
    """One run: its controls beside its text."""

    def __init__(self, models: Sequence[Any], model: str) -> None:
        self.controls = Controls(models, model)
        self.view = Generation()
        self._next_step = 0.0
        self._start: Start | None = None
        self.view.layout.flex = "1 1 320px"
        self.controls.layout.flex = "0 0 370px"
        super().__init__([ipw.HBox([self.controls, self.view], layout={"flex_flow": "row wrap"})])

    def hear(self, event: Event) -> None:
        """Show what happens in the run; called from the run's own thread."""
        view = self.view
        match event:
            case Loading():
                view.message = event.message
            case Start():
                self._start = event
                view.start(event)
            case BeamStep() if self._start:
                view.message = f"Searching: {event.index + 1} of {self._start.max_new_tokens} tokens ahead …"
            case Step():
                self._pace()
                view.add(event)
            case Done():
                seed = self._start.seed if self._start else None
                drawn = "" if seed is None else f"seed {seed} · "
                speed = f"{event.tokens / event.seconds:,.0f} tokens/s" if event.seconds and event.tokens else ""
                view.end("done", finish_reason=event.finish_reason, message=f"{drawn}{speed}".removesuffix(" · "))
            case Failed():
                view.end("error", message=event.message)

    def _pace(self) -> None:
        time.sleep(max(0.0, self._next_step - time.monotonic()))
        self._next_step = time.monotonic() + 1 / MOST_STEPS_A_SECOND


class Playground(ipw.VBox):
    """Try a prompt on a model with a strategy, and on a second one beside it."""

    def __init__(self, session: Session, prompt: str, model: str) -> None:
        self.session = session
        self._running: Running | None = None
        self._lock = threading.Lock()  # handlers may come on another thread than the cell's
        models = session.models()
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
        self.generate_button = ipw.Button(description="Generate", button_style="primary", icon="play")
        self.stop_button = ipw.Button(description="Stop", icon="stop", disabled=True)
        self.compare = ipw.Checkbox(description="compare with a second lane", indent=False)
        self.lanes = (Lane(models, model), Lane(models, model))
        self.lanes[1].layout.display = "none"
        self._problem = small("")
        self.generate_button.on_click(lambda _: self.generate())
        self.stop_button.on_click(lambda _: self.stop())
        self.compare.observe(self._show_lanes, "value")
        buttons = ipw.HBox([self.generate_button, self.stop_button, self.compare])
        numbers = ipw.HBox([self.length, self.seed], layout={"flex_flow": "row wrap"})
        super().__init__([ipw.Label("Prompt"), self.prompt, numbers, buttons, self._problem, *self.lanes])

    def __repr__(self) -> str:
        return "The playground: run this cell in Jupyter to play."

    def generate(self) -> None:
        """Start a run in every lane that is shown. Returns at once; the texts come as they are made."""
        with self._lock:
            if self._running and not self._running.wait(0):
                return
            self._tell("")
            try:
                requests = [self._request(lane) for lane in self._shown]
                lanes = self._shown
                for lane in lanes:
                    lane.view.begin("loading")
                self._running = self.session.start(requests, lambda number, event: lanes[number].hear(event))
            except PlaygroundError as error:
                for lane in self._shown:
                    lane.view.begin("empty")
                self._tell(str(error))
                return
            self.generate_button.disabled, self.stop_button.disabled = True, False
        threading.Thread(target=self._await_end, args=(self._running,), daemon=True).start()

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
        )

    def _seed(self) -> int | None:
        text = self.seed.value.strip()
        return int(read_setting("seed", text)) if text else None

    def _await_end(self, running: Running) -> None:
        running.wait()
        for lane in self.lanes:
            if lane.view.status in ("loading", "running"):  # it ended without a last word: it was stopped
                lane.view.end("stopped")
        self.generate_button.disabled, self.stop_button.disabled = False, True

    def _show_lanes(self, _: object) -> None:
        self.lanes[1].layout.display = None if self.compare.value else "none"

    def _tell(self, problem: str) -> None:
        self._problem.value = small(problem).value


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
        more_models: hub ids or folders to choose from besides the catalog.

    Raises:
        InvalidValue: a model is not a name, or the prompt not a text.
        UnknownName: no model has that name.
        CheckpointError: a path where there is no folder.
    """
    for name in (model, *more_models):
        if not isinstance(name, str | Path):
            raise InvalidValue(f"A model is given by its name; this is {shown(name)}.", field="model")
    named = tuple(sorted({str(name) for name in (model, *more_models)}))
    return Playground(_session(named), well_formed(prompt), str(model))


@cache
def _session(named: tuple[str, ...]) -> Session:
    """One session for all playgrounds with the same models, so that they share what they load."""
    return Session(named)
