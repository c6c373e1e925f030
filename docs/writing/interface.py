"""The Python interface: every public name, by what a person wants to know."""

from __future__ import annotations

from importlib import import_module

from llm_playground import course, training

GROUPS = {
    "Write a text": (
        *("generate", "stream", "trace", "Trace", "Step", "step", "branch", "speculate", "beam_tree", "recommended"),
        *("temperatures", "playground"),
    ),
    "Several at once": ("compare", "sweep", "behaviour_sheet", "guess"),
    "Tokens and prompts": (
        *("encode_text", "decode_tokens", "load_tokenizer", "compare_tokenizers", "train_bpe", "render"),
    ),
    "A given text": ("score", "truth", "compare_models"),
    "Inside a model": (
        *("inspect", "anatomy", "forward_pass", "workings", "lens", "commitment", "attribution", "heads"),
        *("head_examples", "neuron", "neighbours", "positions", "costs", "compare_architectures"),
    ),
    "Take a model apart": (
        *("ablate", "ablation_map", "patch", "patching_map", "features", "attribution_graph", "fit_dictionary"),
        *("quantize",),
    ),
    "What fine-tuning changed": ("weight_change", "weight_path", "cross_patching_map", "low_rank_change"),
    "Train": ("watch_training", "watch_fine_tuning", "watch_preference_training", "training"),
    "Models": ("load", "loaded", "unload", "local_models", "fetch", "export_gguf", "CATALOG"),
    "Keep and give away": ("save_trace", "read_trace", "diff", "save_sheet"),
    "Errors": (
        *("PlaygroundError", "InvalidValue", "InvalidRequest", "UnknownName", "ModelUnavailable", "CheckpointError"),
        *("TooBusy",),
    ),
}
# What is no function, in words; its keys follow.
TABLES = {
    "CATALOG": "The models that have a short name",
    "RECIPES": "The recipes for ``train``, by their names",
    "exercises": "The exercises by their names, each with its ``task``, ``stub``, ``solution`` and ``wrong`` answers",
}


def page() -> str:
    """Every public name with its signature and docstring, and what the course offers, in Markdown."""
    parts = []
    for title, names in GROUPS.items():
        parts += [f"## {title}", *(_entry("llm_playground", name) for name in names)]
    parts += ["## The course", *(_entry("llm_playground.course", name) for name in course.__all__)]
    return "\n\n".join(parts)


def _entry(module: str, name: str) -> str:
    if name == "training":
        return "\n\n".join(_entry("llm_playground.training", each) for each in training.__all__)
    value = getattr(import_module(module), name)
    directive, below = "autofunction", ""
    if isinstance(value, type):
        directive, below = "autoclass", "   :members:\n"
    elif name in TABLES:
        directive, below = "py:data", f"\n   {TABLES[name]}: {', '.join(f'``{key}``' for key in value)}.\n"
    return f"```{{eval-rst}}\n.. {directive}:: {module}.{name}\n{below}```"
