"""The lanes of an arena as a widget."""

from __future__ import annotations

import traitlets

from llm_playground.records.arena import Arena, letter
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class Lanes(View):
    """Several texts of one prompt side by side, where they part, and the measures of each lane."""

    _esm = module_text("lanes")
    _css = style("lanes")
    lanes = synced(traitlets.List())
    summaries = synced(traitlets.List())
    seconds = synced(traitlets.List())
    repeat = synced(traitlets.Int(0))
    selected = synced(traitlets.Dict(None, allow_none=True))

    def __init__(self, arena: Arena) -> None:
        lanes, summaries = [], []
        for number, lane in enumerate(data_of(arena)["lanes"]):
            texts = [
                {"steps": trace["steps"], "status": "done", "note": trace["ending"]["finish_reason"]}
                for trace in lane["traces"]
            ] or [{"steps": [], "status": "error", "note": lane["error"]}]
            lanes.append({"letter": letter(number), "name": lane["name"], "error": lane["error"], "texts": texts})
            summaries.append({key: lane[key] for key in ("marks", "measures", "error")})
        super().__init__(lanes=lanes, summaries=summaries, seconds=list(arena.seconds))
