"""Preference training as it happened, as a widget."""

from __future__ import annotations

from typing import Any

import traitlets

from llm_playground.records.preference import PreferenceTraining
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class Preference(View):
    """The loss on pairs, the margin, the accuracy and the KL divergence, and what the model answers after a `look`."""

    _esm = module_text("preference")
    _css = style("preference")
    preference = synced(traitlets.Dict(default_value=None, allow_none=True))
    look = synced(traitlets.Int(None, allow_none=True))

    def __init__(self, made: PreferenceTraining | dict[str, Any]) -> None:
        """The record, or the data of one that still grows."""
        super().__init__(preference=made if isinstance(made, dict) else data_of(made))
