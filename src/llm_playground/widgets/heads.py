"""All heads of a model side by side, and the chosen one below them."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets
from ipywidgets import VBox

from llm_playground.engine.inside.heads import Heads
from llm_playground.engine.inside.inspection import MOST_TOKENS, inspect
from llm_playground.records.heads import AllHeads as Picture
from llm_playground.views import module_text, style
from llm_playground.widgets.views import Attention, data_of, synced


class AllHeads(anywidget.AnyWidget):
    """The pattern of every head; a head that is chosen is the `layer` and `head` of the widget."""

    _esm = module_text("heads")
    _css = style("heads")
    heads = synced(traitlets.Dict(default_value=None, allow_none=True))
    layer = synced(traitlets.Int())
    head = synced(traitlets.Int())

    def __init__(self, found: Heads | Picture) -> None:
        super().__init__(heads=data_of(found.picture if isinstance(found, Heads) else found))


def heads(found: Heads) -> Any:
    """All heads; of a text that is not too long the chosen one opens below them, with exact numbers."""
    grid = AllHeads(found)
    if found.encoding is None or len(found.encoding.ids) > MOST_TOKENS:
        return grid
    attention = Attention(inspect(found.model, found.encoding.ids))
    for name in ("layer", "head"):
        traitlets.link((grid, name), (attention, name))
    return VBox([grid, attention])
