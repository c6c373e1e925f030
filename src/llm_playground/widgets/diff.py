"""Two runs side by side as a widget."""

from __future__ import annotations

import traitlets

from llm_playground.records.difference import TraceDiff
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class Diff(View):
    """Two texts aligned, with what was set differently; the `selected` token is told of in both."""

    _esm = module_text("diff")
    _css = style("diff")
    diff = synced(traitlets.Dict())
    selected = synced(traitlets.Dict(None, allow_none=True))

    def __init__(self, found: TraceDiff) -> None:
        super().__init__(diff=data_of(found))
