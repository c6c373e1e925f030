"""What two models make of one text, as a widget."""

from __future__ import annotations

import traitlets

from llm_playground.records.model_comparison import ModelComparison as ModelComparisonRecord
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class ModelComparison(View):
    """A text coloured by how far apart two models are; the `selected` token, or stretch of characters, is opened."""

    _esm = module_text("model_comparison")
    _css = style("model_comparison")
    comparison = synced(traitlets.Dict(default_value=None, allow_none=True))
    colour = synced(traitlets.Unicode("kl_ba"))
    selected = synced(traitlets.Int(None, allow_none=True))

    def __init__(self, found: ModelComparisonRecord) -> None:
        super().__init__(comparison=data_of(found))
