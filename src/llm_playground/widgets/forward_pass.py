"""The drawing of the whole model as a widget."""

from __future__ import annotations

import traitlets

from llm_playground.engine.inside.forward_pass import forward_pass
from llm_playground.engine.inside.workings import workings
from llm_playground.records.forward_pass import ForwardPass as Drawn
from llm_playground.views import module_text, style
from llm_playground.widgets.answers import answers_to
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class ForwardPass(View):
    """One token on its way through the whole model.

    Another token is followed when it is chosen as `position`, and what a part computes is asked for while it is open:
    `opened` holds the parts that are, those of block `layer` and of `head`. What they ask for besides is in `asked`,
    and `answers` has it.
    """

    _esm = module_text("forward_pass")
    _css = style("forward_pass")
    forward_pass = synced(traitlets.Dict())
    workings = synced(traitlets.Dict(default_value=None, allow_none=True))
    position = synced(traitlets.Int())
    layer = synced(traitlets.Int())
    head = synced(traitlets.Int())
    opened = synced(traitlets.List(traitlets.Unicode()))
    asked = synced(traitlets.Dict())
    answers = synced(traitlets.Dict())
    marked = synced(traitlets.Unicode(None, allow_none=True))

    def __init__(self, drawn: Drawn) -> None:
        super().__init__(forward_pass=data_of(drawn), position=drawn.position)
        self.model, self.ids = drawn.model, drawn.encoding.ids
        self.observe(self._follow, "position")
        self.observe(self._answer, "asked")
        self.observe(self._compute, ["forward_pass", "layer", "head", "opened"])

    def _follow(self, _: object) -> None:
        self.forward_pass = data_of(forward_pass(self.model, self.ids, self.position))

    def _compute(self, _: object) -> None:
        if self.opened:
            self.workings = data_of(workings(self.model, self.ids, self.position, self.layer, self.head))

    def _answer(self, _: object) -> None:
        self.answers = answers_to(self.asked, self.answers, self.model, self.ids)
