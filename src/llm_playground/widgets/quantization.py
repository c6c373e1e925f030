"""What storing weights in fewer bits does to a model, as a widget."""

from __future__ import annotations

import traitlets

from llm_playground.records.quantization import Quantization as QuantizationRecord
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class Quantization(View):
    """The types side by side; of the one that is chosen, where the text would go another way, and a block."""

    _esm = module_text("quantization")
    _css = style("quantization")
    quantization = synced(traitlets.Dict(default_value=None, allow_none=True))
    type = synced(traitlets.Unicode())

    def __init__(self, found: QuantizationRecord) -> None:
        super().__init__(quantization=data_of(found), type=found.types[-1].type)
