"""What a model costs in memory and arithmetic, also one that has not been downloaded."""

from __future__ import annotations

from pathlib import Path

from llm_playground.engine.shelf import SHELF
from llm_playground.models.catalog_shapes import SHAPES
from llm_playground.models.inside import inside
from llm_playground.models.seam import LanguageModel
from llm_playground.transformer.costs import Costs, costs_of


def costs(model: str | Path | LanguageModel) -> Costs:
    """Parameters, arithmetic and memory of a model, and how they grow with the text.

    Those models of the catalog that have to be downloaded are known by their shape, and are not downloaded for this.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.

    Raises:
        InvalidValue: the model runs through `transformers`, so that its shape is not known to us.
        PlaygroundError: as `load`.
    """
    if isinstance(model, str) and model in SHAPES:
        return costs_of(SHAPES[model], model)
    language_model = SHELF.get(model)
    return costs_of(inside(language_model).transformer.config, language_model.name)
