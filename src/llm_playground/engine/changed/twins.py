"""Two models that are built alike, so that weights and activations of one fit into the other: or why they are not."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

from llm_playground.engine.served import must_be_here
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, PlaygroundError
from llm_playground.models.loading import open_model
from llm_playground.models.seam import LanguageModel
from llm_playground.models.vocabularies import first_other_token
from llm_playground.records.changed import BuiltAlike
from llm_playground.transformer.config import TransformerConfig, UnsupportedArchitecture
from llm_playground.transformer.opening import Checkpoint

MOST_PARAMETERS = 1_000_000_000  # of models that are computed anew, of which one stands in memory beside the two


@dataclass(frozen=True, slots=True)
class Twins:
    """A model, what it was trained into, and the weights of both as their files hold them."""

    base: LanguageModel
    tuned: LanguageModel
    before: Checkpoint
    after: Checkpoint

    @property
    def parameters(self) -> int:
        return sum(map(math.prod, self.before.shapes.values()))

    def must_be_small(self) -> None:
        """Refuse models that are too large to be computed anew.

        Raises:
            InvalidValue: with the field "model".
        """
        if self.parameters > MOST_PARAMETERS:
            raise InvalidValue(
                f"{self.base.name} has {self.parameters:,} weights; models with changed weights are computed of at "
                f"most {MOST_PARAMETERS:,}.",
                field="model",
            )


def twins(model: str | Path | LanguageModel, tuned: str | Path | LanguageModel) -> Twins:
    """Two models that are built alike, and have one vocabulary.

    Raises:
        InvalidValue: they are not; the sentence says where they differ. Or one runs through `transformers` or on a
            server.
        PlaygroundError: as `load`.
    """
    one, before = _opened(model, "model")
    other, after = _opened(tuned, "tuned")
    for what, *values in _differences(before.config, after.config):
        raise InvalidValue(
            f"{one.name} and {other.name} are not built alike ({what}: {values[0]} and {values[1]}), so that no weight "
            "of one has a counterpart in the other. Choose a model and what it was trained into.",
            field="tuned",
        )
    if one is not other and first_other_token(one.tokenizer, other.tokenizer) is not None:
        raise InvalidValue(
            f"{one.name} and {other.name} are of the same shapes, but cut text into other tokens, so that the same row "
            "of their embeddings stands for two tokens. Choose a model and what it was trained into.",
            field="tuned",
        )
    return Twins(one, other, before, after)


def built_alike(model: LanguageModel, tuned: LanguageModel) -> BuiltAlike:
    """Whether two models are `twins`. Raises: PlaygroundError, as opening them."""
    try:
        twins(model, tuned)
    except InvalidValue as error:
        return BuiltAlike(str(error))
    return BuiltAlike("")


def _opened(model: str | Path | LanguageModel, field: str) -> tuple[LanguageModel, Checkpoint]:
    try:
        found = SHELF.get(model)
        must_be_here(found)
        return found, open_model(found)[1]
    except UnsupportedArchitecture as error:
        raise InvalidValue(
            f"{found.name} runs through transformers, so that its weights are not known here.", field=field
        ) from error
    except PlaygroundError as error:
        error.field = field if error.field == "model" else error.field
        raise


def _differences(one: TransformerConfig, other: TransformerConfig) -> Iterator[tuple[str, object, object]]:
    """Where two shapes differ: what, and both values. How much text they read may differ, where no weight tells it."""
    if one.rope is not None:
        other = replace(other, context_length=one.context_length)
    for field in fields(one):
        values = getattr(one, field.name), getattr(other, field.name)
        if values[0] != values[1]:
            yield field.name, *values
