"""A sweep as a widget."""

from __future__ import annotations

from typing import Any

import traitlets

from llm_playground.engine.options import PARAMETERS
from llm_playground.records import arena as records
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class Sweep(View):
    """Several texts at each value of a parameter: diversity against perplexity, and the texts of a point.

    Sweeps of several parameters stand side by side on the same axes.
    """

    _esm = module_text("sweep")
    _css = style("sweep")
    sweeps = synced(traitlets.List())
    diversity = synced(traitlets.Unicode("distinct_2"))
    selected = synced(traitlets.Dict(None, allow_none=True))

    def __init__(self, sweep: records.Sweep | records.Sweeps) -> None:
        sweeps = sweep.sweeps if isinstance(sweep, records.Sweeps) else (sweep,)
        super().__init__(sweeps=list(map(_shown, sweeps)))


def _shown(sweep: records.Sweep) -> dict[str, Any]:
    """What the view takes of a sweep."""
    lanes = data_of(sweep.arena)["lanes"]
    kept = ("index", "choice", "text")
    return {
        "parameter": sweep.parameter,
        "label": PARAMETERS[sweep.parameter].label,
        "caption": "",
        "values": list(sweep.values),
        "texts": [
            [[{key: step[key] for key in kept} for step in trace["steps"]] for trace in lane["traces"]]
            for lane in lanes
        ],
        "summaries": [{key: lane[key] for key in ("marks", "measures", "error")} for lane in lanes],
    }
