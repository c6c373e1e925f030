"""What a model would say at each layer, by three lenses; `transformer/lens.py` tells which question each answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from llm_playground.decoding.distribution import Distribution
from llm_playground.engine.inside.lens_grid import lens_grid
from llm_playground.engine.inside.readers import carry_of, has_fit
from llm_playground.engine.inside.tokens import token_id
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import unknown, whole_number
from llm_playground.models.inside import inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_parts import count, label
from llm_playground.records import Encoding, Stage
from llm_playground.records.inside import LensGrid

if TYPE_CHECKING:
    from llm_playground.transformer.lens import Floats, Ids, LensRows, Logits, Standing, Top

Kind = Literal["logit", "linear", "jacobian"]
KINDS: tuple[Kind, ...] = ("logit", "linear", "jacobian")

SHOWN = 8  # positions in the text of a lens, the last ones


class Lens:
    """What a lens reads of one text: a row for what enters each block, and a last one for the model itself.

    Row i is what the model says, by this lens, before block i; the last row are its own logits. All arrays are
    (n_layer + 1, T), and computed when they are first asked for.
    """

    def __init__(self, model: LanguageModel, encoding: Encoding, kind: Kind, rows: LensRows) -> None:
        self.model, self.encoding, self.kind = model.name, encoding, kind
        self._model, self._rows = model, rows

    @property
    def n_layer(self) -> int:
        return self._rows.shape[0] - 1

    @property
    def logits(self) -> Logits:
        """Every logit: float32 (n_layer + 1, T, V).

        Raises:
            InvalidValue: they are more than 1 GiB; everything else here can be had all the same.
        """
        return self._rows.logits

    def row(self, layer: int) -> Logits:
        """The logits of one row alone, by its layer or n_layer for the model's own: float32 (T, V)."""
        return self._rows.logits_at(self._layer(layer), range(len(self.encoding.ids)))

    @property
    def top(self) -> Top:
        """The likeliest token at each layer and position: `.ids` and `.probabilities`."""
        return self._rows.top

    @property
    def entropy(self) -> Floats:
        """Of each distribution, in nats."""
        return self._rows.entropy

    def rank_of(self, token: int | str) -> Ids:
        """The rank of one token at each layer and position; 1 is the likeliest.

        Args:
            token: its id, or a text that is one token.

        Raises:
            InvalidValue: it is neither.
        """
        return self._rows.standing(self._everywhere(token)).ranks

    def probability_of(self, token: int | str) -> Floats:
        """The probability of one token at each layer and position; else as `rank_of`."""
        return self._rows.standing(self._everywhere(token)).probabilities

    def commitment(self, first: int, definition: str = "first_and_stays") -> list[int | None]:
        """From which layer on the model would say each token of the text, those before `first` left out.

        Of a text that was generated, `first` is the number of tokens of its prompt. What the numbers mean, and the
        definitions, are told in `transformer.commitment`.
        """
        from llm_playground.transformer.commitment import commitment

        return commitment(self._said(first), definition)

    def commitments(self, first: int) -> dict[str, list[int | None]]:
        """The same by every definition there is, by its name."""
        from llm_playground.transformer.commitment import HOLDS, commitment

        said = self._said(first)
        return {definition: commitment(said, definition) for definition in HOLDS}

    def stage(self, layer: int, position: int, top: int = 10) -> Stage:
        """One distribution: its `top` likeliest tokens, and the sum of all others."""
        tokens = len(self.encoding.ids)
        position = whole_number("position", position, 0, tokens - 1, f": the text has {count(tokens, 'token')}, from 0")
        logits = self._rows.logits_at(self._layer(layer), [position])[0]
        return Distribution.of(logits).stage(self._name(layer), {}, self._model.piece, whole_number("top", top, 1))

    def grid(self) -> LensGrid:
        """What the view of a lens shows: the last 64 tokens, and of each layer the likeliest few."""
        offered = tuple(kind for kind in KINDS if kind == self.kind or has_fit(self._model, kind))
        return lens_grid(self._model, self.encoding, self.kind, offered, self._rows)

    def of_kind(self, kind: str) -> Lens:
        """The same text through another lens; else as `lens`."""
        return lens(self._model, self.encoding.ids, kind)

    def __repr__(self) -> str:
        tokens = len(self.encoding.ids)
        last = list(range(tokens))[-SHOWN:]
        lines = [["", *(label(self.encoding.pieces[position]) for position in last)]]
        for layer in range(self.n_layer + 1):
            best = self._rows.logits_at(layer, last).argmax(-1).tolist()
            lines.append([self._name(layer), *(label(self._model.piece(id)) for id in best)])
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        table = "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
        cut = "" if len(last) == tokens else f"; the last {len(last)} of {tokens:,} tokens"
        return f"{self.model}, {self.kind} lens: the likeliest next token at each layer{cut}\n{table}"

    def _said(self, first: object) -> Standing:
        """Where each token of the text stands at the position before it, from the token `first` on."""
        from llm_playground.transformer.lens import Standing

        ids = self.encoding.ids
        start = whole_number("first", first, 1, len(ids), ": before the first token there is nothing to say it")
        # Nothing is known of the token after the last: any will do in its place.
        ranks, probabilities = self._rows.standing([*ids[1:], ids[-1]])
        return Standing(ranks[:, start - 1 : -1], probabilities[:, start - 1 : -1])

    def _name(self, layer: int) -> str:
        return "the model" if layer == self.n_layer else f"h.{layer}.resid_pre"

    def _layer(self, layer: object) -> int:
        why = f": {self.model} has {count(self.n_layer, 'layer')}, and the last row are its own logits"
        return whole_number("layer", layer, 0, self.n_layer, why)

    def _everywhere(self, token: int | str) -> list[int]:
        return [token_id(self._model, token)] * len(self.encoding.ids)


def lens(
    model: str | Path | LanguageModel, prompt: PromptInput, kind: str = "logit", texts: Sequence[str] | None = None
) -> Lens:
    """Read what a model would say at each layer of a text.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        kind: "logit": what would it say if it stopped at this layer? "linear": what could a linear reader know of its
            answer there? "jacobian": what is it disposed to say there, now or later?
        texts: for "linear" and "jacobian", which are fitted to texts; the fit is kept for this process. None, of a
            model that ships with the package: those of the story world, or a fit that ships with it. For any other
            model a hundred texts make a usable lens; "jacobian" may take a minute for each.

    Raises:
        InvalidValue: another kind, texts that are needed or not wanted, or a model that cannot be looked into so.
        PlaygroundError: as `generate`.
    """
    language_model = SHELF.get(model)
    chosen = next((each for each in KINDS if each == kind), None) if isinstance(kind, str) else None
    if chosen is None:
        raise unknown("lens", kind, KINDS, field="kind")
    view, encoding = inside(language_model), make_prompt(language_model, prompt)
    carry = carry_of(language_model, chosen, texts)
    from llm_playground.transformer.lens import LensRows

    names = [f"h.{layer}.resid_pre" for layer in range(view.shape.n_layer)]
    seen = view.activations(encoding.ids, [*names, "logits"])
    rows = LensRows([seen[name] for name in names], seen["logits"], view.unembed, carry)
    return Lens(language_model, encoding, chosen, rows)
