"""The controls of a lane: which model, which strategy, and the parameters that this strategy takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets as ipw

from llm_playground.engine.options import DEFAULT_ORDER, options, read_order, read_setting
from llm_playground.engine.recommendation import Recommendation
from llm_playground.engine.shelf import ModelState
from llm_playground.records.settings import written


def slider_of(parameter: dict[str, Any], **more: Any) -> ipw.IntSlider | ipw.FloatSlider:
    """The slider of a number in the table of parameters, at its default."""
    kind, track = ipw.IntSlider if parameter["whole"] else ipw.FloatSlider, parameter["slider"]
    return kind(parameter["default"], min=track["lowest"], max=track["highest"], step=track["step"], **more)


class ParameterControl(ipw.VBox):
    """A parameter that can be switched on and set; its one line of effect below it."""

    def __init__(self, parameter: dict[str, Any]) -> None:
        self.name: str = parameter["name"]
        self.on = ipw.Checkbox(description=self.name, indent=False, layout={"width": "160px"})
        if parameter["options"]:
            options = [(each["meaning"], each["value"]) for each in parameter["options"]]
            self.value = ipw.Dropdown(options=options, value=parameter["default"], layout={"width": "190px"})
        elif parameter["kind"] == "number":
            self.value = slider_of(parameter, layout={"width": "190px"})
        else:
            typed = {"texts": '"cat", " dog"', "biases": '" the": -5'}[parameter["kind"]]
            self.value = ipw.Text(written(parameter["default"]), placeholder=typed, layout={"width": "190px"})
        self._none: Any = {} if parameter["kind"] == "biases" else ()
        self.value.disabled = True
        self.on.observe(self._switch, "value")
        super().__init__([ipw.HBox([self.on, self.value]), small(parameter["effect"])])

    @property
    def setting(self) -> Any:
        """What is set.

        Raises:
            InvalidValue: a text that cannot be read.
        """
        if not isinstance(self.value, ipw.Text):
            return self.value.value
        return read_setting(self.name, self.value.value) if self.value.value else self._none

    def reset(self, value: Any) -> None:
        """Switch on at this value, or off if it is None."""
        self.on.value = value is not None
        if value is None:
            return
        if isinstance(self.value, ipw.Text):
            value = written(value)
        elif not isinstance(self.value, ipw.Dropdown):  # a slider would quietly take the end of its track instead
            self.value.min, self.value.max = min(self.value.min, value), max(self.value.max, value)
        self.value.value = value

    def _switch(self, _: object) -> None:
        self.value.disabled = not self.on.value


class OrderControl(ipw.VBox):
    """In which order the warpers are applied: a preset, and what it means below it; or names of one's own."""

    OWN = "your own"

    def __init__(self, orders: Sequence[dict[str, Any]]) -> None:
        self._effects = {order["name"]: order["effect"] for order in orders}
        self.name = ipw.Dropdown(
            options=[*self._effects, self.OWN],
            description="order",
            layout={"width": "350px"},
            style={"description_width": "60px"},
        )
        self.names = ipw.Text(placeholder="top_p, temperature", layout={"width": "350px"})
        self.names.tooltip = "The names of the warpers, first to last"
        self._effect = small("")
        self.name.observe(self._tell, "value")
        super().__init__([self.name, self.names, self._effect])
        self._tell(None)

    @property
    def value(self) -> str | tuple[str, ...]:
        """The name of a preset, or those of warpers, not checked yet."""
        return read_order(self.names.value) if self.name.value == self.OWN else self.name.value

    @value.setter
    def value(self, order: str | Sequence[str]) -> None:
        self.name.value = order if isinstance(order, str) else self.OWN
        self.names.value = "" if isinstance(order, str) else ", ".join(order)

    def _tell(self, _: object) -> None:
        own = self.name.value == self.OWN
        self.names.layout.display = None if own else "none"
        effect = "The warpers one after the other, as you name them." if own else self._effects[self.name.value]
        self._effect.value = small(effect).value


class RecommendationLine(ipw.VBox):
    """What a model recommends, and the button that takes it over; nothing where it recommends nothing."""

    def __init__(self, use: Callable[[Recommendation], None]) -> None:
        self._use = use
        self._recommendation: Recommendation | None = None
        self.text = small("")
        self.button = ipw.Button(description="Use these", layout={"width": "auto"})
        self.button.on_click(self._take)
        super().__init__([self.text, self.button])

    def show(self, model: ModelState) -> None:
        """Say what this model recommends."""
        self._recommendation = model.recommended
        self.layout.display = None if model.recommended else "none"
        self.text.value = small(f"{model.key} recommends: {model.recommended}").value

    def _take(self, _: object) -> None:
        if self._recommendation is not None:
            self._use(self._recommendation)


