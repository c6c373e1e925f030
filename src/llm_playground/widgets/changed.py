"""What fine-tuning changed inside a model, as widgets."""

from __future__ import annotations

import traitlets

from llm_playground.records import changed
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class WeightChange(View):
    """A map of layers and kinds: how far each matrix has moved."""

    _esm = module_text("weight_change")
    _css = style("weight_change")
    change = synced(traitlets.Dict(default_value=None, allow_none=True))

    def __init__(self, found: changed.WeightChange) -> None:
        super().__init__(change=data_of(found))


class WeightPath(View):
    """How far the models between two are from both, and what the one at the point that is chosen answers."""

    _esm = module_text("weight_path")
    _css = style("weight_path")
    path = synced(traitlets.Dict(default_value=None, allow_none=True))

    def __init__(self, found: changed.WeightPath) -> None:
        super().__init__(path=data_of(found))


class CrossPatching(View):
    """A map of the parts that carry what is new; `way` is "into_base" or "into_tuned"."""

    _esm = module_text("cross_patching")
    _css = style("cross_patching")
    map = synced(traitlets.Dict(default_value=None, allow_none=True))
    way = synced(traitlets.Unicode("into_base"))

    def __init__(self, found: changed.CrossPatchingMap) -> None:
        super().__init__(map=data_of(found))


class LowRank(View):
    """The ranks side by side; of the `rank` that is chosen, a map of all matrices."""

    _esm = module_text("low_rank")
    _css = style("low_rank")
    change = synced(traitlets.Dict(default_value=None, allow_none=True))
    rank = synced(traitlets.Int())

    def __init__(self, found: changed.LowRankChange) -> None:
        super().__init__(change=data_of(found), rank=found.ranks[-1].rank)
