"""Fine-tuning as it happened, as a widget."""

from __future__ import annotations

from typing import Any

import traitlets

from llm_playground.records.fine_tuning import FineTuning as FineTuningRecord
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class FineTuning(View):
    """Both losses, what the model answers after a `look`, and what the loss counts."""

    _esm = module_text("fine_tuning")
    _css = style("fine_tuning")
    fine_tuning = synced(traitlets.Dict(default_value=None, allow_none=True))
    look = synced(traitlets.Int(None, allow_none=True))

    def __init__(self, made: FineTuningRecord | dict[str, Any]) -> None:
        """The record, or the data of one that still grows."""
        super().__init__(fine_tuning=made if isinstance(made, dict) else data_of(made))
