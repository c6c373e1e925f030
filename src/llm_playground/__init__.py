"""LLM Playground: see how a language model works.

    import llm_playground as lp
    lp.generate("tiny-gpt2", "Once upon a time", "greedy", 50)

The names below are the public interface. They are imported when first used, so that `import llm_playground` is quick.
"""

from __future__ import annotations

import sys
from importlib import import_module
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm_playground import training as training
    from llm_playground.engine.arena.comparing import compare
    from llm_playground.engine.arena.sweep import sweep
    from llm_playground.engine.beam_tree import beam_tree
    from llm_playground.engine.behaviour.sheet import behaviour_sheet
    from llm_playground.engine.branching import branch
    from llm_playground.engine.changed.cross_patching import cross_patching_map
    from llm_playground.engine.changed.low_rank import low_rank_change
    from llm_playground.engine.changed.weight_change import weight_change
    from llm_playground.engine.changed.weight_path import weight_path
    from llm_playground.engine.comparing_models import compare_models
    from llm_playground.engine.fetching import fetch
    from llm_playground.engine.fine_tuning import watch_fine_tuning
    from llm_playground.engine.game import guess
    from llm_playground.engine.generation import generate, stream, trace
    from llm_playground.engine.inside.ablation import ablate, patch
    from llm_playground.engine.inside.attribution import attribution
    from llm_playground.engine.inside.attribution_graph import attribution_graph
    from llm_playground.engine.inside.commitment import commitment
    from llm_playground.engine.inside.costs import compare_architectures, costs
    from llm_playground.engine.inside.dictionary_fitting import fit_dictionary
    from llm_playground.engine.inside.embedding import neighbours, positions
    from llm_playground.engine.inside.features import features
    from llm_playground.engine.inside.forward_pass import forward_pass
    from llm_playground.engine.inside.head_examples import head_examples
    from llm_playground.engine.inside.heads import heads
    from llm_playground.engine.inside.inspection import anatomy, inspect
    from llm_playground.engine.inside.lens import lens
    from llm_playground.engine.inside.maps import ablation_map, patching_map
    from llm_playground.engine.inside.neuron import neuron
    from llm_playground.engine.inside.temperatures import temperatures
    from llm_playground.engine.inside.workings import workings
    from llm_playground.engine.loaded import loaded, unload
    from llm_playground.engine.local_models import local_models
    from llm_playground.engine.preference import watch_preference_training
    from llm_playground.engine.quantizing import quantize
    from llm_playground.engine.recommendation import recommended
    from llm_playground.engine.rendering import render
    from llm_playground.engine.scoring import score
    from llm_playground.engine.speculating import speculate
    from llm_playground.engine.step import step
    from llm_playground.engine.text import compare_tokenizers, decode_tokens, encode_text, load_tokenizer
    from llm_playground.engine.truth import truth
    from llm_playground.errors import (
        CheckpointError,
        InvalidRequest,
        InvalidValue,
        ModelUnavailable,
        PlaygroundError,
        TooBusy,
        UnknownName,
    )
    from llm_playground.models.catalog import CATALOG
    from llm_playground.models.gguf.exporting import export_gguf
    from llm_playground.models.loading import load
    from llm_playground.records import Step, Trace
    from llm_playground.sharing.difference import diff
    from llm_playground.sharing.saving import read_trace, save_trace
    from llm_playground.sharing.sheets import save_sheet
    from llm_playground.tokenization.lab.bpe_history import train_bpe
    from llm_playground.widgets import playground, watch_training

__version__ = "0.2.0"

