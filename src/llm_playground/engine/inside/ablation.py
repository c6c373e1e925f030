"""What a part of the model does for the next token: the token without it, or with what it is on another text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from llm_playground.decoding.measures import kl_divergence
from llm_playground.decoding.observation import observe
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers import Logits
from llm_playground.engine.inside.parts import EXAMPLES, Place, check_part, places_of, switched_off
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, shown, whole_number
from llm_playground.models.inside import inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_effects import change_text
from llm_playground.records import Encoding, Stage
from llm_playground.records.effects import Change
from llm_playground.transformer.edits import BY_PAIR, Edit, values_of

TOP = 10  # so many of the likeliest next tokens are listed


class Effect(Change):
    """A change with all of its `logits` after it: (V,), float32."""

    __slots__ = ("logits",)
    logits: Logits

    def __repr__(self) -> str:
        return change_text(self)


def ablate(
    model: str | Path | LanguageModel,
    prompt: PromptInput,
    name: str | Iterable[str],
    to: Literal["zero", "mean"] = "zero",
) -> Effect:
    """Switch parts of a model off, and see what becomes of the next token.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.
        prompt: a text, token ids or messages, as generation takes it.
        name: one part or several, which are switched off together: "h.1.attn.2" (a head), "h.1.attn", "h.1.mlp", "h.1"
            (a block), or any activation that `inspect(...).activations` has.
        to: what takes the place of what it computes: "zero", or "mean", over the tokens of the prompt, which takes away
            only what differs from token to token (of one token nothing).

    Raises:
        UnknownName: the model has no such part; the message lists what can be replaced.
        PlaygroundError: as `inspect`.
    """
    names = (name,) if isinstance(name, str) else _several(name)
    edits = [edit for each in names for edit in switched_off(each, to)]
    language_model = SHELF.get(model)
    for each in names:
        check_part(language_model, each)
    return _effect(language_model, make_prompt(language_model, prompt), names, edits)


def patch(
    model: str | Path | LanguageModel, base: PromptInput, source: PromptInput, name: str, position: int | None = None
) -> Effect:
    """Run a model on `base`, but with a part as it is on `source`, and see what becomes of the next token.

    Activation patching (Vig et al. 2020; Meng et al. 2022): where the patched model answers as on `source`, that part
    at that place carries what makes the difference.

    Args:
        base: the prompt that is run. Both prompts are a text, token ids or messages, as generation takes them.
        source: the prompt on which the part computes what is put in its place.
        name: a part as in `ablate`, for instance "h.2.resid_pre" or "h.1.attn.2".
        position: of the token in both prompts where it is patched, from 0; negative numbers count from the end of each,
            so that -1 is the last token of both. None: all, for which both must have as many.

    Raises:
        UnknownName: the model has no such part; the message lists what can be replaced.
        InvalidValue: no such position in one of the prompts; none given, and prompts of different lengths.
        PlaygroundError: as `inspect`.
    """
    language_model = SHELF.get(model)
    read, other = make_prompt(language_model, base), make_prompt(language_model, source)
    here, there = _tokens(position, len(read.ids), len(other.ids))
    places = places_of(name)
    check_part(language_model, name)
    found = inside(language_model).activations(other.ids, [place.name for place in places])
    if len(read.ids) != len(other.ids) and any(place.name.endswith(BY_PAIR) for place in places):
        raise InvalidValue(
            f"{name} has a number for each token that is looked at, so both prompts must have as many tokens; base has "
            f"{len(read.ids):,} and source {len(other.ids):,}.",
            field="source",
        )

    def patched(place: Place) -> Edit:
        return Edit(place.name, values_of(place.name, found[place.name], there, place.head), here, place.head)

    return _effect(language_model, read, (name,), [patched(place) for place in places])


def _tokens(position: object, n_base: int, n_source: int) -> tuple[list[int] | None, list[int] | None]:
    """The tokens to patch in `base`, and those of `source` to patch them with."""
    if position is None:
        if n_base == n_source:
            return None, None
        raise InvalidValue(
            f"The lengths differ (base: {n_base:,}, source: {n_source:,}), so not every token has one to be patched "
            "with: give a position (-1 is the last token of both), or prompts of as many tokens.",
            field="position",
        )
    shorter = min(n_base, n_source)
    why = f", within the shorter of both prompts (tokens: {n_base:,} and {n_source:,}); -1 is the last of both"
    at = whole_number("position", position, -shorter, shorter - 1, why)
    return [at % n_base], [at % n_source]


def _effect(model: LanguageModel, prompt: Encoding, names: tuple[str, ...], edits: Sequence[Edit]) -> Effect:
    view = inside(model)
    # The same activations are asked for in both passes, so that what changes nothing changes not a bit.
    asked = ["logits", *(edit.name for edit in edits)]
    after, before = (view.activations(prompt.ids, asked, each)["logits"][-1].numpy() for each in (edits, ()))

    def stage(logits: Logits) -> Stage:
        return observe(logits, (), Past.of_prompt(prompt.ids)).stages(model.piece, TOP)[0]

    effect = Effect(model.name, prompt, names, stage(before), stage(after), kl_divergence(before, after))
    object.__setattr__(effect, "logits", after)  # no part of the record, which stays plain data
    return effect


def _several(names: object) -> tuple[str, ...]:
    if not isinstance(names, Iterable) or isinstance(names, bytes | Mapping):
        raise InvalidValue(f"name is {shown(names)}; it must name a part or several: {EXAMPLES}.", field="name")
    if not (found := tuple(names)):
        raise InvalidValue(f"There is nothing to switch off; name a part: {EXAMPLES}.", field="name")
    return found
