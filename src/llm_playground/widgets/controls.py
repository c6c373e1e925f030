"""The controls of a lane: which model, which strategy, and the parameters that this strategy takes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import ipywidgets as ipw

from llm_playground.engine.options import options
from llm_playground.engine.shelf import ModelState

# Where a slider may go: within the legal range, and as far as one learns something. (lowest, highest, step)
SLIDERS = {
    "temperature": (0.0, 3.0, 0.05),
    "top_k": (1, 200, 1),
    "top_p": (0.0, 1.0, 0.01),
    "min_p": (0.0, 1.0, 0.01),
    "typical_p": (0.01, 1.0, 0.01),
    "repetition_penalty": (0.5, 2.0, 0.05),
    "num_beams": (1, 16, 1),
    "length_penalty": (-2.0, 2.0, 0.1),
}
EARLY_STOPPING = [("false", False), ("true", True), ("never", "never")]
NARROW, WIDE = "130px", "300px"


class ParameterControl(ipw.VBox):
    """A parameter that can be switched on and set; its one line of effect below it."""

    def __init__(self, parameter: dict[str, Any]) -> None:
        self.name: str = parameter["name"]
        self.on = ipw.Checkbox(description=self.name, indent=False, layout={"width": "160px"})
        if self.name in SLIDERS:
            lowest, highest, step = SLIDERS[self.name]
            slider = ipw.IntSlider if parameter["whole"] else ipw.FloatSlider
            self.value = slider(parameter["default"], min=lowest, max=highest, step=step, layout={"width": "190px"})
        else:
            self.value = ipw.Dropdown(options=EARLY_STOPPING, value=parameter["default"], layout={"width": "90px"})
        self.value.disabled = True
        self.on.observe(self._switch, "value")
        super().__init__([ipw.HBox([self.on, self.value]), small(parameter["effect"])])

    def reset(self, value: Any) -> None:
        """Switch on at this value, or off if it is None."""
        self.on.value = value is not None
        if value is not None:
            self.value.value = value

    def _switch(self, _: object) -> None:
        self.value.disabled = not self.on.value


class Controls(ipw.VBox):
    """Model, strategy and parameters of one lane."""

    def __init__(self, models: Sequence[ModelState], model: str) -> None:
        table: Any = options()
        self._strategies = {each["name"]: each for each in table["strategies"]}
        self._parameters = {
            each["name"]: ParameterControl(each)
            for each in table["parameters"]
            if each["name"] in SLIDERS or each["name"] == "early_stopping"
        }
        at_hand_first = sorted(models, key=lambda each: each.state == "remote")
        self.model = ipw.Dropdown(options=[(label_of(each), each.key) for each in at_hand_first], value=model)
        self.strategy = ipw.Dropdown(options=list(self._strategies))
        for control, name in ((self.model, "model"), (self.strategy, "strategy")):
            control.description = name
            control.layout, control.style = {"width": "350px"}, {"description_width": "60px"}
        self._effect = small("")
        self._shown = ipw.VBox()
        self.strategy.observe(self._show, "value")
        self._show()
        super().__init__([self.model, self.strategy, self._effect, self._shown])

    @property
    def parameters(self) -> dict[str, Any]:
        """Those that are switched on, of those that the strategy takes."""
        taken = (self._parameters[name] for name in self._strategies[self.strategy.value]["parameters"])
        return {control.name: control.value.value for control in taken if control.on.value}

    @property
    def sampled(self) -> bool:
        """Whether the strategy draws, and so has a use for a seed."""
        sampled: bool = self._strategies[self.strategy.value]["sampled"]
        return sampled

    def set(self, name: str, value: Any) -> None:
        """Switch a parameter on at this value, or off with None."""
        self._parameters[name].reset(value)

    def _show(self, _: object = None) -> None:
        strategy = self._strategies[self.strategy.value]
        self._effect.value = small(strategy["effect"]).value
        for name, control in self._parameters.items():
            control.reset(strategy["defaults"].get(name))
        self._shown.children = [self._parameters[name] for name in strategy["parameters"]]


def label_of(model: ModelState) -> str:
    """A model in a list: its name, its kind and, if it has to be fetched first, how much that is."""
    fetch = f"{model.download_megabytes:,} MB to fetch" if model.state == "remote" else None
    return " · ".join(filter(None, [model.key, model.kind, fetch]))


def small(text: str) -> ipw.HTML:
    """A line of explanation."""
    return ipw.HTML(f'<div style="font-size:12px;line-height:1.35;opacity:.8;max-width:350px">{escape(text)}</div>')
