"""Speculative decoding as a widget."""

from __future__ import annotations

import traitlets

from llm_playground.records.speculation import Speculation as Speculated
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class Speculation(View):
    """The rounds of speculative decoding: what was drafted, accepted, rejected, and why."""

    _esm = module_text("speculation")
    _css = style("speculation")
    speculation = synced(traitlets.Dict())
    selected = synced(traitlets.Int(None, allow_none=True))

    def __init__(self, made: Speculated) -> None:
        super().__init__(speculation=data_of(made))
