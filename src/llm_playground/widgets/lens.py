"""A lens and a logit taken apart as widgets."""

from __future__ import annotations

import traitlets

from llm_playground.engine.inside.attribution import Attribution as AttributionRecord
from llm_playground.engine.inside.attribution import attribution
from llm_playground.engine.inside.commitment import commitment
from llm_playground.engine.inside.lens import Lens as LensArrays
from llm_playground.records.inside import CommitmentStrip
from llm_playground.views import module_text, style
from llm_playground.widgets.view import View
from llm_playground.widgets.views import data_of, synced


class Lens(View):
    """What a model would say at each layer: a grid of layers and tokens; another lens is looked through when chosen."""

    _esm = module_text("lens")
    _css = style("lens")
    grid = synced(traitlets.Dict())
    kind = synced(traitlets.Unicode())
    position = synced(traitlets.Int(None, allow_none=True))

    def __init__(self, lens: LensArrays) -> None:
        grid = lens.grid()
        super().__init__(grid=data_of(grid), kind=grid.kind)
        self._lenses = {grid.kind: lens}  # one that was fitted to texts of one's own cannot be made again from here
        self._offered = grid.offered
        self.observe(self._look_again, "kind")

    def _look_again(self, _: object) -> None:
        if self.kind in self._offered:
            if self.kind not in self._lenses:
                self._lenses[self.kind] = next(iter(self._lenses.values())).of_kind(self.kind)
            self.grid = data_of(self._lenses[self.kind].grid()) | {"offered": list(self._offered)}


class Commitment(View):
    """A text coloured by the layer at which each token was settled, by one of several definitions; with another number
    of new tokens the model goes on from the same prompt."""

    _esm = module_text("commitment")
    _css = style("commitment")
    strip = synced(traitlets.Dict())
    definition = synced(traitlets.Unicode("first_and_stays"))
    max_new_tokens = synced(traitlets.Int())

    def __init__(self, strip: CommitmentStrip) -> None:
        super().__init__(strip=data_of(strip), max_new_tokens=strip.n_generated)
        self.model, self.lens = strip.model, strip.kind
        self.prompt = strip.prompt_ids
        self.observe(self._go_on, "max_new_tokens")

    def _go_on(self, _: object) -> None:
        self.strip = data_of(commitment(self.model, self.prompt, self.max_new_tokens, self.lens))


class Attribution(View):
    """The logit of a next token as bars, one for what each part wrote; another token is taken apart when chosen."""

    _esm = module_text("attribution")
    _css = style("attribution")
    attribution = synced(traitlets.Dict())
    token = synced(traitlets.Int(None, allow_none=True))
    against = synced(traitlets.Int(None, allow_none=True))
    position = synced(traitlets.Int(None, allow_none=True))

    def __init__(self, attribution: AttributionRecord) -> None:
        against = None if attribution.against is None else attribution.against.id
        chosen = {"token": attribution.token.id, "against": against, "position": attribution.position}
        super().__init__(attribution=data_of(attribution), **chosen)
        self.model, self.ids = attribution.model, attribution.encoding.ids
        self.observe(self._take_apart, list(chosen))

    def _take_apart(self, _: object) -> None:
        self.attribution = data_of(attribution(self.model, self.ids, self.token, self.against, self.position))
