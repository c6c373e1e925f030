"""What a model costs in memory and arithmetic, and two of them side by side; also such as have not been downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.engine.printed import printed
from llm_playground.engine.shelf import SHELF
from llm_playground.models.catalog import CATALOG
from llm_playground.models.catalog_shapes import SHAPES
from llm_playground.models.inside import inside
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_costs import architectures_text, costs_text
from llm_playground.records import Record
from llm_playground.transformer.comparison import ArchitectureComparison, compare_configs
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.costs import Costs, costs_of

if TYPE_CHECKING:
    from llm_playground.transformer.cost_sheet import CostSheet

# Models whose shape is known without a download.
COMPARABLE = tuple(key for key, entry in CATALOG.items() if key in SHAPES or entry.bundled_folder)
SHOWN = 64  # tokens


class Prices(Costs):
    """Costs that print themselves."""

    __slots__ = ()

    def __repr__(self) -> str:
        return costs_text(self)


class SideBySide(ArchitectureComparison):
    """A comparison that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return architectures_text(self)


def costs(model: str | Path | LanguageModel) -> Prices:
    """Parameters, arithmetic and memory of a model, and how they grow with the text.

    Those models of the catalog that have to be downloaded are known by their shape, and are not downloaded for this.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.

    Raises:
        InvalidValue: the model runs through `transformers`, so that its shape is not known to us.
        PlaygroundError: as `load`.
    """
    name, config = shape_of(model)
    return printed(Prices, costs_of(config, name))


def compare_architectures(model: str | Path | LanguageModel, other: str | Path | LanguageModel) -> SideBySide:
    """How two models are built, part by part, with a sentence on what each difference does.

    Args:
        model: as for `costs`.
        other: the same.

    Raises:
        PlaygroundError: as `costs`.
    """
    found = compare_configs(shape_of(model), shape_of(other))
    return SideBySide(found.models, found.families, found.traits, found.sizes)


def sheet_of(found: Record) -> CostSheet:
    """The `Costs` of a model as a view shows them: with the next token of a text of 64 tokens, or of the longest."""
    assert isinstance(found, Costs)
    from llm_playground.transformer.cost_sheet import cost_sheet

    return cost_sheet(found, min(SHOWN, found.context_length))


def shape_of(model: str | Path | LanguageModel) -> tuple[str, TransformerConfig]:
    """The name of a model and the shape of our transformer of it. Raises: as `costs`."""
    if isinstance(model, str) and model in SHAPES:
        return model, SHAPES[model]
    language_model = SHELF.get(model)
    return language_model.name, inside(language_model).transformer.config
