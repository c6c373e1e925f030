"""The views as widgets. Each takes a record and shows it; the records' JSON is all that crosses to the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn, Self

import traitlets
from ipywidgets import VBox

from llm_playground.engine.inside.inspection import inspect
from llm_playground.errors import unknown
from llm_playground.records import Encoding, Inspection, Module, Record, Stage, Start, Step, Trace
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View


def data_of(record: Record) -> Any:
    """A record as the views read it: plain data, bytes as hexadecimal text."""
    return json.loads(record.to_json())


def synced(trait: traitlets.TraitType[Any, Any]) -> Any:
    """A trait that the page shares."""
    return trait.tag(sync=True)


class OneOf(traitlets.Enum[Any]):
    """One of a few names. Another is refused as it is everywhere: it lists them, and guesses which was meant."""

    def error(self, obj: Any, value: Any, error: Exception | None = None, info: str | None = None) -> NoReturn:
        raise unknown(str(self.name), value, self.values or (), field=self.name)


class Tokens(View):
    """A text cut into tokens."""

    _esm = module_text("tokens")
    _css = style("tokens")
    encoding = synced(traitlets.Dict())
    selected = synced(traitlets.Int(None, allow_none=True))

    def __init__(self, encoding: Encoding) -> None:
        super().__init__(encoding=data_of(encoding))


class Distribution(View):
    """The distribution of one step on its way through the strategy, and the draw."""

    _esm = module_text("distribution")
    _css = style("distribution")
    step = synced(traitlets.Dict(default_value=None, allow_none=True))

    def __init__(self, step: Step | Stage) -> None:
        """A step, or the distribution of a next token that nobody has chosen yet."""
        if isinstance(step, Stage):
            super().__init__(step={"index": 0, "choice": None, "stages": [data_of(step)], "text": ""})
        else:
            super().__init__(step=data_of(step))


class Anatomy(View):
    """The parts of a model as a tree."""

    _esm = module_text("anatomy")
    _css = style("anatomy")
    module = synced(traitlets.Dict())
    selected = synced(traitlets.Unicode(None, allow_none=True))

    def __init__(self, module: Module) -> None:
        super().__init__(module=data_of(module))


class Attention(View):
    """The attention of a layer's heads over the tokens of an inspection; another layer is computed when chosen."""

    _esm = module_text("attention")
    _css = style("attention")
    encoding = synced(traitlets.Dict())
    patterns = synced(traitlets.List())
    first = synced(traitlets.Int())
    layer = synced(traitlets.Int())
    position = synced(traitlets.Int(None, allow_none=True))
    head = synced(traitlets.Int())
    n_layer = synced(traitlets.Int())
    n_head = synced(traitlets.Int())

    def __init__(self, inspection: Inspection) -> None:
        seen = data_of(inspection)
        super().__init__(
            encoding=seen["encoding"], n_layer=inspection.n_layer, n_head=inspection.n_head, **seen["attention"]
        )
        self.model, self.ids = inspection.model, inspection.encoding.ids
        self.observe(self._look_again, "layer")

    def _look_again(self, _: object) -> None:
        self.patterns = data_of(inspect(self.model, self.ids, self.layer).attention)["patterns"]


def inspection(seen: Inspection) -> VBox:
    """An inspection: where the heads look, and what comes next."""
    return VBox([Attention(seen), Distribution(seen.next)])


class Generation(View):
    """A text as it is generated, token by token.

    `begin`, then `add` for every step, then `end`. While the text grows a step goes to the page once, as a message.
    The whole list follows at the end: a view of this widget may be opened only then, and messages are not kept.
    """

    _esm = module_text("generation")
    _css = style("generation")
    prompt = synced(traitlets.Dict(default_value=None, allow_none=True))
    is_instruct = synced(traitlets.Bool(False))
    quantization = synced(traitlets.Unicode(None, allow_none=True))
    steps = synced(traitlets.List())
    status = synced(traitlets.Unicode("empty"))
    message = synced(traitlets.Unicode(""))
    finish_reason = synced(traitlets.Unicode(None, allow_none=True))
    stop_string = synced(traitlets.Unicode(None, allow_none=True))
    completion = synced(traitlets.Unicode(None, allow_none=True))  # shown where a text came without steps
    selected = synced(traitlets.Int(None, allow_none=True))
    branching = synced(traitlets.Bool(False))  # whether somebody hears of what is `asked`: how the text is to go on
    asked = synced(traitlets.Dict(default_value=None, allow_none=True))
    common = synced(traitlets.Int(None, allow_none=True))
    colour = synced(OneOf(("probability", "rank", "entropy"), "probability"))
    _messages = False  # whether there are steps that the page got as messages alone

    @classmethod
    def of(cls, trace: Trace) -> Self:
        """A finished run."""
        data = data_of(trace)
        return cls(
            prompt=data["start"]["prompt"],
            is_instruct=trace.is_instruct,
            quantization=trace.start.quantization,
            steps=data["steps"],
            status="done",
            finish_reason=trace.finish_reason,
            stop_string=trace.ending.stop_string,
            completion=trace.completion,
        )

    def begin(self, status: str, message: str = "") -> None:
        """Forget the last run; what comes next is "loading" or "running"."""
        with self.hold_sync():
            self.steps, self.selected, self.prompt = [], None, None
            self.finish_reason = self.stop_string = self.completion = None
            self.status, self.message = status, message
        self.send({"kind": "clear"})

    def start(self, start: Start, kept: Sequence[Step] = ()) -> None:
        """The model is there, and this is what it is asked to continue, the steps `kept` of another text included."""
        with self.hold_sync():
            self.steps = [data_of(step) for step in kept]
            self.prompt, self.is_instruct = data_of(start.prompt), start.is_instruct
            self.quantization = start.quantization
            self.status, self.message = "running", ""

    def add(self, step: Step) -> None:
        data = data_of(step)
        self.steps = [*self.steps, data]
        self.send({"kind": "step", "step": data})
        self._messages = True

    def tell_anew(self, steps: Sequence[Step]) -> None:
        """The same steps, of whose text less has turned out to be part of the whole."""
        self.steps = [data_of(step) for step in steps]

    def end(
        self, status: str, *, finish_reason: str | None = None, stop_string: str | None = None, message: str = ""
    ) -> None:
        """The run is "done", "stopped" or came to an "error"."""
        if self._messages:
            super().send_state("steps")
            self._messages = False
        with self.hold_sync():
            self.finish_reason, self.stop_string, self.message, self.status = (
                finish_reason,
                stop_string,
                message,
                status,
            )

    def send_state(self, key: Any = None) -> None:
        if key == "steps" and self.status == "running":
            return  # the page has got them one by one
        super().send_state(key)
