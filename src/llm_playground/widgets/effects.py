"""What each part of a model does for the next token, and what a change of one did."""

from __future__ import annotations

import traitlets

from llm_playground.engine.inside.ablation import Effect, ablate
from llm_playground.engine.inside.maps import ablation_map
from llm_playground.records.effects import AblationMap, PatchingMap
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class Effects(View):
    """A map of all parts switched off; a part that is chosen is switched off when it is, before and after beside it."""

    _esm = module_text("effects")
    _css = style("effects")
    map = synced(traitlets.Dict(default_value=None, allow_none=True))
    part = synced(traitlets.Unicode(None, allow_none=True))
    effect = synced(traitlets.Dict(default_value=None, allow_none=True))
    to = synced(traitlets.Unicode("zero"))

    def __init__(self, found: AblationMap | Effect) -> None:
        """A map, or the change that was made of one part alone."""
        if isinstance(found, AblationMap):
            super().__init__(map=data_of(found), to=found.to)
        else:
            super().__init__(effect=data_of(found))
        self.model, self.ids = found.model, found.encoding.ids
        self.observe(self._map_again, "to")
        self.observe(self._switch_off, ["part", "to"])

    def _map_again(self, _: object) -> None:
        self.map = data_of(ablation_map(self.model, self.ids, self.to))

    def _switch_off(self, _: object) -> None:
        if self.part is not None:
            self.effect = data_of(ablate(self.model, self.ids, self.part, self.to))


class Patching(View):
    """A map of two prompts: the stream of one put into the other, at each layer and token."""

    _esm = module_text("patching")
    _css = style("patching")
    map = synced(traitlets.Dict(default_value=None, allow_none=True))

    def __init__(self, found: PatchingMap) -> None:
        super().__init__(map=data_of(found))
