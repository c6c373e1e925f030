"""How a record shows itself when it ends a cell: its view where widgets can be had, HTML and text everywhere.

The records know nothing of it: IPython is told, once, what to do with objects of these names.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from llm_playground.tokenization.kinds.table import KINDS

# What shows itself besides tokenizers: modules of ours, and names in them. As text, so that none is imported for it.
SHOWN = {
    "records": ("Encoding", "Inspection", "Module", "Step", "Trace"),
    "tokenization.lab.records": ("Chunks", "Languages", "Word"),
    "tokenization.lab.comparison": ("Comparison",),
    "tokenization.lab.bpe_history": ("MergeHistory", "TrainedBPE"),
    "tokenization.lab.vocabulary": ("TokenCard",),
    "tokenization.adapters.hugging_face": ("HuggingFaceTokenizer",),
}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def register() -> None:
    """Tell IPython, if we are in it, how to show records. Costs nothing before one is shown."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        formatter = shell.display_formatter.mimebundle_formatter
        for module, name in shown():
            formatter.for_type_by_name(module, name, bundle)


def shown() -> Iterator[tuple[str, str]]:
    """Each class that shows itself, by its module and its name: those of `SHOWN`, and every kind of tokenizer."""
    for module, names in SHOWN.items():
        yield from ((f"llm_playground.{module}", name) for name in names)
    yield from ((kind.module, kind.class_name) for kind in KINDS.values())


def bundle(record: Any, include: object = None, exclude: object = None) -> dict[str, Any]:
    """A record in every form that it has; the notebook picks the richest that it can show."""
    from llm_playground.plain import static

    forms: dict[str, Any] = {"text/plain": static.text(record), "text/html": static.html(record)}
    if in_a_notebook() and find_spec("anywidget") and (widget := _widget(record)):
        forms[WIDGET_VIEW] = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return forms


def in_a_notebook() -> bool:
    """Whether there is a page that could show a widget: not so in a terminal."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return hasattr(shell, "kernel")


def _widget(record: Any) -> Any:
    """The view of a record; None where there is none, or where it needs what the record does not hold."""
    from ipywidgets import VBox

    from llm_playground import records
    from llm_playground.tokenization.lab.bpe_history import MergeHistory, TrainedBPE
    from llm_playground.tokenization.lab.comparison import Comparison
    from llm_playground.tokenization.lab.records import Languages, Word
    from llm_playground.tokenization.protocol import Tokenizer
    from llm_playground.widgets import tokenizers, views

    match record:
        case records.Encoding():
            return views.Tokens(record)
        case records.Trace():
            return views.Generation.of(record)
        case records.Step():
            return views.Distribution(record)
        case records.Module():
            return views.Anatomy(record)
        case records.Inspection():
            return VBox([views.Attention(record), views.Distribution(record.next)])
        case Comparison():
            return tokenizers.Comparison(record)
        case MergeHistory() | TrainedBPE():
            return tokenizers.Merges(record)
        case Word():
            return tokenizers.WordSteps(record)
        case Languages():
            return tokenizers.Languages(record)
        case Tokenizer():
            return tokenizers.Vocabulary(record)
    return None
