"""How probable a model finds a text, as a widget."""

from __future__ import annotations

import traitlets

from llm_playground.records.score import Score as ScoreRecord
from llm_playground.records.truth import Truth
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import OneOf, data_of, synced


class Score(View):
    """A text coloured by how probable its tokens are, by rank, by surprise or by how far the model is from the truth.

    The `selected` token is explained.
    """

    _esm = module_text("score")
    _css = style("score")
    score = synced(traitlets.Dict(default_value=None, allow_none=True))
    truth = synced(traitlets.Dict(default_value=None, allow_none=True))
    colour = synced(OneOf(("probability", "rank", "bits", "kl"), "probability"))
    selected = synced(traitlets.Int(None, allow_none=True))

    def __init__(self, found: ScoreRecord | Truth) -> None:
        data = data_of(found)
        if isinstance(found, Truth):
            super().__init__(score=data["score"], truth=data, colour="kl")
        else:
            super().__init__(score=data)
