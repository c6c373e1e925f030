"""One step through its strategy, as a widget."""

from __future__ import annotations

import traitlets

from llm_playground.engine.step import LiveStep
from llm_playground.records.pipeline import PipelineStep
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class Pipeline(View):
    """A step at every stage, and the draw; where `u` is moved the token is drawn anew."""

    _esm = module_text("pipeline")
    _css = style("pipeline")
    step = synced(traitlets.Dict(default_value=None, allow_none=True))
    asked_u = synced(traitlets.Float(None, allow_none=True))

    def __init__(self, step: PipelineStep) -> None:
        super().__init__(step=data_of(step))
        if isinstance(step, LiveStep):
            self._live = step
            self.observe(self._draw, "asked_u")

    def _draw(self, _: object) -> None:
        if self.asked_u is not None:
            self.step = data_of(self._live.drawn_by(self.asked_u))
