"""A beam search as a widget."""

from __future__ import annotations

import traitlets

from llm_playground.records.beam_tree import BeamTree as Tree
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class BeamTree(View):
    """The candidates of a beam search step by step, and what became of each."""

    _esm = module_text("beam_tree")
    _css = style("beam_tree")
    tree = synced(traitlets.Dict())
    step = synced(traitlets.Int(None, allow_none=True))

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree=data_of(tree))