class Controls(ipw.VBox):
    """Model, strategy and parameters of one lane; `stop` is the field of the texts before which all lanes end."""

    def __init__(self, models: Sequence[ModelState], model: str, stop: ipw.Text) -> None:
        table: Any = options()
        self._strategies = {each["name"]: each for each in table["strategies"]}
        taken = {name for each in table["strategies"] for name in each["parameters"]}
        self._parameters = {
            each["name"]: ParameterControl(each) for each in table["parameters"] if each["name"] in taken
        }
        self._groups = {each["name"]: each["group"] for each in table["parameters"] if each["group"]}
        self._order = OrderControl(table["orders"])
        at_hand_first = sorted(models, key=lambda each: each.state == "remote")
        self.model = ipw.Dropdown(options=[(label_of(each), each.key) for each in at_hand_first], value=model)
        self.strategy = ipw.Dropdown(options=list(self._strategies))
        for control, name in ((self.model, "model"), (self.strategy, "strategy")):
            control.description = name
            control.layout, control.style = {"width": "350px"}, {"description_width": "60px"}
        self._models = {each.key: each for each in models}
        self._stop = stop
        self.recommended = RecommendationLine(self._use)
        self.model.observe(lambda _: self._recommend(), "value")
        self._recommend()
        self._effect = small("")
        self._shown = ipw.VBox()
        self.strategy.observe(self._show, "value")
        self._show()
        super().__init__([self.model, self.recommended, self.strategy, self._effect, self._shown])

    @property
    def parameters(self) -> dict[str, Any]:
        """Those that are switched on, of those that the strategy takes."""
        taken = (self._parameters[name] for name in self._strategies[self.strategy.value]["parameters"])
        return {control.name: control.setting for control in taken if control.on.value}

    @property
    def shown(self) -> dict[str, str]:
        """What is set, by the names of the controls, as it stands there."""
        taken = (self._parameters[name] for name in self._strategies[self.strategy.value]["parameters"])
        on = {control.name: str(control.value.value) for control in taken if control.on.value}
        return {"model": self.model.value, "strategy": self.strategy.value, **on}

    @property
    def sampled(self) -> bool:
        """Whether the strategy draws, and so has a use for a seed."""
        sampled: bool = self._strategies[self.strategy.value]["sampled"]
        return sampled

    @property
    def order(self) -> str | tuple[str, ...] | None:
        """The order of the warpers, if the strategy has a use for one."""
        return self._order.value if self.sampled else None

    def set_order(self, order: str | Sequence[str]) -> None:
        """Choose the order of that name, or one of your own."""
        self._order.value = order

    def set(self, name: str, value: Any) -> None:
        """Switch a parameter on at this value, or off with None."""
        self._parameters[name].reset(value)

    def _recommend(self) -> None:
        self.recommended.show(self._models[self.model.value])

    def _use(self, recommendation: Recommendation) -> None:
        self.strategy.value = recommendation.strategy
        self._show()  # the strategy may have been that one already, with other parameters
        for name, value in recommendation.parameters.items():
            self.set(name, value)
        self.set_order(DEFAULT_ORDER)
        if recommendation.stop:
            self._stop.value = written(recommendation.stop)

    def _show(self, _: object = None) -> None:
        strategy = self._strategies[self.strategy.value]
        self._effect.value = small(strategy["effect"]).value
        for name, control in self._parameters.items():
            control.reset(strategy["defaults"].get(name))
        shown: list[ipw.Widget] = [
            self._parameters[name] for name in strategy["parameters"] if name not in self._groups
        ]
        groups: dict[str, list[ipw.Widget]] = {}
        for name in strategy["parameters"]:
            if name in self._groups:
                groups.setdefault(self._groups[name], []).append(self._parameters[name])
        folded = [ipw.Accordion([*map(ipw.VBox, groups.values())], titles=[*groups])] if groups else []
        self._shown.children = [*shown, *([self._order] if self.sampled else []), *folded]


def label_of(model: ModelState) -> str:
    """A model in a list: its name, its kind and, if it has to be fetched first, how much that is."""
    fetch = f"{model.download_megabytes:,} MB to fetch" if model.state == "remote" else None
    return " · ".join(filter(None, [model.key, model.kind, model.quantization, fetch]))


def small(text: str) -> ipw.HTML:
    """A line of explanation."""
    return ipw.HTML(f'<div style="font-size:12px;line-height:1.35;opacity:.8;max-width:350px">{escape(text)}</div>')
