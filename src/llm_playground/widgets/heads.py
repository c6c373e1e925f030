"""All heads of a model, side by side and as points, and the chosen one below them."""

from __future__ import annotations

from typing import Any

import traitlets
from ipywidgets import VBox

from llm_playground.engine.inside.head_examples import head_examples
from llm_playground.engine.inside.heads import Heads
from llm_playground.engine.inside.inspection import MOST_TOKENS, inspect
from llm_playground.records.heads import AllHeads as Picture
from llm_playground.records.heads import HeadExamples as Examples
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import Attention, data_of, synced


class AllHeads(View):
    """The pattern of every head; a head that is chosen is the `layer` and `head` of the widget."""

    _esm = module_text("heads")
    _css = style("heads")
    heads = synced(traitlets.Dict(default_value=None, allow_none=True))
    layer = synced(traitlets.Int())
    head = synced(traitlets.Int())

    def __init__(self, found: Heads | Picture) -> None:
        super().__init__(heads=data_of(found.picture if isinstance(found, Heads) else found))


class HeadScatter(View):
    """Every head as a point by two of its scores, `x` and `y`, those on the "text" or on "repeated" random tokens."""

    _esm = module_text("head_scatter")
    _css = style("head_scatter")
    heads = synced(traitlets.Dict(default_value=None, allow_none=True))
    layer = synced(traitlets.Int())
    head = synced(traitlets.Int())
    x = synced(traitlets.Unicode("previous"))
    y = synced(traitlets.Unicode("first"))
    on = synced(traitlets.Unicode("text"))

    def __init__(self, found: Heads | Picture) -> None:
        super().__init__(heads=data_of(found.picture if isinstance(found, Heads) else found))


class HeadExamples(View):
    """What a head looks at in texts of the story world; those of another head are found when it is chosen."""

    _esm = module_text("head_examples")
    _css = style("head_examples")
    examples = synced(traitlets.Dict(default_value=None, allow_none=True))
    layer = synced(traitlets.Int())
    head = synced(traitlets.Int())

    def __init__(self, found: Examples) -> None:
        super().__init__(examples=data_of(found), layer=found.layer, head=found.head)
        self.model = found.model
        self.observe(self._look_again, ["layer", "head"])

    def _look_again(self, _: object) -> None:
        self.examples = data_of(head_examples(self.model, self.layer, self.head))


def heads(found: Heads) -> Any:
    """All heads, side by side and as points; of a text that is not too long the chosen one opens between them."""
    grid, scatter = AllHeads(found), HeadScatter(found)
    shown = [grid, scatter]
    if found.encoding is not None and len(found.encoding.ids) <= MOST_TOKENS:
        shown.insert(1, Attention(inspect(found.model, found.encoding.ids)))
    for other in shown[1:]:
        for name in ("layer", "head"):
            traitlets.link((grid, name), (other, name))
    return VBox(shown)
