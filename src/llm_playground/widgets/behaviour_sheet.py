"""What each model answers to many prompts, as a widget."""

from __future__ import annotations

import traitlets

from llm_playground.records.behaviour import BehaviourSheet as BehaviourSheetRecord
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class BehaviourSheet(View):
    """A table of answers; the cell that is `selected`, by the numbers of its prompt and its model, is opened.

    A sheet that is still being filled is `busy`, and `answered` is the cell of which there was news last.
    """

    _esm = module_text("behaviour_sheet")
    _css = style("behaviour_sheet")
    sheet = synced(traitlets.Dict(default_value=None, allow_none=True))
    selected = synced(traitlets.List(traitlets.Int(), default_value=None, allow_none=True))
    answered = synced(traitlets.Dict(default_value=None, allow_none=True))
    busy = synced(traitlets.Bool(False))

    def __init__(self, sheet: BehaviourSheetRecord) -> None:
        super().__init__(sheet=data_of(sheet))