_HOME = {
    "CATALOG": "models.catalog",
    "CheckpointError": "errors",
    "InvalidRequest": "errors",
    "InvalidValue": "errors",
    "ModelUnavailable": "errors",
    "PlaygroundError": "errors",
    "Step": "records",
    "TooBusy": "errors",
    "Trace": "records",
    "UnknownName": "errors",
    "ablate": "engine.inside.ablation",
    "ablation_map": "engine.inside.maps",
    "anatomy": "engine.inside.inspection",
    "attribution": "engine.inside.attribution",
    "beam_tree": "engine.beam_tree",
    "behaviour_sheet": "engine.behaviour.sheet",
    "branch": "engine.branching",
    "commitment": "engine.inside.commitment",
    "attribution_graph": "engine.inside.attribution_graph",
    "compare": "engine.arena.comparing",
    "compare_architectures": "engine.inside.costs",
    "compare_models": "engine.comparing_models",
    "compare_tokenizers": "engine.text",
    "costs": "engine.inside.costs",
    "cross_patching_map": "engine.changed.cross_patching",
    "decode_tokens": "engine.text",
    "diff": "sharing.difference",
    "encode_text": "engine.text",
    "export_gguf": "models.gguf.exporting",
    "features": "engine.inside.features",
    "fetch": "engine.fetching",
    "fit_dictionary": "engine.inside.dictionary_fitting",
    "forward_pass": "engine.inside.forward_pass",
    "generate": "engine.generation",
    "guess": "engine.game",
    "head_examples": "engine.inside.head_examples",
    "heads": "engine.inside.heads",
    "inspect": "engine.inside.inspection",
    "lens": "engine.inside.lens",
    "load": "models.loading",
    "load_tokenizer": "engine.text",
    "loaded": "engine.loaded",
    "local_models": "engine.local_models",
    "low_rank_change": "engine.changed.low_rank",
    "neighbours": "engine.inside.embedding",
    "neuron": "engine.inside.neuron",
    "patch": "engine.inside.ablation",
    "patching_map": "engine.inside.maps",
    "playground": "widgets",
    "positions": "engine.inside.embedding",
    "quantize": "engine.quantizing",
    "read_trace": "sharing.saving",
    "recommended": "engine.recommendation",
    "render": "engine.rendering",
    "save_sheet": "sharing.sheets",
    "save_trace": "sharing.saving",
    "score": "engine.scoring",
    "speculate": "engine.speculating",
    "step": "engine.step",
    "stream": "engine.generation",
    "sweep": "engine.arena.sweep",
    "temperatures": "engine.inside.temperatures",
    "trace": "engine.generation",
    "truth": "engine.truth",
    "train_bpe": "tokenization.lab.bpe_history",
    "unload": "engine.loaded",
    "watch_fine_tuning": "engine.fine_tuning",
    "watch_preference_training": "engine.preference",
    "watch_training": "widgets",
    "weight_change": "engine.changed.weight_change",
    "weight_path": "engine.changed.weight_path",
    "workings": "engine.inside.workings",
}

__all__ = [
    "CATALOG",
    "CheckpointError",
    "InvalidRequest",
    "InvalidValue",
    "ModelUnavailable",
    "PlaygroundError",
    "Step",
    "TooBusy",
    "Trace",
    "UnknownName",
    "ablate",
    "ablation_map",
    "anatomy",
    "attribution",
    "attribution_graph",
    "beam_tree",
    "behaviour_sheet",
    "branch",
    "commitment",
    "compare",
    "compare_architectures",
    "compare_models",
    "compare_tokenizers",
    "costs",
    "cross_patching_map",
    "decode_tokens",
    "diff",
    "encode_text",
    "export_gguf",
    "features",
    "fetch",
    "fit_dictionary",
    "forward_pass",
    "generate",
    "guess",
    "head_examples",
    "heads",
    "inspect",
    "lens",
    "load",
    "load_tokenizer",
    "loaded",
    "local_models",
    "low_rank_change",
    "neighbours",
    "neuron",
    "patch",
    "patching_map",
    "playground",
    "positions",
    "quantize",
    "read_trace",
    "recommended",
    "render",
    "save_sheet",
    "save_trace",
    "score",
    "speculate",
    "step",
    "stream",
    "sweep",
    "temperatures",
    "trace",
    "train_bpe",
    "training",
    "truth",
    "unload",
    "watch_fine_tuning",
    "watch_preference_training",
    "watch_training",
    "weight_change",
    "weight_path",
    "workings",
]


# One thread at a time: where one imports a package and another a module of it, each may hold the lock that the other
# waits for, and Python ends this with an error.
_IMPORTING = RLock()


def __getattr__(name: str) -> Any:
    if name != "training" and name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with _IMPORTING:
        if name == "training":
            return import_module(f"{__name__}.training")
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)


if "IPython" in sys.modules:
    from llm_playground.widgets.display import register

    register()
