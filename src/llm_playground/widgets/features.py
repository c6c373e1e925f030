"""A text in the features of a dictionary, and what made a next token through them, as widgets."""

from __future__ import annotations

import traitlets

from llm_playground.engine.inside.features import Features as Found
from llm_playground.engine.inside.features import features
from llm_playground.records.graph import AttributionGraph as Graph
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class Features(View):
    """The features of a text; a feature that is chosen opens, and another dictionary is asked when chosen."""

    _esm = module_text("features")
    _css = style("features")
    text = synced(traitlets.Dict())
    position = synced(traitlets.Int(None, allow_none=True))
    index = synced(traitlets.Int(None, allow_none=True))
    feature = synced(traitlets.Dict(None, allow_none=True))
    dictionary = synced(traitlets.Unicode(None, allow_none=True))

    def __init__(self, found: Found) -> None:
        super().__init__(text=data_of(found), dictionary=found.dictionary.name, position=len(found.active) - 1)
        self._found = found
        self.observe(self._open, ["index", "position"])
        self.observe(self._look_again, "dictionary")

    def _open(self, _: object) -> None:
        if self.index is not None:
            self.feature = data_of(self._found.feature(self.index, self.position))

    def _look_again(self, _: object) -> None:
        self._found = features(self._found.model, self._found.encoding.ids, self.dictionary)
        with self.hold_sync():
            self.index = self.feature = None
            self.text = data_of(self._found)


class AttributionGraph(View):
    """The features that made a logit, from the tokens down to the logit."""

    _esm = module_text("attribution_graph")
    _css = style("attribution_graph")
    graph = synced(traitlets.Dict(None, allow_none=True))

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph=data_of(graph))
