"""The views as widgets of a notebook, the playground in a cell, and how a record shows itself. Loaded when used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm_playground.widgets.beams import BeamTree
    from llm_playground.widgets.behaviour_sheet import BehaviourSheet
    from llm_playground.widgets.cell import Playground, playground
    from llm_playground.widgets.changed import CrossPatching, LowRank, WeightChange, WeightPath
    from llm_playground.widgets.costs import Architectures, Costs
    from llm_playground.widgets.diff import Diff
    from llm_playground.widgets.effects import Effects, Patching
    from llm_playground.widgets.features import AttributionGraph, Features
    from llm_playground.widgets.fine_tuning import FineTuning
    from llm_playground.widgets.forward_pass import ForwardPass
    from llm_playground.widgets.heads import AllHeads, HeadExamples, HeadScatter
    from llm_playground.widgets.lens import Attribution, Commitment, Lens
    from llm_playground.widgets.model_comparison import ModelComparison
    from llm_playground.widgets.pipeline import Pipeline
    from llm_playground.widgets.preference import Preference
    from llm_playground.widgets.quantization import Quantization
    from llm_playground.widgets.score import Score
    from llm_playground.widgets.tokenizers import Chunks, Comparison, Languages, Merges, Vocabulary, WordSteps
    from llm_playground.widgets.training import watch_training
    from llm_playground.widgets.views import Anatomy, Attention, Distribution, Generation, Tokens

_HOME = {
    "AllHeads": "heads",
    "Anatomy": "views",
    "Architectures": "costs",
    "Attention": "views",
    "Attribution": "lens",
    "AttributionGraph": "features",
    "BeamTree": "beams",
    "BehaviourSheet": "behaviour_sheet",
    "Chunks": "tokenizers",
    "Commitment": "lens",
    "Comparison": "tokenizers",
    "Costs": "costs",
    "CrossPatching": "changed",
    "Diff": "diff",
    "Distribution": "views",
    "Effects": "effects",
    "Features": "features",
    "FineTuning": "fine_tuning",
    "ForwardPass": "forward_pass",
    "Generation": "views",
    "HeadExamples": "heads",
    "HeadScatter": "heads",
    "Languages": "tokenizers",
    "Lens": "lens",
    "LowRank": "changed",
    "Merges": "tokenizers",
    "Patching": "effects",
    "Pipeline": "pipeline",
    "Playground": "cell",
    "ModelComparison": "model_comparison",
    "Preference": "preference",
    "Quantization": "quantization",
    "Score": "score",
    "Tokens": "views",
    "Vocabulary": "tokenizers",
    "WeightChange": "changed",
    "WeightPath": "changed",
    "WordSteps": "tokenizers",
    "playground": "cell",
    "watch_training": "training",
}

__all__ = [
    "AllHeads",
    "Anatomy",
    "Architectures",
    "Attention",
    "Attribution",
    "AttributionGraph",
    "BeamTree",
    "BehaviourSheet",
    "Chunks",
    "Commitment",
    "Comparison",
    "Costs",
    "CrossPatching",
    "Diff",
    "Distribution",
    "Effects",
    "Features",
    "FineTuning",
    "ForwardPass",
    "Generation",
    "HeadExamples",
    "HeadScatter",
    "Languages",
    "Lens",
    "LowRank",
    "Merges",
    "ModelComparison",
    "Patching",
    "Pipeline",
    "Playground",
    "Preference",
    "Quantization",
    "Score",
    "Tokens",
    "Vocabulary",
    "WeightChange",
    "WeightPath",
    "WordSteps",
    "playground",
    "watch_training",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    except ModuleNotFoundError as error:
        if error.name not in ("anywidget", "ipywidgets", "traitlets"):
            raise
        from llm_playground.errors import PlaygroundError
        from llm_playground.extras import how_to_get

        raise PlaygroundError(
            f"Widgets need a few more packages: {how_to_get('notebook')}. Then restart the notebook."
        ) from error
