"""What a model costs, and two models side by side."""

from __future__ import annotations

import traitlets

from llm_playground.engine.inside.costs import COMPARABLE, compare_architectures, sheet_of
from llm_playground.records import Record
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class Costs(View):
    """Memory, the work of the next token, and the KV cache by the length of the text."""

    _esm = module_text("costs")
    _css = style("costs")
    sheet = synced(traitlets.Dict(default_value=None, allow_none=True))
    bytes_a_number = synced(traitlets.Int(4))

    def __init__(self, costs: Record) -> None:
        super().__init__(sheet=data_of(sheet_of(costs)))


class Architectures(View):
    """Two models side by side; another one of the catalog is compared when it is chosen."""

    _esm = module_text("architectures")
    _css = style("architectures")
    comparison = synced(traitlets.Dict(default_value=None, allow_none=True))
    choices = synced(traitlets.List())
    model = synced(traitlets.Unicode())
    other = synced(traitlets.Unicode())

    def __init__(self, comparison: Record) -> None:
        data = data_of(comparison)
        model, other = data["models"]
        choices = list(dict.fromkeys([*COMPARABLE, model, other]))
        super().__init__(comparison=data, choices=choices, model=model, other=other)
        self.observe(self._compare, ["model", "other"])

    def _compare(self, _: object) -> None:
        self.comparison = data_of(compare_architectures(self.model, self.other))
